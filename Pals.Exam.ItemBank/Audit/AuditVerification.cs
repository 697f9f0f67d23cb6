using System.Collections.Immutable;
using System.Data.Common;
using System.Text.Json;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Audit;

/// <summary>What a look at the whole audit trail found.</summary>
/// <param name="IsWhole">True when nothing is wrong.</param>
/// <param name="Entries">Entries that were checked before the first that is broken.</param>
/// <param name="SealedExams">Ended exams whose stored items and answers have the hash of the trail.</param>
/// <param name="UnsealedExams">Exams that ended before the trail began, of which it knows nothing.</param>
/// <param name="BrokenSequence">The first broken entry, where it is an entry that is broken.</param>
/// <param name="Reason">What is wrong; null when nothing is.</param>
/// <param name="HeadSequence">The newest entry; 0 in an empty trail.</param>
/// <param name="HeadHash">Its hash: noted elsewhere, it shows later whether the trail was shortened or written anew.</param>
public sealed record AuditVerification(
    bool IsWhole, long Entries, int SealedExams, int UnsealedExams, long? BrokenSequence, string? Reason, long HeadSequence, string HeadHash);

/// <summary>Reads the audit trail from its beginning and compares it with itself and with the exams that it seals.</summary>
public static class AuditVerifier
{
    /// <summary>Checks the trail; <paramref name="noted"/> is a head that was noted earlier and must still be part of it.</summary>
    public static AuditVerification Verify(DbTransaction transaction, (long Sequence, string Hash)? noted = null, IProgress<double>? progress = null)
    {
        var seals = new Dictionary<string, (long Sequence, string Seal)>();
        ImmutableArray<byte> previous = AuditEntry.NoHash;
        long sequence = 0;
        long? beginning = null;
        foreach (AuditEntry entry in AuditRecords.All(transaction))
        {
            if (Fault(entry, sequence + 1, previous, noted) is string fault)
            {
                return Broken(entry.Sequence == sequence + 1 ? entry.Sequence : sequence + 1, fault);
            }

            if (SealOf(entry) is string seal)
            {
                seals[entry.Subject] = (entry.Sequence, seal);
            }

            beginning ??= entry.At;
            previous = entry.Hash;
            sequence = entry.Sequence;
        }

        if (noted is { } head && head.Sequence > sequence)
        {
            return Broken(null, $"the trail ends at entry {sequence}, but entry {head.Sequence} was noted: its end is missing");
        }

        return CheckExams();

        AuditVerification CheckExams()
        {
            int whole = 0;
            int before = 0;
            ImmutableArray<(Guid ExamId, long EndedAt)> exams = AuditRecords.EndedExams(transaction);
            foreach ((Guid examId, long endedAt) in exams)
            {
                string subject = AuditRecords.ExamSubject(examId);
                if (!seals.Remove(subject, out (long Sequence, string Seal) sealedAs))
                {
                    if (beginning is null || endedAt < beginning)
                    {
                        before++;
                        continue;
                    }

                    return Broken(null, $"{subject} has ended, but no entry says so");
                }

                StoredExam exam = ExamRecords.Find(transaction, examId)!;
                if (ExamSeal.Of(exam, ExamRecords.Administered(transaction, examId)) != sealedAs.Seal)
                {
                    return Broken(sealedAs.Sequence, $"what is stored of {subject} is not what was sealed when it ended");
                }

                whole++;
                progress?.Report((double)(whole + before) / exams.Length);
            }

            if (seals.Count > 0)
            {
                (string subject, (long at, _)) = seals.MinBy(pair => pair.Value.Sequence);
                return Broken(at, $"{subject} has an end in the trail, but not in the database");
            }

            return new AuditVerification(true, sequence, whole, before, null, null, sequence, Hex(previous));
        }

        AuditVerification Broken(long? at, string reason) => new(false, sequence, 0, 0, at, reason, sequence, Hex(previous));
    }

    private static string? Fault(AuditEntry entry, long expected, ImmutableArray<byte> previous, (long Sequence, string Hash)? noted)
    {
        if (entry.Sequence != expected)
        {
            return $"it is missing: after {expected - 1} comes {entry.Sequence}";
        }

        if (!entry.PreviousHash.AsSpan().SequenceEqual(previous.AsSpan()))
        {
            return "it does not follow the entry before it";
        }

        if (!entry.ComputeHash().AsSpan().SequenceEqual(entry.Hash.AsSpan()))
        {
            return "it was changed: its hash is not that of its content";
        }

        return noted is { } head && head.Sequence == expected && !string.Equals(head.Hash, Hex(entry.Hash), StringComparison.OrdinalIgnoreCase)
            ? "it is not the entry that was noted: the trail was written anew"
            : null;
    }

    private static string? SealOf(AuditEntry entry)
    {
        using JsonDocument detail = JsonDocument.Parse(entry.Detail);
        return detail.RootElement.TryGetProperty(AuditRecords.SealDetail, out JsonElement seal) ? seal.GetString() : null;
    }

    private static string Hex(ImmutableArray<byte> hash) => Convert.ToHexStringLower(hash.AsSpan());
}
