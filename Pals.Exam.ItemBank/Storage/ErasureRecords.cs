using System.Collections.Immutable;
using System.Data.Common;
using System.Text.Json.Nodes;
using Dapper;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>Takes a person out of what is stored. The answers of exams stay for calibration, under a name that leads to nobody.</summary>
public static class ErasureRecords
{
    private const string PseudonymPrefix = "erased-";

    /// <summary>A provider's exams of a candidate, the oldest first.</summary>
    public static ImmutableArray<Guid> ExamsOf(DbTransaction transaction, string providerId, string candidateId) =>
    [
        .. transaction.Connection!.Query<string>(
            "SELECT exam_id FROM exams WHERE provider_id = @providerId AND candidate_id = @candidateId ORDER BY exam_id",
            new { providerId, candidateId },
            transaction).Select(Guid.Parse),
    ];

    /// <summary>Gives an exam a random name in place of its candidate's, another one for each exam, and seals it anew if it has ended.</summary>
    public static void Pseudonymize(DbTransaction transaction, Guid examId, string actor, DateTimeOffset now)
    {
        transaction.Connection!.Execute(
            "UPDATE exams SET candidate_id = @pseudonym WHERE exam_id = @id",
            new { pseudonym = $"{PseudonymPrefix}{Guid.NewGuid()}", id = Ids.Of(examId) },
            transaction);
        if (ExamRecords.Find(transaction, examId)!.HasEnded)
        {
            AuditRecords.AppendSealed(transaction, now, actor, "exam.pseudonymized", examId);
        }
        else
        {
            AuditRecords.Append(transaction, now, actor, "exam.pseudonymized", AuditRecords.ExamSubject(examId));
        }
    }

    /// <summary>Takes a candidate out of the events that were stored for its provider's webhooks.</summary>
    public static void RemoveFromEvents(DbTransaction transaction, string providerId, string candidateId)
    {
        (string EventId, string Body)[] events =
        [
            .. transaction.Connection!.Query<(string, string)>(
                "SELECT event_id, body FROM webhook_events WHERE provider_id = @providerId", new { providerId }, transaction),
        ];
        foreach ((string eventId, string body) in events)
        {
            if (JsonNode.Parse(body)?["data"] is JsonObject data && (string?)data["candidateId"] == candidateId)
            {
                data["candidateId"] = null;
                transaction.Connection!.Execute(
                    "UPDATE webhook_events SET body = @body WHERE event_id = @eventId", new { body = data.Root.ToJsonString(), eventId }, transaction);
            }
        }
    }

    /// <summary>Candidates with whom nothing has happened since a moment, and none of whose cards ended on or after a day.</summary>
    public static ImmutableArray<(string ProviderId, string CandidateId)> Inactive(
        DbTransaction transaction, DateTimeOffset since, int count) =>
    [
        .. transaction.Connection!.Query<(string, string)>(
            $"""
            SELECT c.provider_id, c.candidate_id FROM candidates c
            WHERE c.created_at < @since
              AND NOT EXISTS (SELECT 1 FROM enrolments e WHERE e.candidate_key = c.candidate_key AND e.created_at >= @since)
              AND NOT EXISTS (SELECT 1 FROM exams x WHERE x.provider_id = c.provider_id AND x.candidate_id = c.candidate_id
                              AND (x.created_at >= @since OR x.ended_at IS NULL OR x.ended_at >= @since))
              AND NOT EXISTS (SELECT 1 FROM card_holders h JOIN cards k ON k.card_number = h.card_number
                              WHERE h.candidate_key = c.candidate_key AND k.expires_on >= @day)
            ORDER BY c.candidate_key {SqlDialect.Of(transaction).First("@count")}
            """,
            new { since = since.ToUnixTimeMilliseconds(), day = Dates.Of(DateOnly.FromDateTime(since.UtcDateTime)), count },
            transaction),
    ];

    /// <summary>Exams that ended before a moment and still name a candidate whom the provider has not enrolled.</summary>
    public static ImmutableArray<Guid> OldExams(DbTransaction transaction, DateTimeOffset before, int count) =>
    [
        .. transaction.Connection!.Query<string>(
            $"""
            SELECT x.exam_id FROM exams x
            WHERE x.provider_id IS NOT NULL AND x.candidate_id IS NOT NULL AND x.ended_at < @before AND x.candidate_id NOT LIKE '{PseudonymPrefix}%'
              AND NOT EXISTS (SELECT 1 FROM candidates c WHERE c.provider_id = x.provider_id AND c.candidate_id = x.candidate_id)
            ORDER BY x.exam_id {SqlDialect.Of(transaction).First("@count")}
            """,
            new { before = before.ToUnixTimeMilliseconds(), count },
            transaction).Select(Guid.Parse),
    ];

    /// <summary>Cards that were kept for the law, whose holder is erased elsewhere, and that have expired before a day.</summary>
    public static ImmutableArray<string> KeptCardsToErase(DbTransaction transaction, DateOnly today, int count) =>
    [
        .. transaction.Connection!.Query<string>(
            $"""
            SELECT h.card_number FROM card_holders h JOIN cards k ON k.card_number = h.card_number
            WHERE k.expires_on < @today AND NOT EXISTS (SELECT 1 FROM candidates c WHERE c.candidate_key = h.candidate_key)
            ORDER BY h.card_number {SqlDialect.Of(transaction).First("@count")}
            """,
            new { today = Dates.Of(today), count },
            transaction),
    ];
}
