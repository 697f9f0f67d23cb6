using System.Data.Common;
using Microsoft.AspNetCore.Http.HttpResults;
using Pals.Exam.Api.Enrolments;
using Pals.Exam.Api.Exams;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Security;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Embedding;

/// <summary>
/// Launches: a course provider's server gets one by its key and hands it to its own page, whose frame of ours turns it into the candidate's token.
/// So the key stays on the provider's server, and nothing that opens an exam stands in an address.
/// </summary>
internal static class LaunchEndpoints
{
    /// <summary>Prefix of a launch token; the provider's id and a dot follow, since the frame's address needs the id.</summary>
    public const string TokenPrefix = "pxl_";

    private const int LongestToken = 200;

    /// <summary>Long enough for a page to load on a poor line, short enough that a token that leaks is soon worth nothing.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);

    public static void MapLaunches(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/v1/launches").WithTags("Embedding").ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapPost("/", Create).WithName("CreateLaunch").RequireAccess(Role.Provider)
            .WithSummary("Lets a page of the provider open an exam once")
            .WithDescription("Makes the exam, or takes one that was made before, and gives the token for a pals-exam element. docs/embedding.md shows the way.")
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        group.MapPost("/use", Use).WithName("UseLaunch").OpenToAnyone()
            .WithSummary("Opens the exam of a launch")
            .WithDescription("Called by the exam's own page inside the frame. Works once.")
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status410Gone);
    }

    private static Task<Results<Created<LaunchCreated>, ProblemHttpResult>> Create(
        LaunchRequest request, ExamDatabase database, ExamAdmission admission, HttpContext http, TimeProvider time) =>
        Make(request, http.Caller(), database, admission, time);

    /// <summary>Makes a launch for a course provider, or says why not.</summary>
    public static async Task<Results<Created<LaunchCreated>, ProblemHttpResult>> Make(
        LaunchRequest request, Caller provider, ExamDatabase database, ExamAdmission admission, TimeProvider time)
    {
        string providerId = provider.ProviderId!;
        if (!WebOrigin.Is(request.Origin))
        {
            return Problem.Of(ProblemTypes.InvalidRequest, $"origin must be written {OriginEndpoints.Form}.", "origin");
        }

        if (!database.Read(transaction => OriginRecords.Of(transaction, providerId)).Contains(request.Origin))
        {
            return Problem.Of(
                ProblemTypes.OriginNotAllowed, $"The exam cannot be shown on this site yet. The course provider adds the site by PUT /v1/providers/{providerId}/origins.", "origin");
        }

        if (request.Exam is null == request.ExamId is null)
        {
            return Problem.Of(ProblemTypes.InvalidRequest, "Give either exam, to make one, or examId, to open one again.", "exam");
        }

        DateTimeOffset now = time.GetUtcNow();
        string token = Secret.New($"{TokenPrefix}{providerId}.");
        var launch = new StoredLaunch(
            Ids.New(now), Secret.Hash(token), request.ExamId ?? Guid.Empty, providerId, request.Origin, now, now + Lifetime);
        if (request.Exam is not null)
        {
            // In the transaction of the exam: an exam that nobody can open must not stay when its launch cannot be stored.
            (StoredExam? made, _, ProblemHttpResult? refusal) = await ExamEndpoints.Make(
                request.Exam, provider, admission, (transaction, exam) => Store(transaction, launch with { ExamId = exam.ExamId }, provider));
            if (made is null)
            {
                return refusal!;
            }

            launch = launch with { ExamId = made.ExamId };
        }
        else if (database.Read(transaction => ExamRecords.FindOwner(transaction, launch.ExamId))?.ProviderId == providerId)
        {
            await database.Write(transaction => Store(transaction, launch, provider));
        }
        else
        {
            return Problem.Of(ProblemTypes.ExamNotFound, "The provider has no such exam.", "examId");
        }

        return TypedResults.Created($"/v1/exams/{launch.ExamId}", new LaunchCreated(launch.ExamId, token, launch.ExpiresAt));
    }

    private static void Store(DbTransaction transaction, StoredLaunch launch, Caller provider)
    {
        LaunchRecords.Add(transaction, launch);
        AuditRecords.Append(
            transaction,
            launch.CreatedAt,
            provider.Actor,
            "launch.made",
            $"launch:{launch.LaunchId}",
            ("exam", launch.ExamId.ToString()),
            ("origin", launch.Origin));
    }

    private static async Task<Results<Ok<LaunchUsed>, ProblemHttpResult>> Use(LaunchUse request, ExamDatabase database, TimeProvider time)
    {
        if (request.Token.Length > LongestToken || !request.Token.StartsWith(TokenPrefix, StringComparison.Ordinal) || !WebOrigin.Is(request.Origin))
        {
            return Problem.Of(ProblemTypes.LaunchNotFound, "This link to the exam is not valid. Please go back and start from your course page.");
        }

        string examToken = Secret.New(Secret.TokenPrefix);
        DateTimeOffset now = time.GetUtcNow();
        (LaunchOutcome outcome, Guid examId) = await database.Write(transaction =>
            LaunchRecords.Use(transaction, Secret.Hash(request.Token), request.Origin, Secret.Hash(examToken), now));
        return outcome switch
        {
            LaunchOutcome.Opened => TypedResults.Ok(new LaunchUsed(examId, examToken)),
            LaunchOutcome.Unknown => Problem.Of(
                ProblemTypes.LaunchNotFound, "This link to the exam is not valid. Please go back and start from your course page."),
            LaunchOutcome.Used => Problem.Of(
                ProblemTypes.LaunchUsed, "This link to the exam has been used already. Reload the page; your answers are saved."),
            LaunchOutcome.Expired => Problem.Of(
                ProblemTypes.LaunchExpired, "This link to the exam is too old. Reload the page to get a new one; your answers are saved."),
            LaunchOutcome.OtherOrigin => Problem.Of(
                ProblemTypes.LaunchOrigin, "This exam cannot be opened on this site. Please go back and start from your course page."),
            _ => throw new InvalidOperationException($"A launch cannot come to {outcome}."),
        };
    }
}
