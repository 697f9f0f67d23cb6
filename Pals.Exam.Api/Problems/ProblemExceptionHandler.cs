using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Pals.Exam.Api.Security;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Problems;

/// <summary>Turns what went wrong into a documented problem; nothing of the exception itself reaches the client.</summary>
internal sealed partial class ProblemExceptionHandler(ILogger<ProblemExceptionHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        // What was set before has been cleared.
        SecurityHeaders.Set(httpContext);
        switch (exception)
        {
            case OperationCanceledException when httpContext.RequestAborted.IsCancellationRequested:
                // The client is gone: nobody reads a response.
                break;
            case BadHttpRequestException { InnerException: JsonException json }:
                await WriteJsonProblem(httpContext, json);
                break;
            case BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest }:
                await Problem.Write(httpContext, ProblemTypes.InvalidRequest, "The body is missing, or the request is not valid HTTP.");
                break;
            case BadHttpRequestException bad:
                await Problem.Write(httpContext, ProblemTypes.ForStatus(bad.StatusCode), Detail(httpContext, bad.StatusCode));
                break;
            case WriterBusyException:
                await Problem.Write(httpContext, ProblemTypes.Busy, "Too many answers are waiting to be stored. Send the same request again.");
                break;
            case UnknownOutcomeException:
                LogStorage(exception);
                await Problem.Write(
                    httpContext,
                    ProblemTypes.OutcomeUnknown,
                    "The request was stored as a whole or not at all; the database broke off before it said which. Send the same request again: what "
                    + "has its name or position from you is stored once. Where the server gives the name, look first whether it is there.");
                break;
            case StorageException:
                LogStorage(exception);
                await Problem.Write(
                    httpContext, ProblemTypes.StorageUnavailable, "Nothing was stored. Send the same request again; it is safe to repeat.");
                break;
            default:
                LogFailure(exception);
                await Problem.Write(httpContext, ProblemTypes.InternalError, "The failure was recorded. An answer may be sent again: it is stored once.");
                break;
        }

        return true;
    }

    private static string? Detail(HttpContext context, int status) => status switch
    {
        StatusCodes.Status413PayloadTooLarge => BodyRules.TooLarge(context),
        StatusCodes.Status415UnsupportedMediaType => "Send Content-Type: application/json.",
        _ => null,
    };

    private static Task WriteJsonProblem(HttpContext context, JsonException json)
    {
        // The reader's own failure stands inside: the text is no JSON. Otherwise it is, but not the JSON that was asked for.
        string place = $"line {json.LineNumber + 1}, byte {json.BytePositionInLine + 1}";
        if (json.InnerException is JsonException)
        {
            return Problem.Write(context, ProblemTypes.MalformedJson, $"The JSON breaks off or goes wrong at {place}.");
        }

        string field = json.Path is null or "$" ? "" : json.Path.StartsWith("$.", StringComparison.Ordinal) ? json.Path[2..] : json.Path;
        return Problem.Write(
            context,
            ProblemTypes.InvalidRequest,
            $"A field is missing, unknown, given twice or not of its type, at {place}. The fields of each request are in /openapi/v1.json.",
            field.Length == 0 ? null : field);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A request failed.")]
    private partial void LogFailure(Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The database failed.")]
    private partial void LogStorage(Exception exception);
}
