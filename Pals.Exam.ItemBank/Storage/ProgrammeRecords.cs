using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using Dapper;
using Pals.Exam.ItemBank.Programmes;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>A revision of a programme's rules.</summary>
public sealed record StoredProgramme(string ProgrammeId, int Revision, string Text, DateTimeOffset CreatedAt);

/// <summary>The rules of programmes: revisions are only added, and the newest counts.</summary>
public static class ProgrammeRecords
{
    private const string Shipped = "shipped";
    private const string Imported = "import";

    /// <summary>The programmes in use, in order of name.</summary>
    public static ImmutableArray<StoredProgramme> All(DbTransaction transaction) => [.. transaction.Connection!.Query<Row>(
        """
        SELECT p.programme_id AS ProgrammeId, p.revision AS Revision, p.text AS Text, p.origin AS Origin, p.created_at AS CreatedAt
        FROM programmes p
        WHERE p.revision = (SELECT MAX(q.revision) FROM programmes q WHERE q.programme_id = p.programme_id)
        ORDER BY p.programme_id
        """,
        transaction: transaction).Select(row => row.ToProgramme())];

    /// <summary>The revisions in use, in order of name: whoever has read a revision knows it.</summary>
    public static ImmutableArray<(string ProgrammeId, int Revision)> Revisions(DbTransaction transaction) => [.. transaction.Connection!.Query<(string, int)>(
        "SELECT programme_id, MAX(revision) FROM programmes GROUP BY programme_id ORDER BY programme_id", transaction: transaction)];

    /// <summary>The programme in use of that name, or null.</summary>
    public static StoredProgramme? Current(DbTransaction transaction, string programmeId) => Newest(transaction, programmeId)?.ToProgramme();

    /// <summary>Puts rules into use; a text that is in use already stays the revision that it is.</summary>
    public static StoredProgramme Import(DbTransaction transaction, string programmeId, string text, string actor, DateTimeOffset now)
    {
        SqlDialect.Of(transaction).Serialize(transaction, PublicationRecords.Decision);
        Row? newest = Newest(transaction, programmeId);
        if (newest is not { Origin: Imported } || newest.Text != text)
        {
            int revision = (newest?.Revision ?? 0) + 1;
            Add(transaction, programmeId, revision, text, Imported, now);
            AuditRecords.Append(
                transaction, now, actor, "programme.imported", $"programme:{programmeId}", ("revision", revision.ToString(CultureInfo.InvariantCulture)));
        }

        return Current(transaction, programmeId)!;
    }

    /// <summary>Puts what came with the program into use, unless somebody has imported something of their own.</summary>
    public static void InstallShipped(DbTransaction transaction, DateTimeOffset now)
    {
        SqlDialect.Of(transaction).Serialize(transaction, PublicationRecords.Decision);
        foreach ((string programmeId, string text) in ShippedProgrammes.Texts())
        {
            Row? newest = Newest(transaction, programmeId);
            if (newest is null || (newest.Origin == Shipped && newest.Text != text))
            {
                Add(transaction, programmeId, (newest?.Revision ?? 0) + 1, text, Shipped, now);
            }
        }
    }

    private static void Add(DbTransaction transaction, string programmeId, int revision, string text, string origin, DateTimeOffset now) =>
        transaction.Connection!.Execute(
            """
            INSERT INTO programmes (programme_id, revision, text, origin, created_at) VALUES (@programmeId, @revision, @text, @origin, @createdAt)
            """,
            new { programmeId, revision, text, origin, createdAt = now.ToUnixTimeMilliseconds() },
            transaction);

    private static Row? Newest(DbTransaction transaction, string programmeId) => transaction.Connection!.QuerySingleOrDefault<Row>(
        """
        SELECT programme_id AS ProgrammeId, revision AS Revision, text AS Text, origin AS Origin, created_at AS CreatedAt FROM programmes
        WHERE programme_id = @programmeId AND revision = (SELECT MAX(revision) FROM programmes WHERE programme_id = @programmeId)
        """,
        new { programmeId },
        transaction);

    private sealed class Row
    {
        public required string ProgrammeId { get; init; }

        public required int Revision { get; init; }

        public required string Text { get; init; }

        public required string Origin { get; init; }

        public required long CreatedAt { get; init; }

        public StoredProgramme ToProgramme() => new(ProgrammeId, Revision, Text, DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt));
    }
}
