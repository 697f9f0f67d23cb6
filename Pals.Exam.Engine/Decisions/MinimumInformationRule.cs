using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Decisions;

/// <summary>
/// Ends the exam when no scored item that is left would give as much as a threshold of Fisher information at the estimate of its topic area: more
/// items would say nothing more (Gialluca &amp; Weiss 1979). The estimate decides. Items that blueprint or exposure control rule out count as left.
/// </summary>
public sealed record MinimumInformationRule : DecisionRule
{
    /// <summary>The information worth another item, in logits⁻².</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public double Threshold { get; init => field = RuleOption.Positive(value); } = 0.05;

    /// <inheritdoc/>
    public override Decision Decide(in DecisionContext context)
    {
        for (int item = 0; item < context.Pool.Count; item++)
        {
            if (!context.Pool.IsPretest(item)
                && context.Pool.Parameters(item).Information(context.Abilities.Mean(context.Abilities.Dimension(item))) >= Threshold
                && !context.Items.Contains(item))
            {
                return Decision.Continue;
            }
        }

        return Decision.Stop;
    }
}
