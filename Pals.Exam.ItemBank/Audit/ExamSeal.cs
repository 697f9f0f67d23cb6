using System.Collections.Immutable;
using System.Globalization;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Audit;

/// <summary>
/// A hash over an ended exam: who sat it, under what, in what time, what was shown, answered and scored, and how it ended. It goes into the audit entry of the
/// exam's end, so that a later change of any of it shows without an entry for each answer.
/// </summary>
public static class ExamSeal
{
    /// <summary>The seal, in lower-case hexadecimal.</summary>
    public static string Of(StoredExam exam, ImmutableArray<AdministeredItem> items)
    {
        var seal = new Seal();
        seal.Add(exam.ExamId.ToString("D", CultureInfo.InvariantCulture));
        seal.Add(exam.DefinitionId);
        seal.Add(exam.ParameterSetId);
        seal.Add(exam.Seed.ToString(CultureInfo.InvariantCulture));
        AddAll(seal, exam.ExcludedItems);
        AddAll(seal, [.. (exam.Prior?.Mean ?? []).Concat(exam.Prior?.Covariance ?? []).Select(Text)]);
        seal.Add(exam.Group);
        seal.Add(Words.Of(exam.Purpose));
        seal.Add(exam.ProviderId);
        seal.Add(exam.CandidateId);
        seal.Add(exam.CreatedAt.ToUnixTimeMilliseconds());
        seal.Add(exam.StartedAt?.ToUnixTimeMilliseconds());
        seal.Add(exam.Deadline?.ToUnixTimeMilliseconds());
        seal.Add(Words.Of(exam.Status));
        seal.Add(exam.IsOutOfTime ? 1 : 0);
        seal.Add(exam.EndedAt?.ToUnixTimeMilliseconds());
        seal.Add(exam.EndReason is { } reason ? Words.Of(reason) : null);
        seal.Add(exam.TimeEvents.Length);
        foreach (ExamTimeEvent change in exam.TimeEvents)
        {
            // Not its reason: free text may name somebody, and erasing it must leave the seal whole.
            seal.Add(Words.Of(change.Kind));
            seal.Add(change.OccurredAt.ToUnixTimeMilliseconds());
            seal.Add(change.KeyId.ToString("D", CultureInfo.InvariantCulture));
            seal.Add(change.Accommodation is { } accommodation ? $"{Words.Of(accommodation.Kind)} {Text(accommodation.Amount)}" : null);
        }

        seal.Add(items.Length);
        foreach (AdministeredItem item in items)
        {
            seal.Add(item.Position);
            seal.Add(item.ItemId);
            seal.Add(item.PresentedAt.ToUnixTimeMilliseconds());
            seal.Add(item.Answer is null ? 0 : 1);
            if (item.Answer is { } answer)
            {
                AddAll(seal, answer.Given);
                seal.Add(answer.Score);
                seal.Add(answer.AnsweredAt.ToUnixTimeMilliseconds());
                seal.Add(answer.Seconds is double seconds ? Text(seconds) : null);
            }
        }

        return Convert.ToHexStringLower(seal.Finish().AsSpan());
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static void AddAll(Seal seal, ImmutableArray<string> texts)
    {
        seal.Add(texts.Length);
        foreach (string text in texts)
        {
            seal.Add(text);
        }
    }
}
