namespace Pals.Exam.Api.Embedding;

/// <summary>An origin of the web, <c>scheme://host[:port]</c>, as a browser writes it (RFC 6454).</summary>
internal static class WebOrigin
{
    private const int Longest = 200;

    /// <summary>
    /// True when <paramref name="text"/> is an origin as browsers write it: https, or http of the own machine for development; lower case, no
    /// default port, nothing after the port.
    /// </summary>
    public static bool Is(string text) =>
        text.Length <= Longest
        && Uri.TryCreate(text, UriKind.Absolute, out Uri? address)
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        && text == Written(address);

    private static string Written(Uri address) =>
        address.IsDefaultPort ? $"{address.Scheme}://{address.IdnHost}" : $"{address.Scheme}://{address.IdnHost}:{address.Port}";
}
