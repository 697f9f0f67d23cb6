namespace Pals.Exam.Engine.Decisions;

/// <summary>Ends the exam when the posterior standard deviation of the composite has fallen to a threshold; the estimate decides (Weiss &amp; Kingsbury 1984).</summary>
public sealed record StandardErrorRule : DecisionRule
{
    /// <summary>The standard deviation that is precise enough, in logits.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public double Threshold { get; init => field = RuleOption.Positive(value); } = 0.3;

    /// <inheritdoc/>
    public override Decision Decide(in DecisionContext context) =>
        context.StandardDeviation <= Threshold ? Decision.Stop : Decision.Continue;
}
