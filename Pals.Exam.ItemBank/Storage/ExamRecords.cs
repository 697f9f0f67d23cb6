using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using Dapper;
using Pals.Exam.Engine.Exams;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>Exams and their administered items. A change that finds the exam otherwise than its caller assumed returns false and changes nothing.</summary>
public static class ExamRecords
{
    /// <summary>Stores a new exam.</summary>
    public static void Add(DbTransaction transaction, StoredExam exam)
    {
        Insert(transaction, exam);
        ExamTimeRecords.AddAll(transaction, exam);
    }

    /// <summary>The exam, or null.</summary>
    public static StoredExam? Find(DbTransaction transaction, Guid examId)
    {
        ExamRow? row = transaction.Connection!.QuerySingleOrDefault<ExamRow>(
            """
            SELECT exam_id AS ExamId, definition_id AS DefinitionId, parameter_set_id AS ParameterSetId, seed AS Seed,
                   excluded_items AS ExcludedItems, candidate_group AS CandidateGroup, prior AS Prior, purpose AS Purpose,
                   provider_id AS ProviderId, candidate_id AS CandidateId, token_hash AS TokenHash, created_at AS CreatedAt,
                   started_at AS StartedAt, deadline AS Deadline, time_events AS TimeEvents, status AS Status,
                   is_out_of_time AS IsOutOfTime, ended_at AS EndedAt, end_reason AS EndReason
            FROM exams WHERE exam_id = @examId
            """,
            new { examId = Key(examId) },
            transaction);
        return row?.ToExam(row.TimeEvents == 0 ? [] : ExamTimeRecords.Of(transaction, examId));
    }

    private static void Insert(DbTransaction transaction, StoredExam exam) => SqlDialect.Of(transaction).Run(
        transaction,
        """
        INSERT INTO exams (exam_id, definition_id, parameter_set_id, seed, excluded_items, candidate_group, prior, purpose, provider_id,
                           candidate_id, token_hash, created_at, started_at, deadline, time_events, status, ended_at)
        VALUES (@ExamId, @DefinitionId, @ParameterSetId, @Seed, @ExcludedItems, @Group, @Prior, @Purpose, @ProviderId,
                @CandidateId, @TokenHash, @CreatedAt, @StartedAt, @Deadline, @TimeEvents, @Status, @EndedAt)
        """,
        ("@ExamId", Key(exam.ExamId)),
        ("@DefinitionId", exam.DefinitionId),
        ("@ParameterSetId", exam.ParameterSetId),
        ("@Seed", unchecked((long)exam.Seed)),
        ("@ExcludedItems", ColumnText.Of(exam.ExcludedItems)),
        ("@Group", exam.Group),
        ("@Prior", ColumnText.Of(exam.Prior)),
        ("@Purpose", Words.Of(exam.Purpose)),
        ("@ProviderId", exam.ProviderId),
        ("@CandidateId", exam.CandidateId),
        ("@TokenHash", exam.TokenHash.ToArray()),
        ("@CreatedAt", exam.CreatedAt.ToUnixTimeMilliseconds()),
        ("@StartedAt", exam.StartedAt?.ToUnixTimeMilliseconds()),
        ("@Deadline", exam.Deadline?.ToUnixTimeMilliseconds()),
        ("@TimeEvents", exam.TimeEvents.Length),
        ("@Status", Words.Of(exam.Status)),
        ("@EndedAt", exam.EndedAt?.ToUnixTimeMilliseconds()));

    /// <summary>Whose exam it is, or null when there is no such exam.</summary>
    public static ExamOwner? FindOwner(DbTransaction transaction, Guid examId) => transaction.Connection!.QuerySingleOrDefault<ExamOwner>(
        "SELECT provider_id AS ProviderId, candidate_id AS CandidateId FROM exams WHERE exam_id = @examId", new { examId = Key(examId) }, transaction);

    /// <summary>The items shown so far, in order of position.</summary>
    public static ImmutableArray<AdministeredItem> Administered(DbTransaction transaction, Guid examId) =>
    [
        .. transaction.Connection!.Query<AdministeredRow>(
            """
            SELECT position AS Position, item_id AS ItemId, presented_at AS PresentedAt, answer AS Answer, score AS Score,
                   answered_at AS AnsweredAt, seconds AS Seconds
            FROM administered_items WHERE exam_id = @examId ORDER BY position
            """,
            new { examId = Key(examId) },
            transaction).Select(row => row.ToItem()),
    ];

    /// <summary>Starts the clock of an exam that was not yet started and has so many time events.</summary>
    public static bool Start(
        DbTransaction transaction, Guid examId, DateTimeOffset startedAt, DateTimeOffset? deadline, int timeEvents = 0) => 1 == SqlDialect.Of(transaction).Run(
            transaction,
            """
            UPDATE exams SET status = 'in-progress', started_at = @startedAt, deadline = @deadline
            WHERE exam_id = @examId AND status = 'not-started' AND time_events = @timeEvents
            """,
            ("@startedAt", startedAt.ToUnixTimeMilliseconds()),
            ("@deadline", deadline?.ToUnixTimeMilliseconds()),
            ("@examId", Key(examId)),
            ("@timeEvents", timeEvents));

    /// <summary>Stores the item that the exam shows at a position.</summary>
    public static void Present(DbTransaction transaction, Guid examId, AdministeredItem item) => SqlDialect.Of(transaction).Run(
        transaction,
        "INSERT INTO administered_items (exam_id, position, item_id, presented_at) VALUES (@examId, @position, @itemId, @presentedAt)",
        ("@examId", Key(examId)),
        ("@position", item.Position),
        ("@itemId", item.ItemId),
        ("@presentedAt", item.PresentedAt.ToUnixTimeMilliseconds()));

    /// <summary>
    /// Stores the first answer to the item at <paramref name="position"/> of an exam in progress that has so many time events; a later one changes
    /// nothing.
    /// </summary>
    public static bool Answer(DbTransaction transaction, Guid examId, int position, ItemAnswer answer, int timeEvents = 0)
    {
        string key = Key(examId);
        SqlDialect dialect = SqlDialect.Of(transaction);
        dialect.HoldExam(transaction, key);
        return dialect.Run(
            transaction,
            """
            UPDATE administered_items SET answer = @given, score = @score, answered_at = @answeredAt, seconds = @seconds
            WHERE exam_id = @examId AND position = @position AND answer IS NULL
              AND EXISTS (SELECT 1 FROM exams WHERE exam_id = @examId AND status = 'in-progress' AND time_events = @timeEvents)
            """,
            ("@given", ColumnText.Of(answer.Given)),
            ("@score", answer.Score),
            ("@answeredAt", answer.AnsweredAt.ToUnixTimeMilliseconds()),
            ("@seconds", answer.Seconds),
            ("@examId", key),
            ("@position", position),
            ("@timeEvents", timeEvents)) == 1;
    }

    /// <summary>
    /// Ends an exam in progress of which <paramref name="answered"/> items are answered and which has so many time events: what came in between keeps
    /// it open. The audit trail seals what is stored of it.
    /// </summary>
    /// <param name="items">The items exactly as they are stored, where the caller has them: then they need not be read to be sealed.</param>
    public static bool End(
        DbTransaction transaction,
        Guid examId,
        int answered,
        StoredExamStatus status,
        bool isOutOfTime,
        DateTimeOffset endedAt,
        ExamEnd? reason = null,
        int timeEvents = 0,
        ImmutableArray<AdministeredItem>? items = null)
    {
        string key = Key(examId);
        SqlDialect dialect = SqlDialect.Of(transaction);
        dialect.HoldExam(transaction, key);
        int ended = dialect.Run(
            transaction,
            """
            UPDATE exams SET status = @status, is_out_of_time = @isOutOfTime, ended_at = @endedAt, end_reason = @reason
            WHERE exam_id = @examId AND status = 'in-progress' AND time_events = @timeEvents
              AND (SELECT COUNT(answer) FROM administered_items WHERE exam_id = @examId) = @answered
            """,
            ("@status", Words.Of(status)),
            ("@isOutOfTime", isOutOfTime),
            ("@endedAt", endedAt.ToUnixTimeMilliseconds()),
            ("@reason", reason is ExamEnd end ? Words.Of(end) : null),
            ("@examId", key),
            ("@timeEvents", timeEvents),
            ("@answered", answered));
        if (ended == 1)
        {
            AuditRecords.AppendEnd(transaction, examId, endedAt, items);
        }

        return ended == 1;
    }

    /// <summary>Exams in progress whose deadline lies before <paramref name="now"/>, the longest overdue first.</summary>
    public static ImmutableArray<Guid> Overdue(DbTransaction transaction, DateTimeOffset now, int count) =>
    [
        .. transaction.Connection!.Query<string>(
            $"""
            SELECT exam_id FROM exams WHERE status = 'in-progress' AND deadline < @now ORDER BY deadline {SqlDialect.Of(transaction).First("@count")}
            """,
            new { now = now.ToUnixTimeMilliseconds(), count },
            transaction).Select(Guid.Parse),
    ];

    /// <summary>True while a certification exam over the bank of the parameter set is in progress: its keys must not be shown to anyone.</summary>
    public static bool IsCertifying(DbTransaction transaction, string parameterSetId) => transaction.Connection!.ExecuteScalar<bool>(
        """
        SELECT CASE WHEN EXISTS (
          SELECT 1 FROM exams
          WHERE status = 'in-progress' AND purpose = 'certification' AND parameter_set_id IN (
            SELECT parameter_set_id FROM parameter_sets
            WHERE bank = (SELECT bank FROM parameter_sets WHERE parameter_set_id = @parameterSetId)))
        THEN 1 ELSE 0 END
        """,
        new { parameterSetId },
        transaction);

    private static string Key(Guid examId) => examId.ToString("D", CultureInfo.InvariantCulture);
}
