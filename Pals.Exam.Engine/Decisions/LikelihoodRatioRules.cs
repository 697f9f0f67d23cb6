using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Exams;

namespace Pals.Exam.Engine.Decisions;

/// <summary>A sequential test between an ability below the cut and one above, Wald's bounds on the log-likelihood ratio of the two.</summary>
public abstract record LikelihoodRatioRule : DecisionRule
{
    // Two spans of doubles on the stack for so many dimensions; more are a calibration, not an exam.
    private const int StackDimensions = 64;

    /// <summary>Half of the indifference region around the cut, in logits of the composite.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public double Delta { get; init => field = RuleOption.Positive(value); } = 0.25;

    /// <summary>α, the probability to pass a candidate at cut − δ.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not strictly between 0 and 0.5.</exception>
    public double Alpha { get; init => field = RuleOption.ErrorRate(value); } = 0.05;

    /// <summary>β, the probability to fail a candidate at cut + δ.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not strictly between 0 and 0.5.</exception>
    public double Beta { get; init => field = RuleOption.ErrorRate(value); } = 0.05;

    /// <inheritdoc/>
    public sealed override Decision Decide(in DecisionContext context)
    {
        double ratio = LogRatio(context);
        return ratio >= Math.Log((1 - Beta) / Alpha) ? Decision.Pass
            : ratio <= Math.Log(Beta / (1 - Alpha)) ? Decision.Fail
            : Decision.Continue;
    }

    /// <summary>The log-likelihood above the cut less that below it.</summary>
    internal double LogRatio(in DecisionContext context)
    {
        int dimensions = context.Definition.DimensionCount;
        Span<double> scratch = dimensions <= StackDimensions ? stackalloc double[2 * dimensions] : new double[2 * dimensions];
        return LogRatio(new CompositeLine(context, scratch), context.Definition.Cut);
    }

    private protected abstract double LogRatio(CompositeLine line, double cut);
}

/// <summary>
/// Sequential probability ratio test (Wald 1947; Reckase 1983): log L(cut + δ) − log L(cut − δ) against ln((1 − β)/α) and ln(β/(1 − α)). Topic
/// areas are taken at their expected ability given the composite.
/// </summary>
public sealed record SequentialProbabilityRatioRule : LikelihoodRatioRule
{
    private protected override double LogRatio(CompositeLine line, double cut) =>
        line.LogLikelihood(cut + Delta) - line.LogLikelihood(cut - Delta);
}

/// <summary>
/// Generalized likelihood ratio test (Bartroff, Finkelman &amp; Lai 2008; Thompson 2009): the highest log-likelihood at or above cut + δ less the
/// highest at or below cut − δ, against the same bounds. It ends sooner than the plain ratio for candidates far from the cut.
/// </summary>
public sealed record GeneralizedLikelihoodRatioRule : LikelihoodRatioRule
{
    // As far from the cut as the default range of ability reaches.
    private const double Reach = 20;

    private protected override double LogRatio(CompositeLine line, double cut)
    {
        double above = RootSearch.Solve(line, new AbilityRange(cut + Delta, cut + Delta + Reach)).Ability;
        double below = RootSearch.Solve(line, new AbilityRange(cut - Delta - Reach, cut - Delta)).Ability;
        return line.LogLikelihood(above) - line.LogLikelihood(below);
    }
}
