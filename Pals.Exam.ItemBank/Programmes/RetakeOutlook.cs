using System.Collections.Immutable;
using System.Globalization;

namespace Pals.Exam.ItemBank.Programmes;

/// <summary>What a candidate who has not passed may expect of the rules.</summary>
/// <param name="AttemptsLeft">Attempts that the enrolment still has, whether or not they can be used.</param>
/// <param name="NotBefore">From when the next may begin, which may lie in the past; null when there is none.</param>
/// <param name="LastDay">The last day on which it may begin; null without limit, and when there is none.</param>
/// <param name="Refusal">Why there is no further attempt; null when there is one.</param>
public sealed record RetakeOutlook(int AttemptsLeft, DateTimeOffset? NotBefore, DateOnly? LastDay, Refusal? Refusal)
{
    /// <summary>
    /// Looks ahead under the rules as they are: an attempt that time alone would allow, but only after the days for exams are over, is none.
    /// </summary>
    public static RetakeOutlook Of(Programme programme, EnrolmentStanding standing, DateTimeOffset now)
    {
        ExamRules rules = programme.Exams;
        ImmutableArray<ExamAttempt> attempts = standing.Attempts;
        int left = Math.Max(0, rules.Attempts - attempts.Length);
        Refusal? refusal = ExamRule.Settled(attempts) ?? ExamRule.Retake(rules, attempts, now);
        if (refusal is { NotBefore: null })
        {
            return new RetakeOutlook(left, null, null, refusal);
        }

        DateTimeOffset opens = attempts.IsEmpty ? now : rules.RetakeFrom(attempts[^1].EndedAt!.Value);
        DateTimeOffset earliest = opens > now ? opens : now;
        return ExamRule.Standing(programme, standing, DateOnly.FromDateTime(earliest.UtcDateTime)) is { } closed
            ? new RetakeOutlook(left, null, null, closed)
            : new RetakeOutlook(left, opens, LastDayOf(programme, standing), null);
    }

    /// <summary>The outlook in a sentence for the candidate.</summary>
    public string Sentence(DateTimeOffset now)
    {
        if (Refusal is not null)
        {
            return Refusal.Sentence;
        }

        string from = NotBefore <= now ? "now" : $"from {NotBefore!.Value.UtcDateTime.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture)}";
        string until = LastDay is { } day ? $", until {day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)}" : "";
        return $"You can take the exam again {from}{until}. You have {AttemptsLeft} {(AttemptsLeft == 1 ? "attempt" : "attempts")} left.";
    }

    private static DateOnly? LastDayOf(Programme programme, EnrolmentStanding standing) => standing.Kind == EnrolmentKind.Recertification
        ? standing.PreviousCardExpiresOn?.AddDays(programme.Renewal.RecertificationGraceDays ?? 0)
        : programme.Exams.WindowDays is int days ? standing.CompletedOn?.AddDays(days) : null;
}
