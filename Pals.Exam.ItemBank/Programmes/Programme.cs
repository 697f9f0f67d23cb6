using System.Collections.Immutable;

namespace Pals.Exam.ItemBank.Programmes;

/// <summary>The rules of a programme from enrolment to renewal: data, read by <see cref="ProgrammeReader"/>.</summary>
public sealed record Programme
{
    /// <summary>Its name in addresses and files, which is also that of its bank.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The bodies of which one must accredit a provider; empty when none needs to.</summary>
    public required ImmutableArray<string> AccreditedBy { get; init; }

    /// <summary>What a course must offer, by kind.</summary>
    public required ImmutableDictionary<CourseKind, CourseRequirement> Courses { get; init; }

    public required ExamRules Exams { get; init; }

    public required CardRules Card { get; init; }

    public required RenewalRules Renewal { get; init; }

    /// <summary>The professions that candidates name.</summary>
    public required ImmutableArray<string> Professions { get; init; }

    public required CardsAfterErasure CardsAfterErasure { get; init; }

    /// <summary>What to study, at most one entry for each topic area; empty when reports give no advice.</summary>
    public required ImmutableArray<StudyAdvice> StudyAdvice { get; init; }
}

/// <summary>The least that a course of a kind must offer.</summary>
public sealed record CourseRequirement(double Hours, ImmutableArray<string> Skills);

/// <summary>When an exam may be sat.</summary>
public sealed record ExamRules
{
    /// <summary>The exams of which one must be passed.</summary>
    public required ImmutableArray<string> Definitions { get; init; }

    public required CourseOrder CourseComplete { get; init; }

    /// <summary>Days after the day of completion within which an exam must start; null without limit.</summary>
    public required int? WindowDays { get; init; }

    /// <summary>Exams that may be sat for one enrolment.</summary>
    public required int Attempts { get; init; }

    /// <summary>Days between the end of an exam and the start of the next.</summary>
    public required int WaitingDays { get; init; }

    /// <summary>Whether a retake may give what the candidate has seen.</summary>
    public required SeenItems SeenItems { get; init; }

    /// <summary>
    /// From when an exam may be taken again that ended at <paramref name="endedAt"/>: candidates are told the minute, so it opens with the minute.
    /// </summary>
    internal DateTimeOffset RetakeFrom(DateTimeOffset endedAt) =>
        endedAt.AddTicks(-(endedAt.Ticks % TimeSpan.TicksPerMinute)).AddDays(WaitingDays);
}

/// <summary>What a card says and how long it holds.</summary>
public sealed record CardRules
{
    public required string Title { get; init; }

    /// <summary>Letters before the number of each card.</summary>
    public required string Prefix { get; init; }

    public required string Description { get; init; }

    /// <summary>What its holder did for it.</summary>
    public required string Criteria { get; init; }

    public required int ValidityMonths { get; init; }

    public required CardExpiry ExpiresAt { get; init; }
}

/// <summary>When and how a card is renewed.</summary>
public sealed record RenewalRules
{
    /// <summary>A reminder is raised when a card has so many days left; from the most to the fewest.</summary>
    public required ImmutableArray<int> ReminderDays { get; init; }

    /// <summary>Within so many days before expiry the new period follows the old one.</summary>
    public required int EarliestDays { get; init; }

    /// <summary>Days after expiry for which an exam alone still renews; null when only a course renews.</summary>
    public required int? RecertificationGraceDays { get; init; }
}

/// <summary>Whether a course certifies for the first time.</summary>
public enum CourseKind
{
    Initial,
    Renewal,
}

/// <summary>How a course is held.</summary>
public enum CourseFormat
{
    Online,
    InPerson,
    Blended,
}

/// <summary>How a candidate comes to an exam: by a course of either kind, or by an exam alone that renews a card.</summary>
public enum EnrolmentKind
{
    Initial,
    Renewal,
    Recertification,
}

/// <summary>By when a course must be complete.</summary>
public enum CourseOrder
{
    BeforeExam,
    BeforeCard,
}

/// <summary>What a retake does with items that its candidate has seen.</summary>
public enum SeenItems
{
    /// <summary>It leaves them out as far as the bank can meet the blueprint without them.</summary>
    Exclude,

    /// <summary>It gives them like any other.</summary>
    Allow,
}

/// <summary>On which day a card's validity ends.</summary>
public enum CardExpiry
{
    SameDay,
    EndOfMonth,
}

/// <summary>What remains of a card when its holder is erased.</summary>
public enum CardsAfterErasure
{
    Remove,
    Keep,
}
