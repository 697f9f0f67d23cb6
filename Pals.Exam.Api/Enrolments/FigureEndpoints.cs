using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Pals.Exam.Api.Exams;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Programmes;
using Pals.Exam.Api.Security;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Enrolments;

/// <summary>What a provider downloads: the roster, every response of its own candidates, results of a cohort, usage.</summary>
internal static class FigureEndpoints
{
    private const int ExamsAtOnce = 200;
    private const int EnrolmentsAtOnce = 200;
    private const int LargestCohort = 2000;
    private const int MostMonths = 36;
    private const string Csv = "text/csv";

    public static void MapFigures(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/v1").WithTags("Downloads").RequireAccess(Role.Provider)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        group.MapGet("/downloads/roster.csv", RosterTable).WithName("DownloadRoster").WithSummary("The roster as CSV")
            .Produces(StatusCodes.Status200OK, contentType: Csv);
        group.MapGet("/downloads/responses.csv", Responses).WithName("DownloadOwnResponses")
            .WithSummary("Every response of one's own candidates as long CSV")
            .WithDescription("Certification exams that have ended, in the columns that itembank calibrate reads; candidate is the provider's own candidateId.")
            .Produces(StatusCodes.Status200OK, contentType: Csv);
        group.MapGet("/courses/{courseId}/results", Results).WithName("GetCourseResults").WithSummary("Results of a course by topic area")
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/courses/{courseId}/results.csv", ResultsTable).WithName("DownloadCourseResults").WithSummary("Results of a course by topic area as CSV")
            .Produces(StatusCodes.Status200OK, contentType: Csv)
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/usage", Usage).WithName("GetUsage").WithSummary("Exams, enrolments and cards by month")
            .WithDescription("from and to are months such as 2026-03; the last twelve months when left out.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static async Task RosterTable(HttpContext http, ExamDatabase database, Roster roster, TimeProvider time, string? courseId = null)
    {
        await Begin(http, "roster.csv", "candidateId,name,programmeId,kind,courseId,state,completedOn,attempts,nextAttempt,cardNumber,enrolmentId\n");
        Guid? after = null;
        ImmutableArray<EnrolmentResponse> page;
        do
        {
            page = database.Read<ImmutableArray<EnrolmentResponse>>(transaction =>
            [
                .. EnrolmentRecords.List(transaction, http.ProviderId(), courseId, after, EnrolmentsAtOnce)
                    .Select(enrolment => roster.Of(transaction, enrolment, time.GetUtcNow())),
            ]);
            var rows = new StringBuilder();
            foreach (EnrolmentResponse one in page)
            {
                after = one.EnrolmentId;
                rows.Append(
                    CultureInfo.InvariantCulture,
                    $"{one.CandidateId},{Quoted(one.Name)},{one.ProgrammeId},{one.Kind},{one.CourseId},{one.State},{one.Completion?.CompletedOn:yyyy-MM-dd},"
                    + $"{one.Attempts.Count},{one.NextAttempt:yyyy-MM-dd'T'HH:mm:ss'Z'},{one.CardNumber},{one.EnrolmentId}\n");
            }

            await http.Response.WriteAsync(rows.ToString(), http.RequestAborted);
        }
        while (page.Length == EnrolmentsAtOnce);
    }

    private static async Task Responses(HttpContext http, ExamDatabase database)
    {
        string providerId = http.ProviderId();
        var filter = new ResponseFilter(ExamPurpose.Certification, providerId, Definition: null);
        await Begin(http, "responses.csv", "candidate,item,score,exam,position,seconds,presented_at\n");
        Guid after = Guid.Empty;
        while (true)
        {
            (string rows, Guid? last) = database.Read(transaction =>
            {
                (ImmutableArray<StoredResponse> responses, Guid? end) = ResponseRecords.Page(transaction, filter, after, ExamsAtOnce);
                return end is { } id ? (Rows(responses, ProviderFigures.Candidates(transaction, providerId, after, id)), end) : ("", end);
            });
            if (last is null)
            {
                return;
            }

            await http.Response.WriteAsync(rows, http.RequestAborted);
            after = last.Value;
        }
    }

    private static string Rows(ImmutableArray<StoredResponse> responses, ImmutableDictionary<string, string> candidates)
    {
        var rows = new StringBuilder();
        foreach (StoredResponse response in responses)
        {
            DateTimeOffset presentedAt = DateTimeOffset.FromUnixTimeMilliseconds(response.PresentedAt);
            rows.Append(
                CultureInfo.InvariantCulture,
                $"{Quoted(candidates[response.ExamId])},{response.ItemId},{response.Score},{response.ExamId},{response.Position},{response.Seconds},"
                + $"{presentedAt:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}\n");
        }

        return rows.ToString();
    }

    private static Results<Ok<CourseResults>, ProblemHttpResult> Results(
        string courseId, HttpContext http, ExamDatabase database, ExamRoom room, ExamReports reports) =>
        Cohort(courseId, http, database, room, reports) is { } results
            ? TypedResults.Ok(results)
            : Problem.Of(ProblemTypes.CourseNotFound, "The provider has no such course.");

    private static Results<FileContentHttpResult, ProblemHttpResult> ResultsTable(
        string courseId, HttpContext http, ExamDatabase database, ExamRoom room, ExamReports reports)
    {
        if (Cohort(courseId, http, database, room, reports) is not { } results)
        {
            return Problem.Of(ProblemTypes.CourseNotFound, "The provider has no such course.");
        }

        var table = new StringBuilder("topicArea,name,candidates,meanPercent,standardDeviation,belowStandard\n");
        foreach (TopicAreaResult area in results.TopicAreas)
        {
            table.Append(
                CultureInfo.InvariantCulture,
                $"{area.Id},{Quoted(area.Name)},{area.Candidates},{area.MeanPercent:0.##},{area.StandardDeviation:0.##},{area.BelowStandard}\n");
        }

        return TypedResults.File(Encoding.UTF8.GetBytes(table.ToString()), $"{Csv}; charset=utf-8", $"{courseId}-results.csv");
    }

    private static CourseResults? Cohort(string courseId, HttpContext http, ExamDatabase database, ExamRoom room, ExamReports reports)
    {
        string providerId = http.ProviderId();
        if (database.Read(transaction => CourseRecords.Find(transaction, providerId, courseId)) is null)
        {
            return null;
        }

        ReportResponse[] exams =
        [
            .. database.Read(transaction => ProviderFigures.LastExams(transaction, providerId, courseId, LargestCohort))
                .Select(examId => reports.Of(room.Read(examId)!)),
        ];
        IEnumerable<TopicAreaResult> areas =
            from exam in exams
            from area in exam.TopicAreas
            group (area.Percent.Estimate, exam.Composite.CutPercent) by (area.Id, area.Name) into scores
            let values = scores.Select(score => score.Estimate).ToArray()
            let mean = values.Average()
            select new TopicAreaResult(
                scores.Key.Id,
                scores.Key.Name,
                values.Length,
                mean,
                values.Length < 2 ? null : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1)),
                scores.Count(score => score.Estimate < score.CutPercent));
        return new CourseResults(courseId, exams.Length, exams.Count(exam => exam.Status == "passed"), [.. areas]);
    }

    private static Results<Ok<UsageList>, ProblemHttpResult> Usage(
        HttpContext http, ExamDatabase database, TimeProvider time, string? from = null, string? to = null)
    {
        DateOnly today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var thisMonth = new DateOnly(today.Year, today.Month, 1);
        if (Month(to, thisMonth) is not { } last)
        {
            return Declined.Invalid("to", "to must be a month such as 2026-03.").ToResult();
        }

        if (Month(from, last.AddMonths(-11)) is not { } first || first > last || first.AddMonths(MostMonths) <= last)
        {
            return Declined.Invalid("from", $"from must be a month such as 2026-03, not after to and at most {MostMonths} months before it.").ToResult();
        }

        string providerId = http.ProviderId();
        return TypedResults.Ok(database.Read(transaction => new UsageList(
        [
            .. Enumerable.Range(0, ((last.Year - first.Year) * 12) + last.Month - first.Month + 1).Select(first.AddMonths).Select(month =>
            {
                ProviderUsage use = ProviderFigures.Usage(transaction, providerId, Midnight(month), Midnight(month.AddMonths(1)));
                return new MonthOfUse(
                    month.ToString("yyyy-MM", CultureInfo.InvariantCulture),
                    use.ExamsMade,
                    use.CertificationExamsMade,
                    use.ExamsEnded,
                    use.ExamsPassed,
                    use.Enrolments,
                    use.CardsIssued);
            }),
        ])));
    }

    private static DateOnly? Month(string? text, DateOnly byDefault) => text is null
        ? byDefault
        : DateOnly.TryParseExact($"{text}-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly month)
            && month.Year is > 1970 and < 9000 ? month : null;

    private static DateTimeOffset Midnight(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    private static Task Begin(HttpContext http, string name, string header)
    {
        http.Response.ContentType = $"{Csv}; charset=utf-8";
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        return http.Response.WriteAsync(header, http.RequestAborted);
    }

    private static string Quoted(string field) =>
        field.AsSpan().ContainsAny(",\"\r\n") ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;
}
