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
            Require(configured);
            await Set(database, configured, now);
        }
        else if (database.Read(transaction => KeyRecords.CountAdministrators(transaction, now)) == 0)
        {
            string made = Secret.New(Secret.KeyPrefix);
            await Set(database, made, now);
            await console.WriteLineAsync($"Administrator's key, shown this once: {made}");
        }
    }

    /// <exception cref="SettingsException">There is one that is too short to be a secret, or looks like a candidate's token.</exception>
    public static void Require(string? configured)
    {
        if (!string.IsNullOrEmpty(configured)
            && (configured.Length < FewestCharacters || configured.StartsWith(Secret.TokenPrefix, StringComparison.Ordinal)))
        {
            throw new SettingsException(
                $"ADMIN_KEY has {configured.Length} characters, but {FewestCharacters} or more were expected, of which the first are not {Secret.TokenPrefix}.");
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
