namespace Pals.Exam.Engine.Decisions;

/// <summary>Never ends the exam early: everybody gets the maximum length, and the final estimate decides.</summary>
public sealed record FixedLengthRule : DecisionRule
{
    /// <inheritdoc/>
    public override Decision Decide(in DecisionContext context) => Decision.Continue;
}
