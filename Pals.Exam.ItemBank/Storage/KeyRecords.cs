using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using Dapper;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>What the holder of a key may do.</summary>
public enum KeyRole
{
    Administrator,
    Psychometrician,
    Provider,
}

/// <summary>A key of the service; the key itself is stored as a hash only.</summary>
/// <param name="KeyId">Names the key in lists and logs.</param>
/// <param name="Role">What its holder may do.</param>
/// <param name="ProviderId">The course provider that the key is scoped to: always for a provider's key, never for an administrator's; a
/// psychometrician's without one reaches all.</param>
public sealed record StoredKey(Guid KeyId, KeyRole Role, string? ProviderId)
{
    /// <summary>What people call it.</summary>
    public string Label { get; init; } = "";

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>From when on it opens nothing; null when it does not expire.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }
}

/// <summary>The keys of the service.</summary>
public static class KeyRecords
{
    /// <summary>Whether an administrator's key may go depends on which others there are: one decision at a time.</summary>
    public const string AdministratorDecision = "administrator";

    private const string Columns =
        """
        key_id AS KeyId, role AS Role, provider_id AS ProviderId, label AS Label, created_at AS CreatedAt, expires_at AS ExpiresAt,
        revoked_at AS RevokedAt
        """;

    /// <summary>Stores a key by its hash.</summary>
    public static void Add(DbTransaction transaction, StoredKey key, byte[] keyHash) => transaction.Connection!.Execute(
        """
        INSERT INTO access_keys (key_id, key_hash, role, provider_id, label, created_at, expires_at)
        VALUES (@keyId, @keyHash, @role, @ProviderId, @Label, @createdAt, @expiresAt)
        """,
        new
        {
            keyId = Text(key.KeyId),
            keyHash,
            role = Words.Of(key.Role),
            key.ProviderId,
            key.Label,
            createdAt = key.CreatedAt.ToUnixTimeMilliseconds(),
            expiresAt = key.ExpiresAt?.ToUnixTimeMilliseconds(),
        },
        transaction);

    /// <summary>The key in force with that hash, or null.</summary>
    public static StoredKey? FindInForce(DbTransaction transaction, byte[] keyHash, DateTimeOffset now) =>
        transaction.Connection!.QuerySingleOrDefault<KeyRow>(
            $"""
            SELECT {Columns} FROM access_keys
            WHERE key_hash = @keyHash AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > @now)
            """,
            new { keyHash, now = now.ToUnixTimeMilliseconds() },
            transaction)?.ToKey();

    /// <summary>The key of that name, in force or not, or null.</summary>
    public static StoredKey? Find(DbTransaction transaction, Guid keyId) => transaction.Connection!.QuerySingleOrDefault<KeyRow>(
        $"SELECT {Columns} FROM access_keys WHERE key_id = @keyId", new { keyId = Text(keyId) }, transaction)?.ToKey();

    /// <summary>Every key that was ever made, the oldest first; of one provider unless <paramref name="providerId"/> is null.</summary>
    public static ImmutableArray<StoredKey> List(DbTransaction transaction, string? providerId = null) =>
    [
        .. transaction.Connection!.Query<KeyRow>(
            $"SELECT {Columns} FROM access_keys WHERE @providerId IS NULL OR provider_id = @providerId ORDER BY created_at, key_id",
            new { providerId },
            transaction).Select(row => row.ToKey()),
    ];

    /// <summary>Ends a key; false when it was revoked before, or there is none.</summary>
    public static bool Revoke(DbTransaction transaction, Guid keyId, DateTimeOffset now) => transaction.Connection!.Execute(
        "UPDATE access_keys SET revoked_at = @now WHERE key_id = @keyId AND revoked_at IS NULL",
        new { keyId = Text(keyId), now = now.ToUnixTimeMilliseconds() },
        transaction) == 1;

    /// <summary>How many administrators' keys are in force.</summary>
    public static int CountAdministrators(DbTransaction transaction, DateTimeOffset now) => transaction.Connection!.ExecuteScalar<int>(
        """
        SELECT COUNT(*) FROM access_keys
        WHERE role = 'administrator' AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > @now)
        """,
        new { now = now.ToUnixTimeMilliseconds() },
        transaction);

    /// <summary>
    /// Puts the key with that hash in force in place of the other administrators' keys without a label, which are those that the server itself
    /// made or was given; false when it was so before, and nothing is changed.
    /// </summary>
    public static bool SetAdministrator(DbTransaction transaction, byte[] keyHash, DateTimeOffset now)
    {
        SqlDialect.Of(transaction).Serialize(transaction, AdministratorDecision);
        DbConnection connection = transaction.Connection!;
        long at = now.ToUnixTimeMilliseconds();
        int revoked = connection.Execute(
            """
            UPDATE access_keys SET revoked_at = @at
            WHERE role = 'administrator' AND label = '' AND key_hash <> @keyHash AND revoked_at IS NULL
            """,
            new { keyHash, at },
            transaction);
        if (FindInForce(transaction, keyHash, now) is { Role: KeyRole.Administrator })
        {
            return revoked > 0;
        }

        int known = connection.Execute(
            "UPDATE access_keys SET revoked_at = NULL, expires_at = NULL WHERE role = 'administrator' AND key_hash = @keyHash",
            new { keyHash },
            transaction);
        if (known == 0)
        {
            Add(transaction, new StoredKey(Ids.New(now), KeyRole.Administrator, null) { CreatedAt = now }, keyHash);
        }

        return true;
    }

    private static string Text(Guid keyId) => keyId.ToString("D", CultureInfo.InvariantCulture);

    private sealed class KeyRow
    {
        public required string KeyId { get; init; }

        public required string Role { get; init; }

        public string? ProviderId { get; init; }

        public required string Label { get; init; }

        public required long CreatedAt { get; init; }

        public long? ExpiresAt { get; init; }

        public long? RevokedAt { get; init; }

        public StoredKey ToKey() => new(Guid.Parse(KeyId), Words.Parse<KeyRole>(Role), ProviderId)
        {
            Label = Label,
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
            ExpiresAt = ExpiresAt is long expires ? DateTimeOffset.FromUnixTimeMilliseconds(expires) : null,
            RevokedAt = RevokedAt is long revoked ? DateTimeOffset.FromUnixTimeMilliseconds(revoked) : null,
        };
    }
}
