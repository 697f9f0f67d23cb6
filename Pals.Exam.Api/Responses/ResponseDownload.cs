using System.ComponentModel;
using System.Globalization;
using System.Text;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Security;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Responses;

/// <summary>
/// The answers of ended exams as one long file, the input of a calibration. It names nobody: the exam's id stands for its candidate, so that two
/// exams of one person cannot be told to be so.
/// </summary>
internal static class ResponseDownload
{
    private const string Header = "candidate,item,score,exam,position,seconds,presented_at\n";
    private const int ExamsAtOnce = 200;

    public static void MapResponseDownload(this IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/responses.csv", Download).WithTags("Responses").WithName("DownloadResponses")
        .WithSummary("Downloads the answers of ended exams as long CSV")
        .WithDescription("One row an answer, in the columns that itembank calibrate reads. The exam's id stands for the candidate. A key that is "
            + "scoped to a course provider gets the exams of that provider.")
        .RequireAccess(Role.Psychometrician | Role.Administrator)
        .Produces(StatusCodes.Status200OK, contentType: "text/csv")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status403Forbidden);

    private static async Task Download(
        HttpContext context,
        ExamDatabase database,
        [Description("certification, or practice; certification when left out.")] string? purpose = null,
        [Description("Only exams of this definition.")] string? definition = null)
    {
        ExamPurpose chosen = ExamPurpose.Certification;
        if (purpose is not null && !Words.TryParse(purpose, out chosen))
        {
            await Problem.Write(context, ProblemTypes.InvalidRequest, $"purpose must be one of {Words.All<ExamPurpose>()}.", "purpose");
            return;
        }

        var filter = new ResponseFilter(chosen, context.Caller().ProviderId, definition);
        var (responses, last) = database.Read(transaction => ResponseRecords.Page(transaction, filter, Guid.Empty, ExamsAtOnce));
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"responses.csv\"";
        await context.Response.WriteAsync(Header, context.RequestAborted);

        // Page by page, so that neither the size of the file nor a slow receiver holds memory or a transaction.
        while (last is Guid after)
        {
            await context.Response.WriteAsync(Rows(responses), context.RequestAborted);
            (responses, last) = database.Read(transaction => ResponseRecords.Page(transaction, filter, after, ExamsAtOnce));
        }
    }

    private static string Rows(IReadOnlyList<StoredResponse> responses)
    {
        var rows = new StringBuilder();
        foreach (StoredResponse response in responses)
        {
            string presentedAt = DateTimeOffset.FromUnixTimeMilliseconds(response.PresentedAt).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
            rows.Append(
                CultureInfo.InvariantCulture,
                $"{response.ExamId},{response.ItemId},{response.Score},{response.ExamId},{response.Position},{response.Seconds},{presentedAt}\n");
        }

        return rows.ToString();
    }
}
