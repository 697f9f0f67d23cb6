using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using Dapper;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>One answer of an ended exam, without who gave it.</summary>
public sealed record StoredResponse
{
    public required string ExamId { get; init; }

    public required int Position { get; init; }

    public required string ItemId { get; init; }

    public required int Score { get; init; }

    public double? Seconds { get; init; }

    /// <summary>When the item was shown, in milliseconds since 1970-01-01 UTC.</summary>
    public required long PresentedAt { get; init; }
}

/// <summary>Which ended exams are meant; what is null does not narrow.</summary>
public sealed record ResponseFilter(ExamPurpose Purpose, string? ProviderId, string? Definition);

/// <summary>The answers of ended exams, for calibration.</summary>
public static class ResponseRecords
{
    private const string Chosen =
        """
        FROM exams e
        WHERE e.exam_id > @after AND e.ended_at IS NOT NULL AND e.purpose = @purpose
          AND (@ProviderId IS NULL OR e.provider_id = @ProviderId)
          AND (@Definition IS NULL OR e.definition_id IN (SELECT definition_id FROM definitions WHERE name = @Definition))
        """;

    /// <summary>
    /// The answers of the next <paramref name="exams"/> exams whose ids come after <paramref name="after"/>, in order of exam and position, and the
    /// last of these ids: the place to go on from, or null when there are no more.
    /// </summary>
    public static (ImmutableArray<StoredResponse> Responses, Guid? Last) Page(
        DbTransaction transaction, ResponseFilter filter, Guid after, int exams)
    {
        string afterText = after.ToString("D", CultureInfo.InvariantCulture);
        string purpose = Words.Of(filter.Purpose);
        string? last = transaction.Connection!.Query<string>(
            $"SELECT e.exam_id {Chosen} ORDER BY e.exam_id {SqlDialect.Of(transaction).First("@exams")}",
            new { after = afterText, purpose, filter.ProviderId, filter.Definition, exams },
            transaction).LastOrDefault();
        if (last is null)
        {
            return ([], null);
        }

        IEnumerable<StoredResponse> responses = transaction.Connection!.Query<StoredResponse>(
            $"""
            SELECT a.exam_id AS ExamId, a.position AS Position, a.item_id AS ItemId, a.score AS Score, a.seconds AS Seconds,
                   a.presented_at AS PresentedAt
            FROM administered_items a
            WHERE a.score IS NOT NULL AND a.exam_id IN (SELECT e.exam_id {Chosen} AND e.exam_id <= @last)
            ORDER BY a.exam_id, a.position
            """,
            new { after = afterText, purpose, filter.ProviderId, filter.Definition, last },
            transaction);
        return ([.. responses], Guid.Parse(last));
    }
}
