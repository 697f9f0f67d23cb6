namespace Pals.Exam.Api.Security;

/// <summary>Headers that keep the page to itself and answers of the service out of caches unless their endpoint says otherwise; errors carry them too.</summary>
internal static class SecurityHeaders
{
    private const string ContentSecurityPolicy =
        "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        // When the response starts, since an error clears what was set before it.
        context.Response.OnStarting(() =>
        {
            Set(context.Response.Headers, isService: context.Request.Path.StartsWithSegments("/v1"));
            return Task.CompletedTask;
        });
        return next(context);
    });

    private static void Set(IHeaderDictionary headers, bool isService)
    {
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (isService && headers.CacheControl.Count == 0)
        {
            headers.CacheControl = "no-store";
        }
    }
}
