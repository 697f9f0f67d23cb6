using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Dapper;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>What exams that have ended say to exams to come: how often items were met, and what is known of a candidate.</summary>
public static class EndedExams
{
    /// <summary>When the exam ended that is the <paramref name="count"/>th last of a definition and parameter set, or the first of fewer; null for none.</summary>
    public static DateTimeOffset? EndOfLast(DbTransaction transaction, string definitionId, string parameterSetId, int count)
    {
        long[] ends =
        [
            .. transaction.Connection!.Query<long>(
                $"""
                SELECT ended_at FROM exams
                WHERE definition_id = @definitionId AND parameter_set_id = @parameterSetId AND ended_at IS NOT NULL
                ORDER BY ended_at DESC {SqlDialect.Of(transaction).First("@count")}
                """,
                new { definitionId, parameterSetId, count },
                transaction),
        ];
        return ends is [.., long last] ? DateTimeOffset.FromUnixTimeMilliseconds(last) : null;
    }

    /// <summary>The exams of a definition and parameter set that ended at or after <paramref name="from"/>: an index alone tells.</summary>
    public static ImmutableArray<(Guid ExamId, DateTimeOffset EndedAt)> Since(
        DbTransaction transaction, string definitionId, string parameterSetId, DateTimeOffset from) =>
    [
        .. transaction.Connection!.Query<(string ExamId, long EndedAt)>(
            """
            SELECT exam_id, ended_at FROM exams
            WHERE definition_id = @definitionId AND parameter_set_id = @parameterSetId AND ended_at >= @from AND ended_at IS NOT NULL
            """,
            new { definitionId, parameterSetId, from = from.ToUnixTimeMilliseconds() },
            transaction).Select(exam => (Guid.Parse(exam.ExamId), DateTimeOffset.FromUnixTimeMilliseconds(exam.EndedAt))),
    ];

    /// <summary>What the exams of a definition and parameter set that ended at or after <paramref name="from"/> gave and were not allowed to give.</summary>
    public static ImmutableArray<ExamItems> Items(DbTransaction transaction, string definitionId, string parameterSetId, DateTimeOffset from) => Items(
        transaction.Connection!.Query<(string ExamId, long EndedAt, string ExcludedItems, string ItemId)>(
            """
            SELECT e.exam_id, e.ended_at, e.excluded_items, a.item_id
            FROM exams e JOIN administered_items a ON a.exam_id = e.exam_id
            WHERE e.definition_id = @definitionId AND e.parameter_set_id = @parameterSetId AND e.ended_at >= @from
            ORDER BY e.exam_id, a.position
            """,
            new { definitionId, parameterSetId, from = from.ToUnixTimeMilliseconds() },
            transaction));

    /// <summary>The same of one exam that has ended.</summary>
    public static ImmutableArray<ExamItems> Items(DbTransaction transaction, Guid examId) => Items(
        transaction.Connection!.Query<(string ExamId, long EndedAt, string ExcludedItems, string ItemId)>(
            """
            SELECT e.exam_id, e.ended_at, e.excluded_items, a.item_id
            FROM exams e JOIN administered_items a ON a.exam_id = e.exam_id
            WHERE e.exam_id = @examId AND e.ended_at IS NOT NULL
            ORDER BY a.position
            """,
            new { examId = examId.ToString("D", CultureInfo.InvariantCulture) },
            transaction));

    private static ImmutableArray<ExamItems> Items(IEnumerable<(string ExamId, long EndedAt, string ExcludedItems, string ItemId)> rows) =>
    [
        .. rows
            .GroupBy(row => (row.ExamId, row.EndedAt, row.ExcludedItems), row => row.ItemId)
            .Select(exam => new ExamItems(
                Guid.Parse(exam.Key.ExamId),
                DateTimeOffset.FromUnixTimeMilliseconds(exam.Key.EndedAt),
                [.. JsonSerializer.Deserialize<string[]>(exam.Key.ExcludedItems)!],
                [.. exam])),
    ];

    /// <summary>The last certification exam of the definition of that name which a provider's candidate has ended, or null.</summary>
    public static Guid? LastCertification(DbTransaction transaction, string providerId, string candidateId, string definition) =>
        transaction.Connection!.QuerySingleOrDefault<string?>(
            $"""
            SELECT e.exam_id FROM exams e JOIN definitions d ON d.definition_id = e.definition_id
            WHERE e.provider_id = @providerId AND e.candidate_id = @candidateId AND e.purpose = 'certification' AND e.ended_at IS NOT NULL
              AND d.name = @definition
            ORDER BY e.ended_at DESC, e.exam_id DESC {SqlDialect.Of(transaction).First("@one")}
            """,
            new { providerId, candidateId, definition, one = 1 },
            transaction) is string id ? Guid.Parse(id) : null;
}
