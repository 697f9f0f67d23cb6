using System.Collections.Immutable;
using System.Data.Common;
using Dapper;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>A person whom a course provider enrols.</summary>
/// <param name="Key">Joins within the database, and says nothing to anyone else.</param>
/// <param name="CandidateId">The provider's own name for the person.</param>
/// <param name="Name">The name for the card.</param>
public sealed record StoredCandidate(Guid Key, string ProviderId, string CandidateId, string Name, string? Email, string Profession);

/// <summary>Candidates of course providers.</summary>
public static class CandidateRecords
{
    private const string Columns =
        """
        SELECT candidate_key AS CandidateKey, provider_id AS ProviderId, candidate_id AS CandidateId, name AS Name, email AS Email,
               profession AS Profession
        FROM candidates
        """;

    /// <summary>Stores a new candidate.</summary>
    public static void Add(DbTransaction transaction, StoredCandidate candidate, DateTimeOffset now) => transaction.Connection!.Execute(
        """
        INSERT INTO candidates (candidate_key, provider_id, candidate_id, name, email, profession, created_at)
        VALUES (@key, @ProviderId, @CandidateId, @Name, @Email, @Profession, @createdAt)
        """,
        new
        {
            key = Ids.Of(candidate.Key),
            candidate.ProviderId,
            candidate.CandidateId,
            candidate.Name,
            candidate.Email,
            candidate.Profession,
            createdAt = now.ToUnixTimeMilliseconds(),
        },
        transaction);

    /// <summary>Changes what is known of a person; cards keep the name that they were issued with.</summary>
    public static void Change(DbTransaction transaction, StoredCandidate candidate) => transaction.Connection!.Execute(
        "UPDATE candidates SET name = @Name, email = @Email, profession = @Profession WHERE candidate_key = @key",
        new { key = Ids.Of(candidate.Key), candidate.Name, candidate.Email, candidate.Profession },
        transaction);

    /// <summary>Deletes the row; what refers to it must be gone.</summary>
    public static void Delete(DbTransaction transaction, Guid key) => transaction.Connection!.Execute(
        "DELETE FROM candidates WHERE candidate_key = @key", new { key = Ids.Of(key) }, transaction);

    /// <summary>A provider's candidate, or null.</summary>
    public static StoredCandidate? Find(DbTransaction transaction, string providerId, string candidateId) =>
        transaction.Connection!.QuerySingleOrDefault<Row>(
            $"{Columns} WHERE provider_id = @providerId AND candidate_id = @candidateId", new { providerId, candidateId }, transaction)?.ToCandidate();

    /// <summary>The candidate of that key, or null.</summary>
    public static StoredCandidate? Find(DbTransaction transaction, Guid key) => transaction.Connection!.QuerySingleOrDefault<Row>(
        $"{Columns} WHERE candidate_key = @key", new { key = Ids.Of(key) }, transaction)?.ToCandidate();

    /// <summary>A provider's candidates after a candidateId, in its order.</summary>
    public static ImmutableArray<StoredCandidate> List(DbTransaction transaction, string providerId, string after, int count) =>
    [
        .. transaction.Connection!.Query<Row>(
            $"""
            {Columns} WHERE provider_id = @providerId AND candidate_id > @after
            ORDER BY candidate_id {SqlDialect.Of(transaction).First("@count")}
            """,
            new { providerId, after, count },
            transaction).Select(row => row.ToCandidate()),
    ];

    private sealed class Row
    {
        public required string CandidateKey { get; init; }

        public required string ProviderId { get; init; }

        public required string CandidateId { get; init; }

        public required string Name { get; init; }

        public string? Email { get; init; }

        public required string Profession { get; init; }

        public StoredCandidate ToCandidate() => new(Guid.Parse(CandidateKey), ProviderId, CandidateId, Name, Email, Profession);
    }
}
