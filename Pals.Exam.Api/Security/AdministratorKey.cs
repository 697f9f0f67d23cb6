using Pals.Exam.Api.Hosting;
using Pals.Exam.ItemBank.Audit;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Security;

/// <summary>The first key: from <c>ADMIN_KEY</c>, or made on first start and shown once.</summary>
internal static class AdministratorKey
{
    private const int FewestCharacters = 20;

    /// <summary>Sees to it that an administrator's key is in force; writes a new one to <paramref name="console"/>, the only place it ever stands.</summary>
    /// <exception cref="SettingsException"><c>ADMIN_KEY</c> is too short to be a secret.</exception>
    public static async Task Ensure(ExamDatabase database, string? configured, TimeProvider time, TextWriter console)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (!string.IsNullOrEmpty(configured))
        {
            if (configured.Length < FewestCharacters || configured.StartsWith(Secret.TokenPrefix, StringComparison.Ordinal))
            {
                throw new SettingsException(
                    $"ADMIN_KEY needs {FewestCharacters} characters or more, and must not begin with {Secret.TokenPrefix}.");
            }

            await Set(database, configured, now);
        }
        else if (database.Read(transaction => KeyRecords.CountAdministrators(transaction, now)) == 0)
        {
            string made = Secret.New(Secret.KeyPrefix);
            await Set(database, made, now);
            await console.WriteLineAsync($"Administrator's key, shown this once: {made}");
        }
    }

    private static async Task Set(ExamDatabase database, string key, DateTimeOffset now) =>
        await database.Write(transaction =>
        {
            byte[] hash = Secret.Hash(key);
            if (KeyRecords.SetAdministrator(transaction, hash, now))
            {
                string keyId = $"{KeyRecords.FindInForce(transaction, hash, now)!.KeyId}";
                AuditRecords.Append(transaction, now, AuditActor.System, "administrator.set", $"key:{keyId}");
            }
        });
}
