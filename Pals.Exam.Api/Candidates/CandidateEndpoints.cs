using System.Collections.Immutable;
using Microsoft.AspNetCore.Http.HttpResults;
using Pals.Exam.Api.Enrolments;
using Pals.Exam.Api.Hosting;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Programmes;
using Pals.Exam.Api.Security;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Candidates;

/// <summary>The candidates of a provider.</summary>
internal static class CandidateEndpoints
{
    private const int MostListed = 200;

    public static void MapCandidates(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/v1/candidates").WithTags("Candidates").RequireAccess(Role.Provider)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        group.MapPut("/{candidateId}", Put).WithName("PutCandidate").WithSummary("Adds a candidate or changes what is known of one")
            .WithDescription("Cards that were issued keep the name that they were issued with; reissue a card to correct it.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapGet("/{candidateId}", Get).WithName("GetCandidate").WithSummary("Shows a candidate")
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/", List).WithName("ListCandidates").WithSummary("Lists the provider's candidates by candidateId")
            .ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static async Task<Results<Ok<CandidateResponse>, Created<CandidateResponse>, ProblemHttpResult>> Put(
        string candidateId, CandidateRequest request, HttpContext http, ExamDatabase database, EnrolmentDesk desk, TimeProvider time)
    {
        var details = new CandidateDetails(request.Name, request.Email, request.Profession);
        if ((Fields.CandidateId(candidateId) ?? details.Check()) is { } invalid)
        {
            return invalid.ToResult();
        }

        string providerId = http.ProviderId();
        Outcome<CandidateChange> outcome = await database.WriteSettled(
            transaction => desk.Put(transaction, providerId, candidateId, details, http.Caller().Actor, time.GetUtcNow()));
        return outcome switch
        {
            { Declined: { } declined } => declined.ToResult(),
            { Value: { IsNew: true } added } => TypedResults.Created($"/v1/candidates/{candidateId}", Response(added.Candidate)),
            _ => TypedResults.Ok(Response(outcome.Value!.Candidate)),
        };
    }

    private static Results<Ok<CandidateResponse>, ProblemHttpResult> Get(string candidateId, HttpContext http, ExamDatabase database) =>
        database.Read(transaction => CandidateRecords.Find(transaction, http.ProviderId(), candidateId)) is { } candidate
            ? TypedResults.Ok(Response(candidate))
            : Problem.Of(ProblemTypes.CandidateNotFound, "The provider has no such candidate.");

    private static Results<Ok<CandidateList>, ProblemHttpResult> List(HttpContext http, ExamDatabase database, string? after = null, int? limit = null)
    {
        if (Fields.Limit(limit, MostListed) is { } declined)
        {
            return declined.ToResult();
        }

        int count = limit ?? MostListed;
        ImmutableArray<StoredCandidate> candidates =
            database.Read(transaction => CandidateRecords.List(transaction, http.ProviderId(), after ?? "", count + 1));
        return TypedResults.Ok(new CandidateList(
            [.. candidates.Take(count).Select(Response)], candidates.Length > count ? candidates[count - 1].CandidateId : null));
    }

    private static CandidateResponse Response(StoredCandidate candidate) =>
        new(candidate.CandidateId, candidate.Name, candidate.Email, candidate.Profession);
}
