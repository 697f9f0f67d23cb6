using System.Collections.Immutable;
using Microsoft.AspNetCore.Http.HttpResults;
using Pals.Exam.Api.Candidates;
using Pals.Exam.Api.Cards;
using Pals.Exam.Api.Enrolments;
using Pals.Exam.Api.Exams;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Security;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.DataProtection;

/// <summary>What a person may ask its provider for: all that is stored, and that it be erased.</summary>
internal static class DataProtectionEndpoints
{
    public static void MapDataProtection(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/v1/candidates/{candidateId}").WithTags("Data protection").RequireAccess(Role.Provider)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/export", Export).WithName("ExportCandidate").WithSummary("Everything that is stored about a candidate")
            .WithDescription("Also for a candidate who was only given exams. The export is noted in the audit trail, without the candidate's name.");
        group.MapDelete("/", Erase).WithName("EraseCandidate").WithSummary("Erases a candidate for good")
            .WithDescription("Name, email, enrolments and completions are deleted; exams stay under random names for calibration; cards go as the "
                + "programme says. It cannot be undone.");
    }

    private static async Task<Results<Ok<PersonExport>, ProblemHttpResult>> Export(
        string candidateId, HttpContext http, ExamDatabase database, ExamRoom room, ExamReports reports, Roster roster, TimeProvider time)
    {
        string providerId = http.ProviderId();
        DateTimeOffset now = time.GetUtcNow();
        (StoredCandidate? candidate, ImmutableArray<Guid> exams, EnrolmentResponse[] enrolments, OwnCardResponse[] cards) =
            database.Read<(StoredCandidate?, ImmutableArray<Guid>, EnrolmentResponse[], OwnCardResponse[])>(transaction =>
            {
                StoredCandidate? found = CandidateRecords.Find(transaction, providerId, candidateId);
                return (
                    found,
                    ErasureRecords.ExamsOf(transaction, providerId, candidateId),
                    found is null ? [] : [.. EnrolmentRecords.OfCandidate(transaction, found.Key).Select(one => roster.Of(transaction, one, now))],
                    found is null
                        ? []
                        : [.. CardRecords.OfCandidate(transaction, found.Key).Select(card => CardViews.Own(transaction, card, CardOffice.Today(now)))]);
            });
        if (candidate is null && exams.IsEmpty)
        {
            return NotFound();
        }

        await database.Write(transaction => AuditRecords.Append(
            transaction, now, http.Caller().Actor, "candidate.exported", $"export:{Guid.NewGuid()}", ("exams", $"{exams.Length}")));
        return TypedResults.Ok(new PersonExport(
            providerId,
            candidateId,
            candidate is null ? null : new CandidateResponse(candidate.CandidateId, candidate.Name, candidate.Email, candidate.Profession),
            enrolments,
            [.. exams.Select(examId => Of(room.Read(examId)!, reports))],
            cards));
    }

    private static async Task<Results<Ok<ErasureResponse>, ProblemHttpResult>> Erase(
        string candidateId, HttpContext http, ExamDatabase database, Erasure erasure, TimeProvider time)
    {
        string providerId = http.ProviderId();
        string actor = http.Caller().Actor;
        ErasureResponse? erased = await database.Write(
            transaction => erasure.Erase(transaction, providerId, candidateId, actor, CardOffice.Provider, time.GetUtcNow()));
        return erased is null ? NotFound() : TypedResults.Ok(erased);
    }

    private static ExamExport Of(ExamSnapshot exam, ExamReports reports) => new(
        exam.Exam.ExamId,
        Words.Of(exam.Exam.Purpose),
        Words.Of(exam.Exam.Status),
        exam.Exam.CreatedAt.UtcDateTime,
        exam.Exam.StartedAt?.UtcDateTime,
        exam.Exam.EndedAt?.UtcDateTime,
        [
            .. exam.Items.Where(item => item.Answer is not null).Select(item => new AnswerExport(
                item.Position, item.ItemId, item.Answer!.Given, item.Answer.AnsweredAt.UtcDateTime, item.Answer.Seconds)),
        ],
        exam.Exam.HasEnded ? reports.Of(exam) : null);

    private static ProblemHttpResult NotFound() => Problem.Of(ProblemTypes.CandidateNotFound, "The provider has no such candidate.");
}
