using System.Collections.Immutable;
using System.Data.Common;
using System.Text.Json;
using Dapper;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>The forms of written exams and what candidates put on them: rows that are only ever inserted.</summary>
public static class WrittenExamRecords
{
    /// <summary>Stores which form a new exam gives.</summary>
    public static void Add(DbTransaction transaction, Guid examId, string formId, int formNumber, IEnumerable<string> itemIds) =>
        transaction.Connection!.Execute(
            "INSERT INTO written_exams (exam_id, form_id, form_number, items) VALUES (@examId, @formId, @formNumber, @items)",
            new { examId = Ids.Of(examId), formId, formNumber, items = JsonSerializer.Serialize(itemIds) },
            transaction);

    /// <summary>The forms that a provider's candidate was given before, each as often as it was.</summary>
    public static ImmutableArray<string> GivenBefore(DbTransaction transaction, string providerId, string candidateId) =>
    [
        .. transaction.Connection!.Query<string>(
            """
            SELECT w.form_id FROM written_exams w JOIN exams e ON e.exam_id = w.exam_id
            WHERE e.provider_id = @providerId AND e.candidate_id = @candidateId
            """,
            new { providerId, candidateId },
            transaction),
    ];

    /// <summary>The sheet of an exam; null when it is no written exam.</summary>
    public static WrittenSheet? Find(DbTransaction transaction, Guid examId)
    {
        var key = new { examId = Ids.Of(examId) };
        FormRow? form = transaction.Connection!.QuerySingleOrDefault<FormRow>(
            "SELECT form_id AS FormId, form_number AS FormNumber, items AS Items FROM written_exams WHERE exam_id = @examId", key, transaction);
        if (form is null)
        {
            return null;
        }

        var sheet = WrittenSheet.Of(form.FormId, form.FormNumber, Strings(form.Items));
        SheetAnswer?[] answers = [.. sheet.Answers];
        foreach (AnswerRow row in transaction.Connection!.Query<AnswerRow>(
            """
            SELECT position AS Position, sequence AS Sequence, answer AS Answer, seconds AS Seconds, received_at AS ReceivedAt
            FROM written_answers WHERE exam_id = @examId ORDER BY position, sequence
            """,
            key,
            transaction))
        {
            answers[row.Position - 1] = row.ToAnswer();
        }

        SheetFlag?[] flags = [.. sheet.Flags];
        foreach (FlagRow row in transaction.Connection!.Query<FlagRow>(
            """
            SELECT position AS Position, sequence AS Sequence, is_flagged AS IsFlagged, received_at AS ReceivedAt
            FROM written_flags WHERE exam_id = @examId ORDER BY position, sequence
            """,
            key,
            transaction))
        {
            flags[row.Position - 1] = row.ToFlag();
        }

        return sheet with { Answers = [.. answers], Flags = [.. flags] };
    }

    /// <summary>Stores an answer at a position of an exam in progress that has so many time events, unless a newer one stands there.</summary>
    public static SheetMark Answer(DbTransaction transaction, Guid examId, int position, SheetAnswer answer, int timeEvents = 0)
    {
        string? given = answer.Given.IsEmpty ? null : JsonSerializer.Serialize(answer.Given.AsEnumerable());
        return Mark(
            transaction,
            examId,
            position,
            answer.Sequence,
            timeEvents,
            "written_answers",
            () => transaction.Connection!.QuerySingle<string?>(
                "SELECT answer FROM written_answers WHERE exam_id = @examId AND position = @position AND sequence = @Sequence",
                new { examId = Ids.Of(examId), position, answer.Sequence },
                transaction) == given,
            () => transaction.Connection!.Execute(
                """
                INSERT INTO written_answers (exam_id, position, sequence, answer, seconds, received_at)
                VALUES (@examId, @position, @Sequence, @given, @Seconds, @receivedAt)
                """,
                new { examId = Ids.Of(examId), position, answer.Sequence, given, answer.Seconds, receivedAt = answer.ReceivedAt.ToUnixTimeMilliseconds() },
                transaction));
    }

    /// <summary>Sets or takes off the flag at a position of an exam in progress that has so many time events, unless that was done since.</summary>
    public static SheetMark Flag(DbTransaction transaction, Guid examId, int position, SheetFlag flag, int timeEvents = 0) => Mark(
        transaction,
        examId,
        position,
        flag.Sequence,
        timeEvents,
        "written_flags",
        () => transaction.Connection!.QuerySingle<bool>(
            "SELECT is_flagged FROM written_flags WHERE exam_id = @examId AND position = @position AND sequence = @Sequence",
            new { examId = Ids.Of(examId), position, flag.Sequence },
            transaction) == flag.IsFlagged,
        () => transaction.Connection!.Execute(
            """
            INSERT INTO written_flags (exam_id, position, sequence, is_flagged, received_at)
            VALUES (@examId, @position, @Sequence, @IsFlagged, @receivedAt)
            """,
            new { examId = Ids.Of(examId), position, flag.Sequence, flag.IsFlagged, receivedAt = flag.ReceivedAt.ToUnixTimeMilliseconds() },
            transaction));

    private static SheetMark Mark(
        DbTransaction transaction, Guid examId, int position, long sequence, int timeEvents, string table, Func<bool> isSame, Action insert)
    {
        var key = new { examId = Ids.Of(examId), position };
        SqlDialect.Of(transaction).HoldExam(transaction, key.examId);
        bool isOpen = transaction.Connection!.ExecuteScalar<int>(
            "SELECT COUNT(*) FROM exams WHERE exam_id = @examId AND status = 'in-progress' AND time_events = @timeEvents",
            new { key.examId, timeEvents },
            transaction) == 1;
        long newest = transaction.Connection!.ExecuteScalar<long?>(
            $"SELECT MAX(sequence) FROM {table} WHERE exam_id = @examId AND position = @position", key, transaction) ?? 0;
        if (sequence == newest)
        {
            return isSame() ? SheetMark.Repeated : SheetMark.Conflict;
        }

        if (!isOpen)
        {
            return SheetMark.Closed;
        }

        if (sequence < newest)
        {
            return SheetMark.Superseded;
        }

        insert();
        return SheetMark.Stored;
    }

    private static ImmutableArray<string> Strings(string json) => [.. JsonSerializer.Deserialize<string[]>(json)!];

    private sealed class FormRow
    {
        public required string FormId { get; init; }

        public required int FormNumber { get; init; }

        public required string Items { get; init; }
    }

    private sealed class AnswerRow
    {
        public required int Position { get; init; }

        public required long Sequence { get; init; }

        public string? Answer { get; init; }

        public double? Seconds { get; init; }

        public required long ReceivedAt { get; init; }

        public SheetAnswer ToAnswer() =>
            new(Sequence, Answer is null ? [] : Strings(Answer), Seconds, DateTimeOffset.FromUnixTimeMilliseconds(ReceivedAt));
    }

    private sealed class FlagRow
    {
        public required int Position { get; init; }

        public required long Sequence { get; init; }

        public required bool IsFlagged { get; init; }

        public required long ReceivedAt { get; init; }

        public SheetFlag ToFlag() => new(Sequence, IsFlagged, DateTimeOffset.FromUnixTimeMilliseconds(ReceivedAt));
    }
}
