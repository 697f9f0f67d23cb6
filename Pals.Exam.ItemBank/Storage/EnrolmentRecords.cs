using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Programmes;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>A candidate's way to one card.</summary>
public sealed record StoredEnrolment
{
    public required Guid EnrolmentId { get; init; }

    public required string ProviderId { get; init; }

    public required Guid CandidateKey { get; init; }

    public required string ProgrammeId { get; init; }

    public required EnrolmentKind Kind { get; init; }

    /// <summary>Null for a recertification by an exam alone.</summary>
    public string? CourseId { get; init; }

    /// <summary>The number of the card that the enrolment renews.</summary>
    public string? PreviousCard { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>Enrolments and the exams given for them: inserted once, never changed; erasure of a person deletes them.</summary>
public static class EnrolmentRecords
{
    private const string Columns =
        """
        SELECT e.enrolment_id AS EnrolmentId, e.provider_id AS ProviderId, e.candidate_key AS CandidateKey, e.programme_id AS ProgrammeId,
               e.kind AS Kind, e.course_id AS CourseId, e.previous_card AS PreviousCard, e.created_at AS CreatedAt
        FROM enrolments e
        """;

    /// <summary>Stores a new enrolment.</summary>
    public static void Add(DbTransaction transaction, StoredEnrolment enrolment) => transaction.Connection!.Execute(
        """
        INSERT INTO enrolments (enrolment_id, provider_id, candidate_key, programme_id, kind, course_id, previous_card, created_at)
        VALUES (@id, @ProviderId, @key, @ProgrammeId, @kind, @CourseId, @PreviousCard, @createdAt)
        """,
        new
        {
            id = Ids.Of(enrolment.EnrolmentId),
            enrolment.ProviderId,
            key = Ids.Of(enrolment.CandidateKey),
            enrolment.ProgrammeId,
            kind = Words.Of(enrolment.Kind),
            enrolment.CourseId,
            enrolment.PreviousCard,
            createdAt = enrolment.CreatedAt.ToUnixTimeMilliseconds(),
        },
        transaction);

    /// <summary>The enrolment, or null.</summary>
    public static StoredEnrolment? Find(DbTransaction transaction, Guid enrolmentId) => transaction.Connection!.QuerySingleOrDefault<Row>(
        $"{Columns} WHERE e.enrolment_id = @id", new { id = Ids.Of(enrolmentId) }, transaction)?.ToEnrolment();

    /// <summary>The enrolment in a course, or null.</summary>
    public static StoredEnrolment? Find(DbTransaction transaction, Guid candidateKey, string courseId) =>
        transaction.Connection!.QuerySingleOrDefault<Row>(
            $"{Columns} WHERE e.candidate_key = @key AND e.course_id = @courseId", new { key = Ids.Of(candidateKey), courseId }, transaction)
            ?.ToEnrolment();

    /// <summary>The enrolment for which an exam was given, or null.</summary>
    public static StoredEnrolment? OfExam(DbTransaction transaction, Guid examId) => transaction.Connection!.QuerySingleOrDefault<Row>(
        $"{Columns} JOIN enrolment_exams x ON x.enrolment_id = e.enrolment_id WHERE x.exam_id = @id", new { id = Ids.Of(examId) }, transaction)
        ?.ToEnrolment();

    /// <summary>A candidate's enrolments, the oldest first.</summary>
    public static ImmutableArray<StoredEnrolment> OfCandidate(DbTransaction transaction, Guid candidateKey) =>
    [
        .. transaction.Connection!.Query<Row>(
            $"{Columns} WHERE e.candidate_key = @key ORDER BY e.created_at, e.enrolment_id", new { key = Ids.Of(candidateKey) }, transaction)
            .Select(row => row.ToEnrolment()),
    ];

    /// <summary>A provider's enrolments after an id, in the order in which they were made; those of one course when it is given.</summary>
    public static ImmutableArray<StoredEnrolment> List(DbTransaction transaction, string providerId, string? courseId, Guid? after, int count) =>
    [
        .. transaction.Connection!.Query<Row>(
            $"""
            {Columns}
            WHERE e.provider_id = @providerId AND e.enrolment_id > @after AND (@courseId IS NULL OR e.course_id = @courseId)
            ORDER BY e.enrolment_id {SqlDialect.Of(transaction).First("@count")}
            """,
            new { providerId, courseId, after = Ids.Of(after) ?? "", count },
            transaction).Select(row => row.ToEnrolment()),
    ];

    /// <summary>Stores that an exam was given for an enrolment.</summary>
    public static void AddExam(DbTransaction transaction, Guid enrolmentId, Guid examId, int attempt) => transaction.Connection!.Execute(
        "INSERT INTO enrolment_exams (exam_id, enrolment_id, attempt) VALUES (@exam, @enrolment, @attempt)",
        new { exam = Ids.Of(examId), enrolment = Ids.Of(enrolmentId), attempt },
        transaction);

    /// <summary>The exams given for an enrolment, in their order.</summary>
    public static ImmutableArray<ExamAttempt> Attempts(DbTransaction transaction, Guid enrolmentId) =>
    [
        .. transaction.Connection!.Query<(string ExamId, string Status, long? EndedAt)>(
            """
            SELECT x.exam_id, e.status, e.ended_at FROM enrolment_exams x JOIN exams e ON e.exam_id = x.exam_id
            WHERE x.enrolment_id = @id ORDER BY x.attempt
            """,
            new { id = Ids.Of(enrolmentId) },
            transaction).Select(row => new ExamAttempt(
                Guid.Parse(row.ExamId),
                Words.Parse<StoredExamStatus>(row.Status),
                row.EndedAt is long ended ? DateTimeOffset.FromUnixTimeMilliseconds(ended) : null)),
    ];

    /// <summary>The items that a candidate has seen in certification exams of a programme, the latest seen first.</summary>
    public static ImmutableArray<string> SeenItems(DbTransaction transaction, Guid candidateKey, string programmeId) =>
    [
        .. transaction.Connection!.Query<string>(
            """
            SELECT a.item_id FROM enrolments e
            JOIN enrolment_exams x ON x.enrolment_id = e.enrolment_id
            JOIN administered_items a ON a.exam_id = x.exam_id
            WHERE e.candidate_key = @key AND e.programme_id = @programmeId
            ORDER BY a.presented_at DESC, a.position DESC
            """,
            new { key = Ids.Of(candidateKey), programmeId },
            transaction).Distinct(),
    ];

    /// <summary>Deletes a candidate's enrolments with what was attested of them; the exams stay.</summary>
    public static void DeleteOf(DbTransaction transaction, Guid candidateKey)
    {
        const string Mine = "WHERE enrolment_id IN (SELECT enrolment_id FROM enrolments WHERE candidate_key = @key)";
        var key = new { key = Ids.Of(candidateKey) };
        transaction.Connection!.Execute($"DELETE FROM completion_skills {Mine}", key, transaction);
        transaction.Connection!.Execute($"DELETE FROM completions {Mine}", key, transaction);
        transaction.Connection!.Execute($"DELETE FROM enrolment_exams {Mine}", key, transaction);
        transaction.Connection!.Execute("DELETE FROM enrolments WHERE candidate_key = @key", key, transaction);
    }

    private sealed class Row
    {
        public required string EnrolmentId { get; init; }

        public required string ProviderId { get; init; }

        public required string CandidateKey { get; init; }

        public required string ProgrammeId { get; init; }

        public required string Kind { get; init; }

        public string? CourseId { get; init; }

        public string? PreviousCard { get; init; }

        public required long CreatedAt { get; init; }

        public StoredEnrolment ToEnrolment() => new()
        {
            EnrolmentId = Guid.Parse(EnrolmentId),
            ProviderId = ProviderId,
            CandidateKey = Guid.Parse(CandidateKey),
            ProgrammeId = ProgrammeId,
            Kind = Words.Parse<EnrolmentKind>(Kind),
            CourseId = CourseId,
            PreviousCard = PreviousCard,
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
        };
    }
}
