using System.Buffers;
using System.Net.Http.Headers;

namespace Pals.Exam.Api.Security;

/// <summary>Reads <c>Authorization: Bearer …</c>.</summary>
public static class BearerCredential
{
    private const string Scheme = "Bearer ";

    private const int MaximumLength = 256;

    /// <summary>What secrets are made of, and whatever else RFC 6750 allows in a credential.</summary>
    private static readonly SearchValues<char> Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=");

    /// <summary>The credential of the request, or null when there is none of that form.</summary>
    public static string? Of(HttpRequest request)
    {
        string header = request.Headers.Authorization.ToString();

        // What everybody sends is seen at a glance; all else is left to the framework's reader.
        return header.Length > Scheme.Length && header.Length <= Scheme.Length + MaximumLength
            && header.StartsWith(Scheme, StringComparison.Ordinal)
            && !header.AsSpan(Scheme.Length).ContainsAnyExcept(Characters)
                ? header[Scheme.Length..]
                : Read(header);
    }

    private static string? Read(string value) =>
        AuthenticationHeaderValue.TryParse(value, out AuthenticationHeaderValue? header)
        && header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)
        && header.Parameter is { Length: > 0 and <= MaximumLength } credential
            ? credential
            : null;
}
