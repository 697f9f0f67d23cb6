using System.Collections.Immutable;
using System.Data.Common;
using System.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Pals.Exam.Api.Enrolments;
using Pals.Exam.Api.Hosting;
using Pals.Exam.Api.Observability;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Security;
using Pals.Exam.ItemBank.Documents;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Exams;

/// <summary>Exams: made by a course provider, sat by a candidate.</summary>
internal static class ExamEndpoints
{
    private const int LongestCandidateId = 128;

    public static void MapExams(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/exams", Create).WithTags("Exams").WithName("CreateExam")
            .WithSummary("Gives an exam to a candidate")
            .WithDescription("The clock starts when the candidate first opens the exam. A certification exam of a candidate who is enrolled starts only when "
                + "the rules of the programme allow it.")
            .RequireAccess(Role.Provider)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

        RouteGroupBuilder exam = routes.MapGroup($"/v1/exams/{{{AccessControl.ExamIdParameter}}}").WithTags("Exams")
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status404NotFound);
        exam.MapGet("/", Open).WithName("OpenExam").RequireAccess(Role.Candidate, ResourceOf.Exam).Produces<ExamStateResponse>()
            .WithSummary("Shows where the exam stands")
            .WithDescription("The first call starts the clock. After a lost connection it shows the same question, never another.");
        exam.MapPost("/answers", Answer).WithName("AnswerQuestion").RequireAccess(Role.Candidate, ResourceOf.Exam)
            .Accepts<AnswerRequest>(JsonBody.MediaType).Produces<ExamStateResponse>()
            .WithSummary("Answers the question at a position")
            .WithDescription("The answer is on disk before this returns. The same answer to the same position is answered like the first time, so "
                + "that it is safe to send it again when the connection was lost.")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status410Gone)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        exam.MapGet("/report", Report).WithName("GetReport")
            .RequireAccess(Role.Candidate | Role.Provider | Role.Psychometrician | Role.Administrator, ResourceOf.Exam)
            .WithSummary("Reports the result of an ended exam")
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status409Conflict);
        exam.MapGet("/report.pdf", PrintedReport).WithName("GetReportPdf")
            .RequireAccess(Role.Candidate | Role.Provider | Role.Psychometrician | Role.Administrator, ResourceOf.Exam)
            .WithSummary("The report as PDF")
            .WithDescription("Result, score, profile and advice as in the report; never a question or a key.")
            .Produces(StatusCodes.Status200OK, contentType: ReportPdf.MediaType)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status406NotAcceptable)
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    /// <summary>Makes an exam of a course provider, or says why not.</summary>
    /// <param name="storedWith">Stores what must be there with the exam or not at all; it may run more than once.</param>
    public static async Task<(StoredExam? Exam, string Token, ProblemHttpResult? Refusal)> Make(
        ExamRequest request, Caller provider, ExamAdmission admission, Action<DbTransaction, StoredExam>? storedWith = null)
    {
        if (request.CandidateId.Length is 0 or > LongestCandidateId || request.CandidateId.Any(char.IsControl))
        {
            return (null, "", Problem.Of(
                ProblemTypes.InvalidRequest, $"candidateId must have 1 to {LongestCandidateId} printable characters.", "candidateId"));
        }

        if (!Words.TryParse(request.Purpose, out ExamPurpose purpose))
        {
            return (null, "", Problem.Of(ProblemTypes.InvalidRequest, $"purpose must be one of {Words.All<ExamPurpose>()}.", "purpose"));
        }

        Accommodation? accommodation = null;
        if (request.Accommodation is not null && ProctorEndpoints.Read(request.Accommodation) is var read)
        {
            if (read.Problem is not null)
            {
                return (null, "", Problem.Of(ProblemTypes.InvalidRequest, read.Problem, "accommodation"));
            }

            accommodation = read.Accommodation;
        }

        var wanted = new NewExam(request.Definition, purpose, PracticeExamEndpoints.NewSeed())
        {
            ProviderId = provider.ProviderId,
            CandidateId = request.CandidateId,
            Group = request.Group,
            Accommodation = accommodation,
            KeyId = provider.KeyId,
            Actor = provider.Actor,
            StoredWith = storedWith,
        };
        Outcome<CreatedExam> outcome = await admission.Create(wanted, request.EnrolmentId);
        return outcome.Declined is { } declined
            ? (null, "", declined.ToResult())
            : (outcome.Value!.Exam, outcome.Value.Token, null);
    }

    private static async Task<Results<Created<ExamCreated>, ProblemHttpResult>> Create(
        ExamRequest request, ExamAdmission admission, HttpRequest http, IConfiguration configuration)
    {
        (StoredExam? exam, string token, ProblemHttpResult? refusal) = await Make(request, http.HttpContext.Caller(), admission);
        if (exam is null)
        {
            return refusal!;
        }

        string page = PublicUrl.Of(configuration, http);
        string launchUrl = $"{page}/#exam={exam.ExamId}&token={token}";
        return TypedResults.Created($"/v1/exams/{exam.ExamId}", new ExamCreated(exam.ExamId, token, launchUrl));
    }

    private static async Task Open(Guid examId, HttpContext context, ExamRoom room, ExamStates states) =>
        await states.Write(context.Response, await room.Open(examId, context.Features.Get<ExamSnapshot>()));

    private static async Task Answer(Guid examId, HttpContext context, ExamRoom room, ExamStates states, ExamMetrics metrics)
    {
        AnswerRequest request = await JsonBody.Read(context.Request, ApiJson.Default.AnswerRequest);
        if (Misshapen(request) is { } misshapen)
        {
            await misshapen.ExecuteAsync(context);
            return;
        }

        ImmutableArray<string> given = [.. request.Answer];
        using Activity? activity = metrics.BeginAnswer();
        AnswerOutcome outcome = await room.Answer(examId, request.Position, given, request.Seconds);
        metrics.Answered(outcome.Result, activity);
        await (outcome.Result == AnswerResult.Accepted ? states.Write(context.Response, outcome.Exam!) : Refusal(outcome).ExecuteAsync(context));
    }

    /// <summary>What is wrong with an answer whatever the question; null when nothing is.</summary>
    private static ProblemHttpResult? Misshapen(AnswerRequest request) =>
        request.Position < 1 ? Problem.Of(ProblemTypes.InvalidRequest, "position counts from 1.", "position")
        : AnswerShape.Problem(request.Answer) is { } shape ? Problem.Of(ProblemTypes.InvalidRequest, shape, "answer")
        : AnswerShape.SecondsProblem(request.Seconds) is { } seconds ? Problem.Of(ProblemTypes.InvalidRequest, seconds, "seconds")
        : null;

    private static ProblemHttpResult Refusal(AnswerOutcome outcome) => outcome.Result switch
    {
        AnswerResult.Invalid => Problem.Of(ProblemTypes.InvalidAnswer, $"The answer is not possible: {outcome.Reason}.", "answer"),
        AnswerResult.Conflict => Problem.Of(
            ProblemTypes.AnswerConflict, "Another answer is stored for this position; answers cannot be changed.", "position"),
        AnswerResult.NotReached => Problem.Of(
            ProblemTypes.PositionNotReached, "Answer the question that the exam shows; its position is in the exam state.", "position"),
        AnswerResult.Ended => Problem.Of(ProblemTypes.ExamEnded, "The exam has ended; its report is ready."),
        AnswerResult.Paused => Problem.Of(ProblemTypes.ExamPaused, "The clock stands; the question comes back when the exam is resumed."),
        AnswerResult.OutOfTime => Problem.Of(ProblemTypes.DeadlinePassed, "The deadline has passed; what was answered before counts."),
        AnswerResult.Written => Problem.Of(
            ProblemTypes.WrittenExam, "This exam is sat on a form: put the answer to form/answers/{position} instead."),
        _ => throw new InvalidOperationException($"An answer cannot come to {outcome.Result}."),
    };

    private static async Task<Results<Ok<ReportResponse>, ProblemHttpResult>> Report(Guid examId, ExamRoom room, ExamReports reports) =>
        await ReportOf(examId, room, reports) is { } report ? TypedResults.Ok(report) : NotEnded();

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> PrintedReport(Guid examId, ExamRoom room, ExamReports reports)
    {
        if (await ReportOf(examId, room, reports) is not { } report)
        {
            return NotEnded();
        }

        try
        {
            return TypedResults.File(ReportPdf.Of(report), ReportPdf.MediaType, $"report-{examId}.pdf");
        }
        catch (UnprintableCharacterException exception)
        {
            return Problem.Of(
                ProblemTypes.NotPrintable, $"The report cannot be set in PDF, because {exception.Message}. Read it on the exam page, which can print it.");
        }
    }

    private static async Task<ReportResponse?> ReportOf(Guid examId, ExamRoom room, ExamReports reports) =>
        await room.EndByTime(examId) is { Exam.HasEnded: true } exam ? reports.Of(exam) : null;

    private static ProblemHttpResult NotEnded() => Problem.Of(ProblemTypes.ExamInProgress, "The report is ready when the exam has ended.");
}
