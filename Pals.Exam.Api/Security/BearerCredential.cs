using System.Net.Http.Headers;

namespace Pals.Exam.Api.Security;

/// <summary>Reads <c>Authorization: Bearer …</c>.</summary>
public static class BearerCredential
{
    private const int MaximumLength = 256;

    /// <summary>The credential of the request, or null when there is none of that form.</summary>
    public static string? Of(HttpRequest request) =>
        AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out AuthenticationHeaderValue? header)
        && header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)
        && header.Parameter is { Length: > 0 and <= MaximumLength } credential
            ? credential
            : null;
}
