using System.Data.Common;
using System.Globalization;
using Dapper;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>What the holder of a key may do.</summary>
public enum KeyRole
{
    Administrator,
    Provider,
}

/// <summary>A key of the service; the key itself is stored as a hash only.</summary>
/// <param name="KeyId">Names the key in lists and logs.</param>
/// <param name="Role">What its holder may do.</param>
/// <param name="ProviderId">The course provider a provider's key is scoped to; null for an administrator's.</param>
public sealed record StoredKey(Guid KeyId, KeyRole Role, string? ProviderId);

/// <summary>Course providers and the keys of the service.</summary>
public static class KeyRecords
{
    /// <summary>Stores a course provider.</summary>
    public static void AddProvider(DbTransaction transaction, string providerId, string name, DateTimeOffset now) =>
        transaction.Connection!.Execute(
            "INSERT INTO providers (provider_id, name, created_at) VALUES (@providerId, @name, @createdAt)",
            new { providerId, name, createdAt = now.ToUnixTimeMilliseconds() },
            transaction);

    /// <summary>True when there is such a provider.</summary>
    public static bool HasProvider(DbTransaction transaction, string providerId) => transaction.Connection!.ExecuteScalar<long>(
        "SELECT COUNT(*) FROM providers WHERE provider_id = @providerId", new { providerId }, transaction) > 0;

    /// <summary>Stores a key by its hash.</summary>
    public static void Add(DbTransaction transaction, StoredKey key, byte[] keyHash, DateTimeOffset now) => transaction.Connection!.Execute(
        """
        INSERT INTO api_keys (key_id, key_hash, role, provider_id, created_at) VALUES (@keyId, @keyHash, @role, @ProviderId, @createdAt)
        """,
        new
        {
            keyId = key.KeyId.ToString("D", CultureInfo.InvariantCulture),
            keyHash,
            role = Words.Of(key.Role),
            key.ProviderId,
            createdAt = now.ToUnixTimeMilliseconds(),
        },
        transaction);

    /// <summary>Ends a provider's key; false when the provider has no such key in force.</summary>
    public static bool Revoke(DbTransaction transaction, string providerId, Guid keyId, DateTimeOffset now) =>
        transaction.Connection!.Execute(
            """
            UPDATE api_keys SET revoked_at = @now WHERE key_id = @keyId AND provider_id = @providerId AND revoked_at IS NULL
            """,
            new { providerId, keyId = keyId.ToString("D", CultureInfo.InvariantCulture), now = now.ToUnixTimeMilliseconds() },
            transaction) == 1;

    /// <summary>The key in force with that hash, or null.</summary>
    public static StoredKey? Find(DbTransaction transaction, byte[] keyHash)
    {
        KeyRow? row = transaction.Connection!.QuerySingleOrDefault<KeyRow>(
            """
            SELECT key_id AS KeyId, role AS Role, provider_id AS ProviderId FROM api_keys WHERE key_hash = @keyHash AND revoked_at IS NULL
            """,
            new { keyHash },
            transaction);
        return row is null ? null : new StoredKey(Guid.Parse(row.KeyId), Words.Parse<KeyRole>(row.Role), row.ProviderId);
    }

    /// <summary>True when an administrator's key is in force.</summary>
    public static bool HasAdministrator(DbTransaction transaction) => transaction.Connection!.ExecuteScalar<long>(
        "SELECT COUNT(*) FROM api_keys WHERE role = 'administrator' AND revoked_at IS NULL", transaction: transaction) > 0;

    /// <summary>Makes the key with that hash the only administrator's key in force.</summary>
    public static void SetAdministrator(DbTransaction transaction, byte[] keyHash, DateTimeOffset now)
    {
        DbConnection connection = transaction.Connection!;
        long revokedAt = now.ToUnixTimeMilliseconds();
        connection.Execute(
            "UPDATE api_keys SET revoked_at = @revokedAt WHERE role = 'administrator' AND key_hash <> @keyHash AND revoked_at IS NULL",
            new { keyHash, revokedAt },
            transaction);
        int known = connection.Execute(
            "UPDATE api_keys SET revoked_at = NULL WHERE role = 'administrator' AND key_hash = @keyHash", new { keyHash }, transaction);
        if (known == 0)
        {
            Add(transaction, new StoredKey(Guid.CreateVersion7(now), KeyRole.Administrator, null), keyHash, now);
        }
    }

    private sealed class KeyRow
    {
        public required string KeyId { get; init; }

        public required string Role { get; init; }

        public string? ProviderId { get; init; }
    }
}
