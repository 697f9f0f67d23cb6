using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Pals.Exam.Api.Security;

/// <summary>
/// Tokens and keys: 256 random bits after a prefix that tells them apart. Only their SHA-256 is stored; with so much randomness nothing
/// slower is needed against guessing.
/// </summary>
public static class Secret
{
    /// <summary>Prefix of the keys of course providers and administrators.</summary>
    public const string KeyPrefix = "ppx_";

    /// <summary>Prefix of a candidate's token for one exam.</summary>
    public const string TokenPrefix = "pxt_";

    private const int RandomBytes = 32;
    private const int LongestOnStack = 100;

    /// <summary>A new secret.</summary>
    public static string New(string prefix) => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    /// <summary>What is stored of a secret.</summary>
    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>True when <paramref name="secret"/> has the stored hash; takes the same time wherever they differ.</summary>
    public static bool Matches(string secret, ReadOnlySpan<byte> storedHash)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> text = secret.Length <= LongestOnStack ? stackalloc byte[Encoding.UTF8.GetMaxByteCount(secret.Length)] : Encoding.UTF8.GetBytes(secret);
        SHA256.HashData(text[..Encoding.UTF8.GetBytes(secret, text)], hash);
        return CryptographicOperations.FixedTimeEquals(hash, storedHash);
    }
}
