using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Pals.Exam.Api.Problems;

namespace Pals.Exam.Api.Security;

/// <summary>Refuses bodies that are too large or in another encoding than JSON's, without reading them.</summary>
internal static class BodyRules
{
    /// <summary>More than any request of the service needs.</summary>
    public const long LargestRead = 64 * 1024;

    /// <summary>A table of as many lines as may be uploaded at once.</summary>
    public const long LargestTable = 1024 * 1024;

    /// <summary>
    /// Up to here a refused body is received and thrown away, so that its sender gets the answer instead of a broken connection.
    /// </summary>
    public const long LargestDiscarded = 16 * 1024 * 1024;

    /// <summary>What to say of a body that is too large for its address.</summary>
    public static string TooLarge(HttpContext context) => $"The largest body that is read here has {Largest(context)} bytes.";

    public static void UseBodyRules(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        long largest = Largest(context);
        if (context.Request.ContentLength > largest)
        {
            return Problem.Write(context, ProblemTypes.BodyTooLarge, TooLarge(context));
        }

        if (MediaTypeHeaderValue.TryParse(context.Request.ContentType, out MediaTypeHeaderValue? type) && type.Charset.HasValue)
        {
            if (!HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            {
                return Problem.Write(context, ProblemTypes.UnsupportedMediaType, "JSON is sent in UTF-8.");
            }

            // The framework's reader stumbles over quotes, which are right here, and takes UTF-8 when nothing is said.
            type.Charset = default;
            context.Request.ContentType = type.ToString();
        }

        // A body whose length is not announced is stopped while it is read.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = largest;
        }

        return next(context);
    });

    private static long Largest(HttpContext context) => context.Request.Path.StartsWithSegments("/v1/uploads") ? LargestTable : LargestRead;
}
