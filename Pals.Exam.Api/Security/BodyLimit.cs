using Microsoft.AspNetCore.Http.Features;
using Pals.Exam.Api.Problems;

namespace Pals.Exam.Api.Security;

/// <summary>Refuses large bodies without reading them into memory.</summary>
internal static class BodyLimit
{
    /// <summary>More than any request of the service needs.</summary>
    public const long LargestRead = 64 * 1024;

    /// <summary>
    /// Up to here a refused body is received and thrown away, so that its sender gets the answer instead of a broken connection.
    /// </summary>
    public const long LargestDiscarded = 16 * 1024 * 1024;

    public static void UseBodyLimit(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.Request.ContentLength > LargestRead)
        {
            return Problem.Write(context, ProblemTypes.BodyTooLarge, $"The largest body that is read has {LargestRead} bytes.");
        }

        // A body whose length is not announced is stopped while it is read.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = LargestRead;
        }

        return next(context);
    });
}
