using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Pals.Exam.Api.Webhooks;

/// <summary>
/// Signatures by the Standard Webhooks convention: <c>v1,</c> and the base64 of HMAC-SHA256 over <c>id.timestamp.body</c>. While a secret is being
/// replaced there are several, with a space between.
/// </summary>
internal static class WebhookSignature
{
    public const string SecretPrefix = "whsec_";
    public const int SecretBytes = 32;

    private const string Version = "v1,";

    /// <summary>A new secret as its bytes.</summary>
    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretBytes);

    /// <summary>A secret as the provider is shown it.</summary>
    public static string Written(ReadOnlySpan<byte> secret) => SecretPrefix + Convert.ToBase64String(secret);

    /// <summary>The value of the header <c>webhook-signature</c>.</summary>
    public static string Of(IEnumerable<byte[]> secrets, string id, long timestamp, string body)
    {
        byte[] signed = Encoding.UTF8.GetBytes($"{id}.{timestamp.ToString(CultureInfo.InvariantCulture)}.{body}");
        return string.Join(' ', secrets.Select(secret => Version + Convert.ToBase64String(HMACSHA256.HashData(secret, signed))));
    }
}
