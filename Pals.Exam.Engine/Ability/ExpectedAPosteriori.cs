using System.Numerics.Tensors;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

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

    /// <summary>A posterior of a standard deviation of 1.7 spacings is resolved to it, and by all points together to its square.</summary>
    private const double HalvesTolerance = 1e-4;

    /// <summary>So much of the variance may lie beyond either end.</summary>
    private const double EndTolerance = 1e-6;

    /// <summary>
    /// Estimates ability on 121 equally spaced points within six prior standard deviations of its mean. Where every other of them gives different moments, as
    /// after hundreds of answers or where guessing leaves a narrow peak and a tail, or the posterior does not end within them, the points are about its own
    /// mode, ever wider away from it, and as many as it takes.
    /// </summary>
    /// <remarks>The tests hold mean and standard error to 1e-6 standard errors of dense quadrature, posteriors of two peaks and of peak and plateau among them.</remarks>
    /// <exception cref="ArgumentException">The lengths differ, or a score is not one of its item.</exception>
    public static AbilityEstimate Estimate(ReadOnlySpan<ItemParameters> items, ReadOnlySpan<int> scores, NormalPrior prior)
    {
        double reach = PriorReach * prior.Checked().StandardDeviation;
        var pattern = new ResponsePattern(items, scores);
        Span<double> nodes = stackalloc double[DefaultPoints];
        Span<double> logs = stackalloc double[DefaultPoints];
        for (int q = 0; q < DefaultPoints; q++)
        {
            nodes[q] = prior.Mean + reach * (2.0 * q / (DefaultPoints - 1) - 1);
            double z = (nodes[q] - prior.Mean) / prior.StandardDeviation;
            logs[q] = pattern.LogLikelihood(nodes[q]) - 0.5 * z * z;
        }

        return TryEstimate(nodes, logs, out AbilityEstimate estimate) ? estimate : OwnPoints.Estimate(items, scores, prior);
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

    /// <summary>
    /// The estimate on equally spaced points from the logarithm of the posterior, up to a constant; false where they do not resolve it or do not reach its end.
    /// </summary>
    /// <exception cref="ArgumentException">No value is finite, or one is NaN or +∞.</exception>
    internal static bool TryEstimate(ReadOnlySpan<double> nodes, ReadOnlySpan<double> logs, out AbilityEstimate estimate)
    {
        (double mode, double max) = Highest(nodes, logs);
        PosteriorSums even = Sum(nodes, logs, 0, mode, max);
        PosteriorSums odd = Sum(nodes, logs, 1, mode, max);
        PosteriorSums all = even + odd;
        estimate = all.Estimate(mode, EstimateStatus.Converged);
        double negligible = EndTolerance * all.Variance * all.Total;
        return PosteriorSums.Agree(even, odd, HalvesTolerance)
            && Beyond(nodes[0] - estimate.Ability, logs[0] - max, logs[1] - max) <= negligible
            && Beyond(nodes[^1] - estimate.Ability, logs[^1] - max, logs[^2] - max) <= negligible;
    }

    /// <summary>What a tail adds to the second moment beyond an end at a distance, when it goes on to fall as from the point before.</summary>
    private static double Beyond(double distance, double last, double before) =>
        before > last ? PortableMath.Exp(last) * distance * distance / (before - last) : double.PositiveInfinity;

    /// <summary>The mean and standard deviation of a posterior given by its logarithm, up to a constant, at <paramref name="nodes"/>.</summary>
    /// <exception cref="ArgumentException">No value is finite, or one is NaN or +∞.</exception>
    private static AbilityEstimate FromLogPosterior(ReadOnlySpan<double> nodes, ReadOnlySpan<double> logs)
    {
        (double mode, double max) = Highest(nodes, logs);
        return (Sum(nodes, logs, 0, mode, max) + Sum(nodes, logs, 1, mode, max)).Estimate(mode, EstimateStatus.Converged);
    }

    private static (double Mode, double Max) Highest(ReadOnlySpan<double> nodes, ReadOnlySpan<double> logs)
    {
        int highest = TensorPrimitives.IndexOfMax(logs);
        double max = logs[highest];
        return double.IsFinite(max)
            ? (nodes[highest], max)
            : throw new ArgumentException($"The posterior has no finite maximum: the highest log weight is {max:R}.", nameof(logs));
    }

    /// <summary>Sums over every other point, from <paramref name="first"/> on.</summary>
    private static PosteriorSums Sum(ReadOnlySpan<double> nodes, ReadOnlySpan<double> logs, int first, double mode, double max)
    {
        var sums = default(PosteriorSums);
        for (int q = first; q < nodes.Length; q += 2)
        {
            sums = sums.With(PortableMath.Exp(logs[q] - max), nodes[q] - mode);
        }

        return sums;
    }
}
