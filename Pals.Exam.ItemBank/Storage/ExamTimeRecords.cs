using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using Dapper;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>What changed the time of exams: rows that are only ever inserted. The exam counts them, so that whoever changes it says which it knows.</summary>
public static class ExamTimeRecords
{
    /// <summary>
    /// Stores an event of an exam that has not ended, together with the deadline that follows from it; false when the exam has ended or has other
    /// events than the <paramref name="known"/> first.
    /// </summary>
    public static bool Add(DbTransaction transaction, Guid examId, int known, ExamTimeEvent timeEvent, DateTimeOffset? deadline)
    {
        int changed = transaction.Connection!.Execute(
            """
            UPDATE exams SET time_events = @ordinal, deadline = @deadline
            WHERE exam_id = @examId AND time_events = @known AND status IN ('not-started', 'in-progress')
            """,
            new { examId = Key(examId), known, ordinal = known + 1, deadline = deadline?.ToUnixTimeMilliseconds() },
            transaction);
        if (changed == 1)
        {
            Insert(transaction, examId, known + 1, timeEvent);
        }

        return changed == 1;
    }

    /// <summary>Stores the events of a new exam.</summary>
    internal static void AddAll(DbTransaction transaction, StoredExam exam)
    {
        for (int i = 0; i < exam.TimeEvents.Length; i++)
        {
            Insert(transaction, exam.ExamId, i + 1, exam.TimeEvents[i]);
        }
    }

    /// <summary>The events of an exam, in order.</summary>
    public static ImmutableArray<ExamTimeEvent> Of(DbTransaction transaction, Guid examId) =>
    [
        .. transaction.Connection!.Query<Row>(
            """
            SELECT kind AS Kind, occurred_at AS OccurredAt, key_id AS KeyId, accommodation AS Accommodation, amount AS Amount, reason AS Reason
            FROM exam_time_events WHERE exam_id = @examId ORDER BY ordinal
            """,
            new { examId = Key(examId) },
            transaction).Select(row => row.ToEvent()),
    ];

    private static void Insert(DbTransaction transaction, Guid examId, int ordinal, ExamTimeEvent timeEvent) => transaction.Connection!.Execute(
        """
        INSERT INTO exam_time_events (exam_id, ordinal, kind, occurred_at, key_id, accommodation, amount, reason)
        VALUES (@examId, @ordinal, @kind, @occurredAt, @keyId, @accommodation, @amount, @Reason)
        """,
        new
        {
            examId = Key(examId),
            ordinal,
            kind = Words.Of(timeEvent.Kind),
            occurredAt = timeEvent.OccurredAt.ToUnixTimeMilliseconds(),
            keyId = Key(timeEvent.KeyId),
            accommodation = timeEvent.Accommodation is { } accommodation ? Words.Of(accommodation.Kind) : null,
            amount = timeEvent.Accommodation?.Amount,
            timeEvent.Reason,
        },
        transaction);

    private static string Key(Guid id) => id.ToString("D", CultureInfo.InvariantCulture);

    private sealed class Row
    {
        public required string Kind { get; init; }

        public required long OccurredAt { get; init; }

        public required string KeyId { get; init; }

        public string? Accommodation { get; init; }

        public double? Amount { get; init; }

        public string? Reason { get; init; }

        public ExamTimeEvent ToEvent() =>
            new(Words.Parse<ExamTimeEventKind>(Kind), DateTimeOffset.FromUnixTimeMilliseconds(OccurredAt), Guid.Parse(KeyId))
            {
                Accommodation = Accommodation is null ? null : new Accommodation(Words.Parse<AccommodationKind>(Accommodation), Amount!.Value),
                Reason = Reason,
            };
    }
}
