using System.Security.Cryptography;
using Pals.Exam.Api.Hosting;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Security;

/// <summary>
/// Seals secrets that the server must have back to sign with: AES-256-GCM under a key that is not in the database, so that a copy of the
/// database alone gives none of them away. The key is <c>Secrets:MasterKey</c> (32 bytes in base64), or a file in the data folder that is made on
/// first use and that only the server's own account may read.
/// </summary>
internal sealed class SecretBox
{
    private const string KeySetting = "Secrets:MasterKey";
    private const string KeyFile = "secrets.key";
    private const int KeyBytes = 32;
    private const int TagBytes = 16;
    private const int NonceBytes = 12;

    private readonly byte[] _key;

    private SecretBox(byte[] key) => _key = key;

    /// <summary>The box with the key of the configuration or of the data folder.</summary>
    /// <exception cref="SettingsException">The key is not 32 bytes in base64.</exception>
    public static SecretBox Of(IConfiguration configuration, string contentRoot)
    {
        if (Configured(configuration) is { } configured)
        {
            return new SecretBox(configured);
        }

        string path = Path.Combine(ServerSettings.DataFolder(configuration, contentRoot), KeyFile);
        if (!File.Exists(path))
        {
            Make(path);
        }

        return new SecretBox(Decode(File.ReadAllText(path).Trim(), path));
    }

    /// <exception cref="SettingsException">The key of the configuration is not 32 bytes in base64, or is needed and not there.</exception>
    public static void RequireKey(IConfiguration configuration) => _ = Configured(configuration);

    /// <summary>Seals <paramref name="secret"/>; it opens only for the same <paramref name="purpose"/>.</summary>
    public byte[] Seal(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> purpose)
    {
        byte[] box = new byte[NonceBytes + TagBytes + secret.Length];
        Span<byte> nonce = box.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(_key, TagBytes);
        cipher.Encrypt(nonce, secret, box.AsSpan(NonceBytes + TagBytes), box.AsSpan(NonceBytes, TagBytes), purpose);
        return box;
    }

    /// <summary>Opens what <see cref="Seal"/> made.</summary>
    /// <exception cref="CryptographicException">It was sealed with another key or for another purpose, or was changed.</exception>
    public byte[] Open(ReadOnlySpan<byte> box, ReadOnlySpan<byte> purpose)
    {
        if (box.Length < NonceBytes + TagBytes)
        {
            throw new CryptographicException("The sealed secret is cut short.");
        }

        byte[] secret = new byte[box.Length - NonceBytes - TagBytes];
        using var cipher = new AesGcm(_key, TagBytes);
        cipher.Decrypt(box[..NonceBytes], box[(NonceBytes + TagBytes)..], box.Slice(NonceBytes, TagBytes), secret, purpose);
        return secret;
    }

    private static byte[]? Configured(IConfiguration configuration)
    {
        if (Setting.Text(configuration, KeySetting) is { } configured)
        {
            return Decode(configured, KeySetting);
        }

        return ServerSettings.Provider(configuration) == DatabaseProvider.Sqlite
            ? null
            : throw new SettingsException(
                $"{KeySetting} is empty, but {KeyBytes} bytes in base64 were expected, the same on every node: nodes that share a database share its secrets.");
    }

    private static byte[] Decode(string text, string place)
    {
        byte[] key = new byte[KeyBytes];
        return Convert.TryFromBase64String(text, key, out int written) && written == KeyBytes
            ? key
            : throw new SettingsException($"{place} has {text.Length} characters, but {KeyBytes} bytes in base64 were expected.");
    }

    /// <summary>Two nodes may start at once: the file that is there first stays, and is never seen half-written.</summary>
    private static void Make(string path)
    {
        string temporary = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var stream = new FileStream(temporary, options))
        {
            stream.Write(System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes))));
            stream.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(temporary, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(temporary);
        }
    }
}
