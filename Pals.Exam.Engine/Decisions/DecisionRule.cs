using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Selection;

namespace Pals.Exam.Engine.Decisions;

/// <summary>When an exam ends between its minimum and its maximum length, and how. Immutable options and a pure function of the exam so far.</summary>
public abstract record DecisionRule
{
    /// <summary>Decides after a scored answer, from the minimum length on. Must not allocate.</summary>
    public abstract Decision Decide(in DecisionContext context);
}

/// <summary>What a rule says about an exam in progress.</summary>
public enum Decision
{
    /// <summary>Ask another item.</summary>
    Continue,

    /// <summary>End and pass.</summary>
    Pass,

    /// <summary>End and fail.</summary>
    Fail,

    /// <summary>End; the estimate against the cut decides.</summary>
    Stop,
}

/// <summary>What a decision rule may know.</summary>
public readonly ref struct DecisionContext
{
    /// <summary>The definition.</summary>
    public required ExamDefinition Definition { get; init; }

    /// <summary>The pool.</summary>
    public required ItemPool Pool { get; init; }

    /// <summary>The scored items answered, in order.</summary>
    public required ReadOnlySpan<int> Items { get; init; }

    /// <summary>Their scores.</summary>
    public required ReadOnlySpan<int> Scores { get; init; }

    /// <summary>Posterior mean of the composite, in logits.</summary>
    public required double Mean { get; init; }

    /// <summary>Posterior standard deviation of the composite, in logits.</summary>
    public required double StandardDeviation { get; init; }

    /// <summary>The standard normal quantile of the definition's confidence.</summary>
    public required double ConfidenceQuantile { get; init; }

    /// <summary>The posterior of each dimension, and the dimension of each item.</summary>
    public required SelectionContext Abilities { get; init; }
}
