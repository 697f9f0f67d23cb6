using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Ability;

/// <summary>
/// The mean of the posterior on a grid of ability (Bock &amp; Mislevy 1982), with the posterior standard deviation as standard error:
/// θ̂ = Σ θ_q L(θ_q)W_q / Σ L(θ_q)W_q. Likelihoods are summed as logarithms and the maximum is subtracted, so no test is too long.
/// </summary>
public static class ExpectedAPosteriori
{
    private const int DefaultPoints = 121;
    private const double DefaultReach = 6;

    /// <summary>Estimates ability on 121 equally spaced points within six prior standard deviations of its mean.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or a score is not one of its item.</exception>
    public static AbilityEstimate Estimate(ReadOnlySpan<ItemParameters> items, ReadOnlySpan<int> scores, NormalPrior prior)
    {
        prior.Checked();
        Span<double> nodes = stackalloc double[DefaultPoints];
        Span<double> logWeights = stackalloc double[DefaultPoints];
        for (int q = 0; q < DefaultPoints; q++)
        {
            double z = DefaultReach * (2.0 * q / (DefaultPoints - 1) - 1);
            nodes[q] = prior.Mean + prior.StandardDeviation * z;
            logWeights[q] = -0.5 * z * z;
        }

        return Estimate(items, scores, nodes, logWeights);
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

    /// <summary>The mean and standard deviation of a posterior given by its logarithm, up to a constant, at <paramref name="nodes"/>.</summary>
    /// <exception cref="ArgumentException">No value is finite, or one is NaN or +∞.</exception>
    internal static AbilityEstimate FromLogPosterior(ReadOnlySpan<double> nodes, ReadOnlySpan<double> logs)
    {
        double max = double.NegativeInfinity;
        foreach (double log in logs)
        {
            max = Math.Max(max, log);
        }

        if (!double.IsFinite(max))
        {
            throw new ArgumentException($"The posterior has no finite maximum: the highest log weight is {max:R}.", nameof(logs));
        }

        double total = 0;
        double first = 0;
        for (int q = 0; q < nodes.Length; q++)
        {
            double w = Math.Exp(logs[q] - max);
            total += w;
            first += w * nodes[q];
        }

        double mean = first / total;
        double square = 0;
        for (int q = 0; q < nodes.Length; q++)
        {
            double deviation = nodes[q] - mean;
            square += Math.Exp(logs[q] - max) * deviation * deviation;
        }

        return new AbilityEstimate(mean, Math.Sqrt(square / total), EstimateStatus.Converged);
    }
}
