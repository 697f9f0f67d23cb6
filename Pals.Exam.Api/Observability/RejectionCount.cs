namespace Pals.Exam.Api.Observability;

/// <summary>Counts the requests of the service that were told to come again later: too many of them, or a server that cannot store.</summary>
internal static class RejectionCount
{
    public static void UseRejectionCount(this WebApplication app)
    {
        ExamMetrics metrics = app.Services.GetRequiredService<ExamMetrics>();
        app.Use(async (context, next) =>
        {
            await next(context);
            int status = context.Response.StatusCode;
            if (status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable
                && context.Request.Path.StartsWithSegments("/v1"))
            {
                metrics.Rejected(status);
            }
        });
    }
}
