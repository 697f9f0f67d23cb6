using System.Collections.Immutable;
using System.Data.Common;
using Dapper;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>A key that signs credentials.</summary>
/// <param name="PublicKey">A SubjectPublicKeyInfo.</param>
/// <param name="SealedPrivateKey">Readable with the server's own key only; null once retired.</param>
public sealed record StoredSigningKey(Guid KeyId, byte[] PublicKey, byte[]? SealedPrivateKey, DateTimeOffset CreatedAt, DateTimeOffset? RetiredAt);

/// <summary>Keys that sign credentials. A retired key loses its private part and keeps its public one.</summary>
public static class SigningKeyRecords
{
    private const string Decision = "signing keys";

    /// <summary>All keys, the newest first.</summary>
    public static ImmutableArray<StoredSigningKey> All(DbTransaction transaction) =>
    [
        .. transaction.Connection!.Query<Row>(
            """
            SELECT key_id AS KeyId, public_key AS PublicKey, sealed_private_key AS SealedPrivateKey, created_at AS CreatedAt, retired_at AS RetiredAt
            FROM signing_keys ORDER BY created_at DESC, key_id DESC
            """,
            transaction: transaction).Select(row => row.ToKey()),
    ];

    /// <summary>Stores the key unless there is one that signs.</summary>
    public static void AddFirst(DbTransaction transaction, StoredSigningKey key)
    {
        SqlDialect.Of(transaction).Serialize(transaction, Decision);
        if (!All(transaction).Any(known => known.RetiredAt is null))
        {
            Rotate(transaction, key);
        }
    }

    /// <summary>Stores a key and retires those before it.</summary>
    public static void Rotate(DbTransaction transaction, StoredSigningKey key)
    {
        SqlDialect.Of(transaction).Serialize(transaction, Decision);
        long now = key.CreatedAt.ToUnixTimeMilliseconds();
        transaction.Connection!.Execute(
            "UPDATE signing_keys SET retired_at = @now, sealed_private_key = NULL WHERE retired_at IS NULL", new { now }, transaction);
        transaction.Connection!.Execute(
            """
            INSERT INTO signing_keys (key_id, public_key, sealed_private_key, created_at) VALUES (@id, @PublicKey, @SealedPrivateKey, @now)
            """,
            new { id = Ids.Of(key.KeyId), key.PublicKey, key.SealedPrivateKey, now },
            transaction);
    }

    private sealed class Row
    {
        public required string KeyId { get; init; }

        public required byte[] PublicKey { get; init; }

        public byte[]? SealedPrivateKey { get; init; }

        public required long CreatedAt { get; init; }

        public long? RetiredAt { get; init; }

        public StoredSigningKey ToKey() => new(
            Guid.Parse(KeyId),
            PublicKey,
            SealedPrivateKey,
            DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
            RetiredAt is long retired ? DateTimeOffset.FromUnixTimeMilliseconds(retired) : null);
    }
}
