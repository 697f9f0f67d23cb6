using Microsoft.AspNetCore.Http.HttpResults;
using Pals.Exam.Api.Hosting;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Security;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Exams;

/// <summary>The time of an exam in the hands of its course provider: accommodations, pause and resume.</summary>
internal static class ProctorEndpoints
{
    private const double LargestMultiplier = 10;
    private const double MostExtraMinutes = 1440;
    private const int LongestReason = 500;

    public static void MapProctoring(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder exam = routes.MapGroup($"/v1/exams/{{{AccessControl.ExamIdParameter}}}").WithTags("Exams")
            .RequireAccess(Role.Provider, ResourceOf.Exam)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        exam.MapPut("/accommodation", Accommodate).WithName("SetAccommodation")
            .WithSummary("Allows the candidate more time")
            .WithDescription("Before the exam or during it; it replaces an earlier accommodation, and counts from the start of the exam.");
        exam.MapPost("/pause", Pause).WithName("PauseExam")
            .WithSummary("Stops the clock and takes the question away")
            .WithDescription("Pausing a paused exam changes nothing.");
        exam.MapPost("/resume", Resume).WithName("ResumeExam")
            .WithSummary("Lets the clock run on, with the time that was left")
            .WithDescription("Resuming an exam that is not paused changes nothing.");
    }

    /// <summary>The accommodation that a request asks for, or what is wrong with it.</summary>
    public static (Accommodation? Accommodation, string? Problem) Read(AccommodationContract request) => request switch
    {
        { Multiplier: double multiplier, ExtraMinutes: null, Unlimited: null } => multiplier is >= 1 and <= LargestMultiplier
            ? (new Accommodation(AccommodationKind.Multiplier, multiplier), null)
            : (null, $"multiplier must lie between 1 and {LargestMultiplier}."),
        { Multiplier: null, ExtraMinutes: double minutes, Unlimited: null } => minutes is > 0 and <= MostExtraMinutes
            ? (new Accommodation(AccommodationKind.ExtraMinutes, minutes), null)
            : (null, $"extraMinutes must lie above 0 and be at most {MostExtraMinutes}."),
        { Multiplier: null, ExtraMinutes: null, Unlimited: true } => (new Accommodation(AccommodationKind.Unlimited, 0), null),
        _ => (null, "An accommodation is exactly one of multiplier, extraMinutes, and unlimited, which can only be true."),
    };

    private static async Task<Results<Ok<ExamTimeResponse>, ProblemHttpResult>> Accommodate(
        Guid examId, AccommodationContract request, HttpContext http, ExamProctor proctor, ServerClock clock) =>
        Read(request) is (Accommodation accommodation, null)
            ? Response(await proctor.Accommodate(examId, http.Caller(), accommodation), clock)
            : Problem.Of(ProblemTypes.InvalidRequest, Read(request).Problem!);

    private static async Task<Results<Ok<ExamTimeResponse>, ProblemHttpResult>> Pause(
        Guid examId, PauseRequest? request, HttpContext http, ExamProctor proctor, ServerClock clock) =>
        MayBeKept(request) ? Response(await proctor.Pause(examId, http.Caller(), request?.Reason), clock) : BadReason();

    private static async Task<Results<Ok<ExamTimeResponse>, ProblemHttpResult>> Resume(
        Guid examId, PauseRequest? request, HttpContext http, ExamProctor proctor, ServerClock clock) =>
        MayBeKept(request) ? Response(await proctor.Resume(examId, http.Caller(), request?.Reason), clock) : BadReason();

    private static bool MayBeKept(PauseRequest? request) =>
        request?.Reason is not { } reason || (reason.Length <= LongestReason && !reason.Any(char.IsControl));

    private static ProblemHttpResult BadReason() =>
        Problem.Of(ProblemTypes.InvalidRequest, $"reason must have at most {LongestReason} printable characters.", "reason");

    private static Results<Ok<ExamTimeResponse>, ProblemHttpResult> Response(ProctorOutcome outcome, ServerClock clock)
    {
        if (outcome.Refusal is { } refusal)
        {
            return Problem.Of(refusal, refusal == ProblemTypes.TimeAlreadyUsed
                ? "The candidate has used more time than this would allow; the exam would end at once."
                : refusal == ProblemTypes.ExamNotStarted ? "The clock starts when the candidate opens the exam." : "Its time can no longer be changed.");
        }

        ExamTime time = outcome.Exam.Time;
        DateTimeOffset now = clock.Now;
        return TypedResults.Ok(new ExamTimeResponse
        {
            ExamId = outcome.Exam.Exam.ExamId,
            Status = Words.Of(outcome.Exam.Exam.Status),
            Paused = time.IsPaused,
            Accommodation = time.Accommodation is { } accommodation ? Contract(accommodation) : null,
            AllowedSeconds = time.Allowed?.TotalSeconds,
            UsedSeconds = time.UsedAt(now).TotalSeconds,
            Deadline = time.DeadlineAt(now)?.UtcDateTime,
            Now = now.UtcDateTime,
        });
    }

    private static AccommodationContract Contract(Accommodation accommodation) => accommodation.Kind switch
    {
        AccommodationKind.Multiplier => new AccommodationContract(Multiplier: accommodation.Amount),
        AccommodationKind.ExtraMinutes => new AccommodationContract(ExtraMinutes: accommodation.Amount),
        _ => new AccommodationContract(Unlimited: true),
    };
}
