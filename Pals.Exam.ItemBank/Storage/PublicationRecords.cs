using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using Pals.Exam.ItemBank.Audit;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>What a publication puts into use.</summary>
public enum PublicationKind
{
    /// <summary>The parameter set of a bank.</summary>
    Parameters,

    /// <summary>The definition of a name.</summary>
    Definition,
}

/// <summary>
/// Which parameter set and which definition new exams use: the newest publication of a name. Publications are only added, so the past can be
/// read, and rolling back is publishing the older one again.
/// </summary>
public static class PublicationRecords
{
    /// <summary>The origin of what came with the program.</summary>
    public const string Shipped = "shipped";

    /// <summary>What is published next depends on what is published now: one decision at a time.</summary>
    internal const string Decision = "publication";

    /// <summary>The hash now in use under <paramref name="name"/>, or null.</summary>
    public static string? Current(DbTransaction transaction, PublicationKind kind, string name) => Newest(transaction, kind, name)?.Target;

    /// <summary>The names that have a publication, in order.</summary>
    public static ImmutableArray<string> Names(DbTransaction transaction, PublicationKind kind) =>
    [
        .. transaction.Connection!.Query<string>(
            "SELECT DISTINCT name FROM publications WHERE kind = @kind ORDER BY name", new { kind = Words.Of(kind) }, transaction),
    ];

    /// <summary>Puts <paramref name="target"/> into use for new exams.</summary>
    public static void Publish(
        DbTransaction transaction, PublicationKind kind, string name, string target, string origin, DateTimeOffset now)
    {
        transaction.Connection!.Execute(
            """
            INSERT INTO publications (kind, name, target, origin, published_at) VALUES (@kind, @name, @target, @origin, @publishedAt)
            """,
            new { kind = Words.Of(kind), name, target, origin, publishedAt = now.ToUnixTimeMilliseconds() },
            transaction);
        string actor = origin == Shipped ? AuditActor.System : AuditActor.CommandLine;
        AuditRecords.Append(transaction, now, actor, "publication.made", $"{Words.Of(kind)}:{name}", ("target", target), ("origin", origin));
    }

    /// <summary>Puts what came with the program into use, unless somebody has published something of their own.</summary>
    public static void PublishShipped(DbTransaction transaction, PublicationKind kind, string name, string target, DateTimeOffset now)
    {
        Publication? current = Newest(transaction, kind, name);
        if (current is null || (current.Origin == Shipped && current.Target != target))
        {
            Publish(transaction, kind, name, target, Shipped, now);
        }
    }

    private static Publication? Newest(DbTransaction transaction, PublicationKind kind, string name) =>
        transaction.Connection!.QuerySingleOrDefault<Publication>(
            """
            SELECT target AS Target, origin AS Origin FROM publications
            WHERE publication_id = (SELECT MAX(publication_id) FROM publications WHERE kind = @kind AND name = @name)
            """,
            new { kind = Words.Of(kind), name },
            transaction);

    private sealed class Publication
    {
        public required string Target { get; init; }

        public required string Origin { get; init; }
    }
}
