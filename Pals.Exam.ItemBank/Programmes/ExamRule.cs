using System.Collections.Immutable;
using System.Globalization;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Programmes;

/// <summary>What is known of an enrolment when its candidate asks for an exam.</summary>
public sealed record EnrolmentStanding
{
    public required EnrolmentKind Kind { get; init; }

    /// <summary>True while a body that the programme names accredits the provider.</summary>
    public required bool IsAccredited { get; init; }

    /// <summary>The day on which the course was completed, as attested; null before.</summary>
    public required DateOnly? CompletedOn { get; init; }

    /// <summary>The last day of the card that the enrolment renews; null when it renews none.</summary>
    public required DateOnly? PreviousCardExpiresOn { get; init; }

    /// <summary>The exams given for the enrolment, in their order.</summary>
    public required ImmutableArray<ExamAttempt> Attempts { get; init; }
}

/// <summary>An exam given for an enrolment.</summary>
public sealed record ExamAttempt(Guid ExamId, StoredExamStatus Status, DateTimeOffset? EndedAt);

/// <summary>Whether a candidate may begin an exam now.</summary>
public static class ExamRule
{
    /// <summary>Why not; null when the exam may begin.</summary>
    public static Refusal? Check(Programme programme, EnrolmentStanding standing, string definition, DateTimeOffset now)
    {
        ExamRules rules = programme.Exams;
        if (!rules.Definitions.Contains(definition))
        {
            return new Refusal(
                RefusalKind.ExamNotOfProgramme,
                $"The exam {definition} does not count for {programme.Name}. Take one of {string.Join(", ", rules.Definitions)}.");
        }

        return Settled(standing.Attempts)
            ?? Standing(programme, standing, DateOnly.FromDateTime(now.UtcDateTime))
            ?? Retake(rules, standing.Attempts, now);
    }

    /// <summary>Why the course, the provider or the card to be renewed stand against an exam on a day; null when they do not.</summary>
    internal static Refusal? Standing(Programme programme, EnrolmentStanding standing, DateOnly today)
    {
        if (!standing.IsAccredited)
        {
            return Accreditation.Refusal(programme);
        }

        if (standing.Kind == EnrolmentKind.Recertification)
        {
            return RenewalRule.CheckRecertification(programme, standing.PreviousCardExpiresOn, today);
        }

        if (standing.CompletedOn is not { } completedOn)
        {
            return programme.Exams.CourseComplete == CourseOrder.BeforeCard ? null : new Refusal(
                RefusalKind.CourseIncomplete,
                "Your course is not complete yet. When your course provider has confirmed your hours and skill assessments, you can take the exam.");
        }

        return programme.Exams.WindowDays is int days && today > completedOn.AddDays(days)
            ? new Refusal(
                RefusalKind.ExamWindowClosed,
                $"The exam had to be started by {Day(completedOn.AddDays(days))}, {days} days after your course. Please ask your course provider "
                + "how to go on.")
            : null;
    }

    /// <summary>Why the exams so far leave nothing to be taken again; null when they leave something.</summary>
    internal static Refusal? Settled(ImmutableArray<ExamAttempt> attempts)
    {
        if (attempts.Any(attempt => attempt.Status == StoredExamStatus.Passed))
        {
            return new Refusal(RefusalKind.ExamAlreadyPassed, "You have passed this exam and need not take it again.");
        }

        return attempts.Any(attempt => attempt.Status <= StoredExamStatus.InProgress)
            ? new Refusal(RefusalKind.ExamOpen, "You have an exam open. Please finish that one first.")
            : null;
    }

    /// <summary>Why the number and the time of the exams so far stand against another one; null when they do not.</summary>
    internal static Refusal? Retake(ExamRules rules, ImmutableArray<ExamAttempt> attempts, DateTimeOffset now)
    {
        if (attempts.Length >= rules.Attempts)
        {
            return new Refusal(
                RefusalKind.AttemptsExhausted,
                $"You have used all {rules.Attempts} attempts of this course. Please ask your course provider about another course.");
        }

        return attempts.IsEmpty || rules.RetakeFrom(attempts[^1].EndedAt!.Value) is var opens && now >= opens
            ? null
            : new Refusal(RefusalKind.RetakeTooEarly, $"You can take the exam again from {Moment(opens)}.", opens);
    }

    private static string Day(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    private static string Moment(DateTimeOffset time) => time.UtcDateTime.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
