using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Pals.Exam.Api.Observability;

namespace Pals.Exam.Api.Problems;

/// <summary>Makes problem details of a <see cref="ProblemType"/>.</summary>
public static class Problem
{
    /// <summary>How long a client should wait before it tries again when the server is busy.</summary>
    public const int RetryAfterSeconds = 1;

    /// <summary>A response of the kind <paramref name="type"/>; <paramref name="field"/> names what is wrong in the request.</summary>
    public static ProblemHttpResult Of(ProblemType type, string detail, string? field = null) => TypedResults.Problem(Details(type, detail, field));

    /// <summary>Problem details of the kind <paramref name="type"/>.</summary>
    public static ProblemDetails Details(ProblemType type, string? detail = null, string? field = null)
    {
        var details = new ProblemDetails { Type = type.Uri, Title = type.Title, Status = type.Status, Detail = detail };
        if (field is not null)
        {
            details.Extensions["field"] = field;
        }

        return details;
    }

    /// <summary>Writes the problem as the response.</summary>
    public static Task Write(HttpContext context, ProblemType type, string? detail = null, string? field = null)
    {
        context.Response.StatusCode = type.Status;
        if (type.Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable
            && context.Request.Path.StartsWithSegments("/v1"))
        {
            context.RequestServices.GetRequiredService<ExamMetrics>().Rejected(type.Status);
        }

        if (type.Status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }
        else if (type.Status == StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = $"{RetryAfterSeconds}";
        }

        return TypedResults.Problem(Details(type, detail, field)).ExecuteAsync(context);
    }
}
