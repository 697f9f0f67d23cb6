using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Decisions;

/// <summary>
/// Ends the exam when the central interval of the composite, mean ± z·SD, lies wholly above the cut (pass) or below it (fail) (Kingsbury &amp; Weiss
/// 1983). With the level 0.95 each side has 2.5 %: stricter than <see cref="PosteriorConfidenceRule"/> at confidence 0.95.
/// </summary>
public sealed record ConfidenceIntervalRule : DecisionRule
{
    private readonly double _level;
    private readonly double _quantile;

    /// <summary>Makes the rule with <see cref="Level"/> 0.95.</summary>
    public ConfidenceIntervalRule() => Level = 0.95;

    /// <summary>The probability that the interval holds, strictly between 0 and 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of that domain.</exception>
    public double Level
    {
        get => _level;
        init => (_level, _quantile) = (value, NormalDistribution.Quantile(0.5 + 0.5 * Thresholds.Probability(value)));
    }

    /// <inheritdoc/>
    public override Decision Decide(in DecisionContext context)
    {
        double distance = context.Mean - context.Definition.Cut;
        double half = _quantile * context.StandardDeviation;
        return distance > half ? Decision.Pass : -distance > half ? Decision.Fail : Decision.Continue;
    }
}

/// <summary>Never ends the exam early: everybody gets the maximum length, and the final estimate decides.</summary>
public sealed record FixedLengthRule : DecisionRule
{
    /// <inheritdoc/>
    public override Decision Decide(in DecisionContext context) => Decision.Continue;
}

/// <summary>Ends the exam when the posterior standard deviation of the composite has fallen to a threshold; the estimate decides (Weiss &amp; Kingsbury 1984).</summary>
public sealed record StandardErrorRule : DecisionRule
{
    /// <summary>The standard deviation that is precise enough, in logits.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public double Threshold { get; init => field = Thresholds.Positive(value); } = 0.3;

    /// <inheritdoc/>
    public override Decision Decide(in DecisionContext context) =>
        context.StandardDeviation <= Threshold ? Decision.Stop : Decision.Continue;
}

/// <summary>
/// Ends the exam when no scored item that is left would give as much as a threshold of Fisher information at the estimate of its topic area: more
/// items would say nothing more (Gialluca &amp; Weiss 1979). The estimate decides.
/// </summary>
public sealed record MinimumInformationRule : DecisionRule
{
    /// <summary>The information worth another item, in logits⁻².</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public double Threshold { get; init => field = Thresholds.Positive(value); } = 0.05;

    /// <inheritdoc/>
    public override Decision Decide(in DecisionContext context)
    {
        for (int item = 0; item < context.Pool.Count; item++)
        {
            if (!context.Pool.IsPretest(item)
                && Items.ResponseModel.Information(context.Pool.Parameters(item), context.Abilities.Mean(context.Abilities.Dimension(item))) >= Threshold
                && !context.Items.Contains(item))
            {
                return Decision.Continue;
            }
        }

        return Decision.Stop;
    }
}

/// <summary>Checks of the rules' options.</summary>
internal static class Thresholds
{
    public static double Positive(double value) => value > 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, "A positive finite number is expected.");

    public static double Probability(double value) => value > 0 && value < 1
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, "A probability strictly between 0 and 1 is expected.");

    public static double ErrorRate(double value) => value > 0 && value < 0.5
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, "An error rate strictly between 0 and 0.5 is expected.");
}
