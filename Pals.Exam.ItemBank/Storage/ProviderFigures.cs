using System.Collections.Immutable;
using System.Data.Common;
using Dapper;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>What a provider used between two moments.</summary>
public sealed record ProviderUsage(long ExamsMade, long CertificationExamsMade, long ExamsEnded, long ExamsPassed, long Enrolments, long CardsIssued);

/// <summary>Figures of one provider over its exams and cards.</summary>
public static class ProviderFigures
{
    /// <summary>Counts what happened from one moment on and before another.</summary>
    public static ProviderUsage Usage(DbTransaction transaction, string providerId, DateTimeOffset from, DateTimeOffset before)
    {
        var range = new { providerId, from = from.ToUnixTimeMilliseconds(), before = before.ToUnixTimeMilliseconds() };
        (long made, long certification) = transaction.Connection!.QuerySingle<(long, long)>(
            """
            SELECT COUNT(*), COALESCE(SUM(CASE WHEN purpose = 'certification' THEN 1 ELSE 0 END), 0) FROM exams
            WHERE provider_id = @providerId AND created_at >= @from AND created_at < @before
            """,
            range,
            transaction);
        (long ended, long passed) = transaction.Connection!.QuerySingle<(long, long)>(
            """
            SELECT COUNT(*), COALESCE(SUM(CASE WHEN status = 'passed' THEN 1 ELSE 0 END), 0) FROM exams
            WHERE provider_id = @providerId AND ended_at >= @from AND ended_at < @before
            """,
            range,
            transaction);
        long enrolments = transaction.Connection!.ExecuteScalar<long>(
            "SELECT COUNT(*) FROM enrolments WHERE provider_id = @providerId AND created_at >= @from AND created_at < @before", range, transaction);
        long cards = transaction.Connection!.ExecuteScalar<long>(
            "SELECT COUNT(*) FROM cards WHERE provider_id = @providerId AND created_at >= @from AND created_at < @before", range, transaction);
        return new ProviderUsage(made, certification, ended, passed, enrolments, cards);
    }

    /// <summary>The provider's own names of the candidates of its exams, by exam, for exams after one id up to another.</summary>
    public static ImmutableDictionary<string, string> Candidates(DbTransaction transaction, string providerId, Guid after, Guid last) =>
        transaction.Connection!.Query<(string ExamId, string? CandidateId)>(
            "SELECT exam_id, candidate_id FROM exams WHERE provider_id = @providerId AND exam_id > @after AND exam_id <= @last",
            new { providerId, after = Ids.Of(after), last = Ids.Of(last) },
            transaction).ToImmutableDictionary(row => row.ExamId, row => row.CandidateId ?? "");

    /// <summary>The last ended exam of each enrolment in a course, at most <paramref name="count"/>.</summary>
    public static ImmutableArray<Guid> LastExams(DbTransaction transaction, string providerId, string courseId, int count) =>
    [
        .. transaction.Connection!.Query<string>(
            $"""
            SELECT x.exam_id FROM enrolments e
            JOIN enrolment_exams x ON x.enrolment_id = e.enrolment_id
            WHERE e.provider_id = @providerId AND e.course_id = @courseId AND x.attempt =
              (SELECT MAX(y.attempt) FROM enrolment_exams y JOIN exams m ON m.exam_id = y.exam_id
               WHERE y.enrolment_id = e.enrolment_id AND m.status IN ('passed', 'failed', 'completed'))
            ORDER BY x.exam_id {SqlDialect.Of(transaction).First("@count")}
            """,
            new { providerId, courseId, count },
            transaction).Select(Guid.Parse),
    ];
}
