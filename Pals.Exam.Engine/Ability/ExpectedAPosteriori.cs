using System.Numerics.Tensors;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Ability;

/// <summary>
/// The mean of the posterior on a grid of ability (Bock &amp; Mislevy 1982), with the posterior standard deviation as standard error:
/// θ̂ = Σ θ_q L(θ_q)W_q / Σ L(θ_q)W_q. Likelihoods are summed as logarithms and the maximum is subtracted, so no test is too long.
/// </summary>
public static class ExpectedAPosteriori
{
    /// <summary>Points over the prior reach so many of its standard deviations to either side.</summary>
    internal const double PriorReach = 6;

    private const int DefaultPoints = 121;

    /// <summary>A posterior of a standard deviation of so many spacings is resolved: see <see cref="TiltedMoments"/>.</summary>
    private const double Resolved = 4.0 / 3;

    /// <summary>The points must reach so many of its standard deviations beyond its mean.</summary>
    private const double Margin = 4;

    /// <summary>Points of its own reach so many to either side.</summary>
    private const double OwnReach = 8;

    private const int MaximumTries = 60;

    /// <summary>
    /// Estimates ability on 121 equally spaced points within six prior standard deviations of its mean; where the posterior is too narrow for
    /// them, as after hundreds of answers, or lies beyond, on 121 points around its own mode.
    /// </summary>
    /// <exception cref="ArgumentException">The lengths differ, or a score is not one of its item.</exception>
    public static AbilityEstimate Estimate(ReadOnlySpan<ItemParameters> items, ReadOnlySpan<int> scores, NormalPrior prior)
    {
        double reach = PriorReach * prior.Checked().StandardDeviation;
        AbilityEstimate wide = Around(prior.Mean, reach, items, scores, prior);
        return IsResolved(wide, prior.Mean - reach, prior.Mean + reach, DefaultPoints) ? wide : OnOwnPoints(items, scores, prior);
    }

    /// <summary>True where an estimate on equally spaced points is as good as one on points of its own.</summary>
    internal static bool IsResolved(AbilityEstimate estimate, double first, double last, int points) =>
        estimate.StandardError >= Resolved * (last - first) / (points - 1)
        && estimate.Ability - first >= Margin * estimate.StandardError
        && last - estimate.Ability >= Margin * estimate.StandardError;

    /// <summary>The estimate on points around the posterior's own mode, wherever it lies and however narrow it is.</summary>
    internal static AbilityEstimate OnOwnPoints(ReadOnlySpan<ItemParameters> items, ReadOnlySpan<int> scores, NormalPrior prior)
    {
        AbilityEstimate mode = MaximumAPosteriori.Estimate(items, scores, prior);
        double center = mode.Ability;

        // A mode beyond the range of the search has no error; the points then walk to it.
        double spread = double.IsFinite(mode.StandardError) ? mode.StandardError : 0.1 * prior.StandardDeviation;
        for (int attempt = 0; ; attempt++)
        {
            AbilityEstimate own = Around(center, OwnReach * spread, items, scores, prior);
            double move = Math.Abs(own.Ability - center);
            if (move <= 2 * spread && own.StandardError >= 0.5 * spread && own.StandardError <= 1.5 * spread)
            {
                return own;
            }

            if (attempt == MaximumTries)
            {
                return own with { Status = EstimateStatus.NotConverged };
            }

            // A mean far off means that the points missed the bulk: follow it before trusting the error.
            center = own.Ability;
            spread = move <= 2 * spread ? Math.Clamp(own.StandardError, 0.25 * spread, 4 * spread) : spread;
        }
    }

    /// <summary>
    /// Estimates ability on the given points with the logarithms of their prior weights, which need not be normalized; −∞ is a weight of zero.
    /// </summary>
    /// <exception cref="ArgumentException">Lengths differ, there is no point, a score is not one of its item, or every weight is zero.</exception>
    public static AbilityEstimate Estimate(
        ReadOnlySpan<ItemParameters> items, ReadOnlySpan<int> scores, ReadOnlySpan<double> nodes, ReadOnlySpan<double> logWeights)
    {
        if (nodes.IsEmpty || nodes.Length != logWeights.Length)
        {
            throw new ArgumentException($"There are {nodes.Length} points, but {logWeights.Length} weights.", nameof(logWeights));
        }

        var pattern = new ResponsePattern(items, scores);
        const int stackPoints = 512;
        Span<double> logs = nodes.Length <= stackPoints ? stackalloc double[nodes.Length] : new double[nodes.Length];
        for (int q = 0; q < nodes.Length; q++)
        {
            logs[q] = logWeights[q] + pattern.LogLikelihood(nodes[q]);
        }

        return FromLogPosterior(nodes, logs);
    }

    /// <summary>The estimate on equally spaced points within <paramref name="reach"/> of <paramref name="center"/>.</summary>
    private static AbilityEstimate Around(
        double center, double reach, ReadOnlySpan<ItemParameters> items, ReadOnlySpan<int> scores, NormalPrior prior)
    {
        Span<double> nodes = stackalloc double[DefaultPoints];
        Span<double> logWeights = stackalloc double[DefaultPoints];
        for (int q = 0; q < DefaultPoints; q++)
        {
            nodes[q] = center + reach * (2.0 * q / (DefaultPoints - 1) - 1);
            double z = (nodes[q] - prior.Mean) / prior.StandardDeviation;
            logWeights[q] = -0.5 * z * z;
        }

        return Estimate(items, scores, nodes, logWeights);
    }

    /// <summary>The mean and standard deviation of a posterior given by its logarithm, up to a constant, at <paramref name="nodes"/>.</summary>
    /// <exception cref="ArgumentException">No value is finite, or one is NaN or +∞.</exception>
    internal static AbilityEstimate FromLogPosterior(ReadOnlySpan<double> nodes, ReadOnlySpan<double> logs)
    {
        int highest = TensorPrimitives.IndexOfMax(logs);
        double max = logs[highest];
        if (!double.IsFinite(max))
        {
            throw new ArgumentException($"The posterior has no finite maximum: the highest log weight is {max:R}.", nameof(logs));
        }

        // Moments about the mode, which is near the mean: their difference loses no digits.
        double mode = nodes[highest];
        double total = 0;
        double first = 0;
        double second = 0;
        for (int q = 0; q < nodes.Length; q++)
        {
            double w = Math.Exp(logs[q] - max);
            double moment = w * (nodes[q] - mode);
            total += w;
            first += moment;
            second += moment * (nodes[q] - mode);
        }

        double mean = first / total;
        double variance = Math.Max(second / total - mean * mean, 0);
        return new AbilityEstimate(mode + mean, Math.Sqrt(variance), EstimateStatus.Converged);
    }
}
