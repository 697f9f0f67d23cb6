using System.Collections.Immutable;
using Microsoft.AspNetCore.Http.HttpResults;
using Pals.Exam.Api.Exams;
using Pals.Exam.Api.Hosting;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Security;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.WrittenExams;

/// <summary>Written exams: all questions at once, answers that may be changed, and one submission.</summary>
internal static class WrittenEndpoints
{
    private const long HighestSequence = (1L << 53) - 1;

    public static void MapWrittenExams(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder exam = routes.MapGroup($"/v1/exams/{{{AccessControl.ExamIdParameter}}}").WithTags("Written exams")
            .RequireAccess(Role.Candidate, ResourceOf.Exam)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        exam.MapGet("/form", Show).WithName("OpenForm")
            .WithSummary("Shows all questions of a form, with the candidate's own answers and flags")
            .WithDescription("The first call starts the clock, like that of the exam state. No key, rationale or item parameter is in it.");
        exam.MapPut("/form/answers/{position:int}", Answer).WithName("AnswerFormQuestion")
            .WithSummary("Puts, changes or clears the answer to a question of a form")
            .WithDescription("The answer is on disk before this returns. It may be sent again when the connection was lost: a sequence that was stored "
                + "before is answered like the first time, and one that comes after a higher one changes nothing.")
            .ProducesMarkProblems();
        exam.MapPut("/form/flags/{position:int}", Flag).WithName("FlagFormQuestion")
            .WithSummary("Marks a question of a form to come back to it, or takes the mark off")
            .ProducesMarkProblems();
        exam.MapPost("/submit", Submit).WithName("SubmitForm")
            .WithSummary("Submits a form")
            .WithDescription("Ends the exam: unanswered questions earn nothing. May be repeated; a form that has been submitted stays as it is.");
    }

    private static async Task<Results<Ok<FormResponse>, ProblemHttpResult>> Show(Guid examId, ExamRoom room, ServerClock clock)
    {
        ExamSnapshot exam = await room.Open(examId);
        return exam.Sheet is { } sheet ? TypedResults.Ok(Form(exam, sheet, clock)) : NoForm();
    }

    private static async Task<Results<Ok<FormMarkResponse>, ProblemHttpResult>> Answer(
        Guid examId, int position, FormAnswerRequest request, WrittenRoom room, ServerClock clock)
    {
        ImmutableArray<string> given = [.. request.Answer ?? []];
        if (Refuse(position, request.Sequence) is { } refused)
        {
            return refused;
        }

        if (!given.IsEmpty && AnswerShape.Problem(given) is { } shape)
        {
            return Problem.Of(ProblemTypes.InvalidRequest, shape, "answer");
        }

        return AnswerShape.SecondsProblem(request.Seconds) is { } seconds
            ? Problem.Of(ProblemTypes.InvalidRequest, seconds, "seconds")
            : Response(await room.Answer(examId, position, given, request.Sequence, request.Seconds), position, clock);
    }

    private static async Task<Results<Ok<FormMarkResponse>, ProblemHttpResult>> Flag(
        Guid examId, int position, FormFlagRequest request, WrittenRoom room, ServerClock clock) =>
        Refuse(position, request.Sequence) is { } refused
            ? refused
            : Response(await room.Flag(examId, position, request.Flagged, request.Sequence), position, clock);

    private static async Task<Results<Ok<ExamStateResponse>, ProblemHttpResult>> Submit(Guid examId, WrittenRoom room, ExamStates states)
    {
        ExamSnapshot exam = await room.Submit(examId);
        if (exam.Sheet is null)
        {
            return NoForm();
        }

        if (exam.Exam.HasEnded)
        {
            return TypedResults.Ok(states.Of(exam));
        }

        return exam.Time.IsPaused
            ? Problem.Of(ProblemTypes.ExamPaused, "The course provider has stopped the clock: submit when the exam goes on.")
            : Problem.Of(ProblemTypes.PositionNotReached, "Open the exam before you submit it.");
    }

    private static FormResponse Form(ExamSnapshot exam, WrittenSheet sheet, ServerClock clock) => new()
    {
        ExamId = exam.Exam.ExamId,
        FormId = sheet.FormId,
        Title = exam.Material.Definition.Title,
        Status = Words.Of(exam.Exam.Status),
        Deadline = exam.Time.DeadlineAt(clock.Now)?.UtcDateTime,
        Now = clock.Now.UtcDateTime,
        Paused = exam.Time.IsPaused,
        Sequence = Math.Max(sheet.Answers.Max(answer => answer?.Sequence ?? 0), sheet.Flags.Max(flag => flag?.Sequence ?? 0)),
        Questions =
        [
            .. exam.Items.Where(_ => !exam.Time.IsPaused).Select((item, k) => new FormQuestionResponse(
                ExamStates.Question(exam, item), item.Answer?.Given.AsEnumerable().ToArray(), sheet.Flags[k]?.IsFlagged ?? false)),
        ],
    };

    private static Results<Ok<FormMarkResponse>, ProblemHttpResult> Response(MarkOutcome outcome, int position, ServerClock clock) => outcome.Result switch
    {
        MarkResult.Stands or MarkResult.Superseded => TypedResults.Ok(Mark(outcome, position, clock)),
        MarkResult.Invalid => Problem.Of(ProblemTypes.InvalidAnswer, $"The answer is not possible: {outcome.Reason}.", "answer"),
        MarkResult.Conflict => Problem.Of(
            ProblemTypes.AnswerConflict, "This sequence was used for something else; read the form again and count on from its sequence.", "sequence"),
        MarkResult.NoSuchPosition => Problem.Of(
            ProblemTypes.PositionNotReached, $"The form has {outcome.Exam!.Sheet!.ItemIds.Length} questions.", "position"),
        MarkResult.NotStarted => Problem.Of(ProblemTypes.PositionNotReached, "Open the exam before you answer."),
        MarkResult.Paused => Problem.Of(ProblemTypes.ExamPaused, "The course provider has stopped the clock: send this again when the exam goes on."),
        MarkResult.Submitted => Problem.Of(ProblemTypes.ExamEnded, "The form has been submitted; its report is ready."),
        MarkResult.OutOfTime => Problem.Of(ProblemTypes.DeadlinePassed, "The deadline has passed; what was answered before counts."),
        MarkResult.Adaptive => NoForm(),
        _ => throw new InvalidOperationException($"A mark cannot come to {outcome.Result}."),
    };

    private static FormMarkResponse Mark(MarkOutcome outcome, int position, ServerClock clock)
    {
        ExamSnapshot exam = outcome.Exam!;
        int length = exam.Sheet!.ItemIds.Length;
        return new FormMarkResponse(
            position,
            exam.Items[position - 1].Answer?.Given.AsEnumerable().ToArray(),
            exam.Sheet.Flags[position - 1]?.IsFlagged ?? false,
            outcome.Result == MarkResult.Stands,
            new ProgressResponse(exam.Answered, length, length),
            exam.Time.DeadlineAt(clock.Now)?.UtcDateTime,
            clock.Now.UtcDateTime);
    }

    private static ProblemHttpResult? Refuse(int position, long sequence)
    {
        if (position < 1)
        {
            return Problem.Of(ProblemTypes.InvalidRequest, "position counts from 1.", "position");
        }

        return sequence is < 1 or > HighestSequence
            ? Problem.Of(ProblemTypes.InvalidRequest, $"sequence must lie between 1 and {HighestSequence}.", "sequence")
            : null;
    }

    private static ProblemHttpResult NoForm() => Problem.Of(ProblemTypes.AdaptiveExam, "This exam asks one question at a time: post answers to /answers.");

    private static void ProducesMarkProblems(this RouteHandlerBuilder route) => route
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status410Gone)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
}
