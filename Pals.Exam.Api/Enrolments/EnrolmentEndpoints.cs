using System.Collections.Immutable;
using System.Data.Common;
using Microsoft.AspNetCore.Http.HttpResults;
using Pals.Exam.Api.Hosting;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Programmes;
using Pals.Exam.Api.Security;
using Pals.Exam.ItemBank.Programmes;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Enrolments;

/// <summary>Enrolments of a provider's candidates, and what the provider attests of them.</summary>
internal static class EnrolmentEndpoints
{
    private const int MostListed = 200;

    public static void MapEnrolments(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/v1/enrolments").WithTags("Enrolments").RequireAccess(Role.Provider)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        group.MapPost("/", Add).WithName("AddEnrolment").WithSummary("Enrols a candidate in a course, or for an exam alone that renews a card")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        group.MapGet("/", List).WithName("ListEnrolments").WithSummary("The roster: every enrolment with its state")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapGet("/{enrolmentId:guid}", Get).WithName("GetEnrolment").WithSummary("Shows where a candidate stands on the way to a card")
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPut("/{enrolmentId:guid}/completion", Attest).WithName("AttestCompletion").WithSummary("Attests that a candidate has completed a course")
            .WithDescription("Issues the card at once when the exam is passed already. Sent again it changes nothing; sent otherwise it corrects what was "
                + "attested, until a card rests on it.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<Results<Created<EnrolmentResponse>, ProblemHttpResult>> Add(
        NewEnrolment request,
        HttpContext http,
        ExamDatabase database,
        EnrolmentDesk desk,
        ProgrammeCatalog programmes,
        Roster roster,
        TimeProvider time)
    {
        if (request.CourseId is null == request.ProgrammeId is null)
        {
            return Declined.Invalid("courseId", "Send either courseId or, for a recertification by an exam alone, programmeId.").ToResult();
        }

        string providerId = http.ProviderId();
        string actor = http.Caller().Actor;
        DateTimeOffset now = time.GetUtcNow();
        Outcome<StoredEnrolment> outcome = await database.WriteSettled<Outcome<StoredEnrolment>>(transaction =>
        {
            if (CandidateRecords.Find(transaction, providerId, request.CandidateId) is not { } candidate)
            {
                return new Declined(ProblemTypes.UnknownCandidate, "The provider has no such candidate; add it first.", "candidateId");
            }

            if (request.CourseId is not null)
            {
                return CourseRecords.Find(transaction, providerId, request.CourseId) is { } course
                    ? desk.Enrol(transaction, candidate, course, request.PreviousCard, actor, now)
                    : new Declined(ProblemTypes.UnknownCourse, "The provider has no such course; add it first.", "courseId");
            }

            return programmes.Find(transaction, request.ProgrammeId!) is { } programme
                ? EnrolmentDesk.EnrolForRecertification(transaction, candidate, programme, request.PreviousCard, actor, now)
                : new Declined(ProblemTypes.UnknownProgramme, "No programme has this name.", "programmeId");
        });
        return outcome.Declined is { } declined
            ? declined.ToResult()
            : TypedResults.Created(
                $"/v1/enrolments/{outcome.Value!.EnrolmentId}",
                database.Read(transaction => roster.Of(transaction, outcome.Value, now)));
    }

    private static Results<Ok<EnrolmentList>, ProblemHttpResult> List(
        HttpContext http, ExamDatabase database, Roster roster, TimeProvider time, string? courseId = null, Guid? after = null, int? limit = null)
    {
        if (Fields.Limit(limit, MostListed) is { } declined)
        {
            return declined.ToResult();
        }

        int count = limit ?? MostListed;
        return TypedResults.Ok(database.Read(transaction =>
        {
            ImmutableArray<StoredEnrolment> enrolments = EnrolmentRecords.List(transaction, http.ProviderId(), courseId, after, count + 1);
            return new EnrolmentList(
                [.. enrolments.Take(count).Select(enrolment => roster.Of(transaction, enrolment, time.GetUtcNow()))],
                enrolments.Length > count ? enrolments[count - 1].EnrolmentId : null);
        }));
    }

    private static Results<Ok<EnrolmentResponse>, ProblemHttpResult> Get(
        Guid enrolmentId, HttpContext http, ExamDatabase database, Roster roster, TimeProvider time) =>
        database.Read(transaction => Own(transaction, http.ProviderId(), enrolmentId) is { } enrolment
            ? roster.Of(transaction, enrolment, time.GetUtcNow())
            : null) is { } response
            ? TypedResults.Ok(response)
            : NotFound();

    private static async Task<Results<Ok<EnrolmentResponse>, ProblemHttpResult>> Attest(
        Guid enrolmentId,
        CompletionRequest request,
        HttpContext http,
        ExamDatabase database,
        EnrolmentDesk desk,
        Roster roster,
        TimeProvider time)
    {
        if (Check(request) is { } invalid)
        {
            return invalid.ToResult();
        }

        string providerId = http.ProviderId();
        string actor = http.Caller().Actor;
        DateTimeOffset now = time.GetUtcNow();
        var completion = new Completion(
            request.Hours,
            request.CompletedOn,
            [.. request.Skills.Select(skill => new SkillAssessment(skill.Skill, skill.Assessor, skill.AssessedOn))]);
        Outcome<StoredEnrolment> outcome = await database.WriteSettled<Outcome<StoredEnrolment>>(transaction =>
        {
            if (Own(transaction, providerId, enrolmentId) is not { } enrolment)
            {
                return new Declined(ProblemTypes.EnrolmentNotFound, "The provider has no such enrolment.");
            }

            return desk.Attest(transaction, enrolment, completion, actor, now) is { } declined ? declined : enrolment;
        });
        return outcome.Declined is { } refused
            ? refused.ToResult()
            : TypedResults.Ok(database.Read(transaction => roster.Of(transaction, outcome.Value!, now)));
    }

    private static Declined? Check(CompletionRequest request) =>
        Fields.Hours(request.Hours)
        ?? (request.Skills.Count > Fields.MostSkills || request.Skills.Any(skill => skill is null)
            || request.Skills.Select(skill => skill.Skill).Distinct(StringComparer.OrdinalIgnoreCase).Count() != request.Skills.Count
            ? Declined.Invalid("skills", $"skills must be at most {Fields.MostSkills} different skill assessments.")
            : null)
        ?? request.Skills.Select(skill => Fields.Text("skills.skill", skill.Skill) ?? Fields.Text("skills.assessor", skill.Assessor))
            .FirstOrDefault(problem => problem is not null);

    private static StoredEnrolment? Own(DbTransaction transaction, string providerId, Guid enrolmentId) =>
        EnrolmentRecords.Find(transaction, enrolmentId) is { } enrolment && enrolment.ProviderId == providerId ? enrolment : null;

    private static ProblemHttpResult NotFound() => Problem.Of(ProblemTypes.EnrolmentNotFound, "The provider has no such enrolment.");
}
