namespace Pals.Exam.Api.Security;

/// <summary>Headers that keep the page to itself and answers of the service out of caches unless their endpoint says otherwise; errors carry them too.</summary>
internal static class SecurityHeaders
{
    /// <summary>What a page may load: files and answers of this server, no script or style within the page.</summary>
    private const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors ";

    /// <summary>An answer of the service is no page: shown as one, it may do nothing.</summary>
    private const string ServicePolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const string OneYear = "max-age=31536000";

    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        Set(context);
        return next(context);
    });

    /// <summary>Sets the headers; an error, which clears them, sets them once more.</summary>
    public static void Set(HttpContext context)
    {
        IHeaderDictionary headers = context.Response.Headers;
        bool isService = context.Request.Path.StartsWithSegments("/v1");
        if (isService)
        {
            headers.ContentSecurityPolicy = ServicePolicy;
            headers.CacheControl = "no-store";
        }
        else
        {
            // Who may show a page is known only when the page has been found.
            context.Response.OnStarting(() =>
            {
                headers.ContentSecurityPolicy = PolicyOf(context);
                return Task.CompletedTask;
            });
        }

        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        bool isForAll = context.GetEndpoint()?.Metadata.GetMetadata<ReadableEverywhere>() is not null;
        headers["Cross-Origin-Resource-Policy"] = isForAll ? "cross-origin" : "same-origin";
        if (isForAll)
        {
            headers.AccessControlAllowOrigin = "*";
        }

        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = OneYear;
        }
    }

    /// <summary>The policy of a page: what all pages may load, who may show it, and for the demonstration where its frame comes from.</summary>
    private static string PolicyOf(HttpContext context)
    {
        string policy = PagePolicy + (context.Features.Get<FrameAncestors>()?.Sources ?? "'none'");
        return context.Features.Get<EmbedsFrom>() is { Origin: { } origin }
            ? policy.Replace("script-src 'self'", $"script-src 'self' {origin}; frame-src {origin}", StringComparison.Ordinal)
            : policy;
    }
}

/// <summary>The origins whose pages may show this one in a frame; pages that set none are shown by nobody.</summary>
internal sealed record FrameAncestors(IReadOnlyList<string> Origins)
{
    public string Sources { get; } = string.Join(' ', Origins);
}

/// <summary>Marks an endpoint whose answers are public: scripts of any page may read them, such as a verifier that runs in a browser.</summary>
internal sealed record ReadableEverywhere;

/// <summary>The origin whose embed.js a page of this server uses, as the pages of course providers do.</summary>
internal sealed record EmbedsFrom(string Origin);
