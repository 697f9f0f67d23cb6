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
        init => (_level, _quantile) = (value, NormalDistribution.Quantile(0.5 + 0.5 * RuleOption.Probability(value)));
    }

    /// <inheritdoc/>
    public override Decision Decide(in DecisionContext context)
    {
        double distance = context.Mean - context.Definition.Cut;
        double half = _quantile * context.StandardDeviation;
        return distance > half ? Decision.Pass : -distance > half ? Decision.Fail : Decision.Continue;
    }
}
