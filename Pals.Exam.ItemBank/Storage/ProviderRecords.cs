using System.Collections.Immutable;
using System.Data.Common;
using Dapper;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>A course provider. Its exams stay when it is closed, but nobody acts for it any more.</summary>
public sealed record StoredProvider(string ProviderId, string Name, DateTimeOffset CreatedAt, DateTimeOffset? ClosedAt);

/// <summary>Course providers.</summary>
public static class ProviderRecords
{
    private const string Columns = "provider_id AS ProviderId, name AS Name, created_at AS CreatedAt, closed_at AS ClosedAt";

    /// <summary>Stores a course provider.</summary>
    public static void Add(DbTransaction transaction, string providerId, string name, DateTimeOffset now) =>
        transaction.Connection!.Execute(
            "INSERT INTO providers (provider_id, name, created_at) VALUES (@providerId, @name, @createdAt)",
            new { providerId, name, createdAt = now.ToUnixTimeMilliseconds() },
            transaction);

    /// <summary>The provider, closed or not, or null.</summary>
    public static StoredProvider? Find(DbTransaction transaction, string providerId) => transaction.Connection!.QuerySingleOrDefault<ProviderRow>(
        $"SELECT {Columns} FROM providers WHERE provider_id = @providerId", new { providerId }, transaction)?.ToProvider();

    /// <summary>All providers by name of their id.</summary>
    public static ImmutableArray<StoredProvider> List(DbTransaction transaction) =>
    [
        .. transaction.Connection!.Query<ProviderRow>($"SELECT {Columns} FROM providers ORDER BY provider_id", transaction: transaction)
            .Select(row => row.ToProvider()),
    ];

    /// <summary>Closes a provider; false when it was closed before, or there is none.</summary>
    public static bool Close(DbTransaction transaction, string providerId, DateTimeOffset now) => transaction.Connection!.Execute(
        "UPDATE providers SET closed_at = @now WHERE provider_id = @providerId AND closed_at IS NULL",
        new { providerId, now = now.ToUnixTimeMilliseconds() },
        transaction) == 1;

    private sealed class ProviderRow
    {
        public required string ProviderId { get; init; }

        public required string Name { get; init; }

        public required long CreatedAt { get; init; }

        public long? ClosedAt { get; init; }

        public StoredProvider ToProvider() => new(
            ProviderId,
            Name,
            DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
            ClosedAt is long closed ? DateTimeOffset.FromUnixTimeMilliseconds(closed) : null);
    }
}
