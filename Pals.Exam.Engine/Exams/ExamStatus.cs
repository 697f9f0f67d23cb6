namespace Pals.Exam.Engine.Exams;

/// <summary>Where an exam stands.</summary>
public enum ExamStatus
{
    /// <summary>An item is waiting for its answer.</summary>
    InProgress,

    /// <summary>Ended above the cut.</summary>
    Passed,

    /// <summary>Ended at or below the cut.</summary>
    Failed,
}

/// <summary>Why an exam ended.</summary>
public enum ExamEnd
{
    /// <summary>It has not.</summary>
    None,

    /// <summary>The decision rule was satisfied.</summary>
    DecisionRule,

    /// <summary>The maximum length was reached.</summary>
    MaximumLength,

    /// <summary>No eligible item was left.</summary>
    PoolExhausted,

    /// <summary>Time ran out.</summary>
    TimeLimit,
}
