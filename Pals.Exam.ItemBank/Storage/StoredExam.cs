using System.Collections.Immutable;
using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Exams;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>
/// An exam as it is stored: everything that, with its administered items, determines each estimate, each next item and the decision.
/// </summary>
public sealed record StoredExam
{
    public required Guid ExamId { get; init; }

    /// <summary>The definition's text by its hash: later changes of the definition of that name do not reach this exam.</summary>
    public required string DefinitionId { get; init; }

    public required string ParameterSetId { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>Items that exposure control ruled out when the exam was made.</summary>
    public ImmutableArray<string> ExcludedItems { get; init; } = [];

    /// <summary>The candidate's group in the definition, if the provider named one.</summary>
    public string? Group { get; init; }

    /// <summary>The prior that the exam began with; null for the definition's.</summary>
    public AbilityPrior? Prior { get; init; }

    public required ExamPurpose Purpose { get; init; }

    public string? ProviderId { get; init; }

    public string? CandidateId { get; init; }

    /// <summary>SHA-256 of the candidate's token; the token itself is nowhere.</summary>
    public required ImmutableArray<byte> TokenHash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the candidate first opened the exam; null before.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Null before the start, while the clock stands, and for an exam without time limit.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>What changed how the exam's time runs, in order.</summary>
    public ImmutableArray<ExamTimeEvent> TimeEvents { get; init; } = [];

    public StoredExamStatus Status { get; init; }

    /// <summary>True when the deadline ended the exam and the out-of-time rule decided.</summary>
    public bool IsOutOfTime { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it ended; null before, and for exams that ended before this was stored.</summary>
    public ExamEnd? EndReason { get; init; }

    /// <summary>True once no answer can change the result.</summary>
    public bool HasEnded => Status > StoredExamStatus.InProgress;
}

/// <summary>Whose an exam is.</summary>
public sealed record ExamOwner
{
    /// <summary>The course provider that made the exam; null for a practice exam that anyone started.</summary>
    public string? ProviderId { get; init; }

    /// <summary>The provider's name for the candidate; null for a practice exam that anyone started, and once it was erased.</summary>
    public string? CandidateId { get; init; }
}

/// <summary>Which items an exam that has ended was not allowed to give, and which it gave.</summary>
public sealed record ExamItems(Guid ExamId, DateTimeOffset EndedAt, ImmutableArray<string> Excluded, ImmutableArray<string> Given);

/// <summary>One item shown in an exam, with its answer once there is one.</summary>
public sealed record AdministeredItem
{
    /// <summary>1 for the first item.</summary>
    public required int Position { get; init; }

    public required string ItemId { get; init; }

    public required DateTimeOffset PresentedAt { get; init; }

    /// <summary>What the candidate chose; null until answered.</summary>
    public ItemAnswer? Answer { get; init; }
}

/// <summary>An answer as the candidate gave it, with its score.</summary>
public sealed record ItemAnswer
{
    /// <summary>The option keys, or the number of a numeric entry, in the order sent.</summary>
    public required ImmutableArray<string> Given { get; init; }

    public required int Score { get; init; }

    /// <summary>When the server received it.</summary>
    public required DateTimeOffset AnsweredAt { get; init; }

    /// <summary>Response time as the client measured it, if it did.</summary>
    public double? Seconds { get; init; }
}

/// <summary>What an exam is for: practice shows rationales when it has ended, certification counts.</summary>
public enum ExamPurpose
{
    Practice,
    Certification,
}

/// <summary>Where a stored exam stands; all after <see cref="InProgress"/> are ends.</summary>
public enum StoredExamStatus
{
    NotStarted,
    InProgress,
    Passed,
    Failed,
    Completed,
    Expired,
}
