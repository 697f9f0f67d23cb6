using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Dapper;
using Pals.Exam.ItemBank.Audit;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>
/// The audit trail: a table that only grows. An entry is written in the transaction of the change that it records, so that there is neither a
/// change without its entry nor an entry without its change.
/// </summary>
public static class AuditRecords
{
    /// <summary>The detail that holds an exam's seal.</summary>
    public const string SealDetail = "seal";

    private const string Columns =
        """
        sequence AS Sequence, at AS At, actor AS Actor, action AS Action, subject AS Subject, detail AS Detail, previous_hash AS PreviousHash,
        hash AS Hash
        """;

    /// <summary>Adds an entry to the end of the trail. Details that are null are left out; they hold ids, no other personal data.</summary>
    /// <remarks>Nodes take turns from here to the end of their transactions, so that the trail stays one chain; the primary key makes sure.</remarks>
    public static void Append(
        DbTransaction transaction,
        DateTimeOffset at,
        string actor,
        string action,
        string subject,
        params ReadOnlySpan<(string Name, string? Value)> detail)
    {
        SqlDialect.Of(transaction).Serialize(transaction, "audit trail");
        AuditEntry? head = Head(transaction);
        var entry = new AuditEntry
        {
            Sequence = (head?.Sequence ?? 0) + 1,
            At = at.ToUnixTimeMilliseconds(),
            Actor = actor,
            Action = action,
            Subject = subject,
            Detail = Json(detail),
            PreviousHash = head?.Hash ?? AuditEntry.NoHash,
            Hash = [],
        };
        SqlDialect.Of(transaction).Run(
            transaction,
            """
            INSERT INTO audit_entries (sequence, at, actor, action, subject, detail, previous_hash, hash)
            VALUES (@sequence, @at, @actor, @action, @subject, @detail, @previousHash, @hash)
            """,
            ("@sequence", entry.Sequence),
            ("@at", entry.At),
            ("@actor", entry.Actor),
            ("@action", entry.Action),
            ("@subject", entry.Subject),
            ("@detail", entry.Detail),
            ("@previousHash", entry.PreviousHash.ToArray()),
            ("@hash", entry.ComputeHash().ToArray()));
    }

    /// <summary>Records that an exam has ended, sealing what is stored of it.</summary>
    /// <param name="items">The items as stored, where the caller has them.</param>
    public static void AppendEnd(DbTransaction transaction, Guid examId, DateTimeOffset at, ImmutableArray<AdministeredItem>? items = null) =>
        AppendSealed(transaction, at, AuditActor.System, "exam.ended", examId, items);

    /// <summary>
    /// Records a change to an ended exam that is meant to be, such as the erasure of its candidate's name, with the seal that is valid from now on.
    /// </summary>
    /// <param name="items">The items as stored, where the caller has them.</param>
    public static void AppendSealed(
        DbTransaction transaction, DateTimeOffset at, string actor, string action, Guid examId, ImmutableArray<AdministeredItem>? items = null)
    {
        StoredExam exam = ExamRecords.Find(transaction, examId) ?? throw new ArgumentException($"There is no exam {examId}.", nameof(examId));
        Append(
            transaction,
            at,
            actor,
            action,
            ExamSubject(examId),
            ("status", Files.Words.Of(exam.Status)),
            (SealDetail, ExamSeal.Of(exam, items ?? ExamRecords.Administered(transaction, examId))));
    }

    /// <summary>What entries call an exam.</summary>
    public static string ExamSubject(Guid examId) => $"exam:{examId.ToString("D", CultureInfo.InvariantCulture)}";

    /// <summary>The newest entry, or null.</summary>
    public static AuditEntry? Head(DbTransaction transaction) => transaction.Connection!.QuerySingleOrDefault<EntryRow>(
        $"SELECT {Columns} FROM audit_entries WHERE sequence = (SELECT MAX(sequence) FROM audit_entries)", transaction: transaction)?.ToEntry();

    /// <summary>The whole trail in its order, read as it is asked for.</summary>
    public static IEnumerable<AuditEntry> All(DbTransaction transaction) => transaction.Connection!.Query<EntryRow>(
        $"SELECT {Columns} FROM audit_entries ORDER BY sequence", transaction: transaction, buffered: false).Select(row => row.ToEntry());

    /// <summary>The exams that have ended, with when they did.</summary>
    public static ImmutableArray<(Guid ExamId, long EndedAt)> EndedExams(DbTransaction transaction) =>
    [
        .. transaction.Connection!.Query<(string ExamId, long EndedAt)>(
            "SELECT exam_id, ended_at FROM exams WHERE ended_at IS NOT NULL ORDER BY exam_id", transaction: transaction)
            .Select(row => (Guid.Parse(row.ExamId), row.EndedAt)),
    ];

    private static string Json(ReadOnlySpan<(string Name, string? Value)> detail)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach ((string name, string? value) in detail)
            {
                if (value is not null)
                {
                    writer.WriteString(name, value);
                }
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private sealed class EntryRow
    {
        public required long Sequence { get; init; }

        public required long At { get; init; }

        public required string Actor { get; init; }

        public required string Action { get; init; }

        public required string Subject { get; init; }

        public required string Detail { get; init; }

        public required byte[] PreviousHash { get; init; }

        public required byte[] Hash { get; init; }

        public AuditEntry ToEntry() => new()
        {
            Sequence = Sequence,
            At = At,
            Actor = Actor,
            Action = Action,
            Subject = Subject,
            Detail = Detail,
            PreviousHash = [.. PreviousHash],
            Hash = [.. Hash],
        };
    }
}
