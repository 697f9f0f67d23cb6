using System.Runtime.Intrinsics;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Ability;

/// <summary>
/// Means, variances and covariances beyond expectation propagation. The exact joint posterior is N(m, V) times, for each dimension, the ratio F_d
/// of its likelihood to its site; EP keeps of F_d what the first two moments need. Given the common factor g of V (<see cref="CommonFactor"/>) the
/// dimensions are taken as independent, so that the integral over all of them is one sum over g of products of one-dimensional integrals
/// E[F_d | g] (as Gibbons &amp; Hedeker 1992 integrate likelihoods). That is exact wherever one factor explains the correlations: for two dimensions,
/// and for any number with equal correlations or one factor in the prior. Elsewhere the part of V that the factor leaves over stays as EP has it.
/// </summary>
internal static class MarginalCorrection
{
    private const int Outer = 24;

    /// <summary>
    /// Spacing of the factor's points in its standard deviations: ± 6.4 in 24 points. An item of slope 3 after few answers, when a standard deviation
    /// is a logit, errs by exp(−2π²/(3 · 0.56)) = 8e-6 (see <see cref="TiltedMoments"/>).
    /// </summary>
    private const double OuterSpacing = 0.56;

    /// <summary>A dimension's points are at most so many of its standard deviations given the factor apart.</summary>
    private const double LargestSpacing = 0.75;

    /// <summary>How many of these standard deviations are summed to either side.</summary>
    private const double Reach = 6.4;

    /// <summary>Enough for the largest loading where points lie closer than the grid's, and for all of the grid's.</summary>
    private const int MostPoints = 208;

    /// <summary>The log-density where the grid has ended.</summary>
    private const double Outside = -1e9;

    /// <summary>Replaces the moments of <paramref name="joint"/> by corrected ones.</summary>
    public static void Apply(JointNormal joint, ReadOnlySpan<long> curves, ReadOnlySpan<AbilityGrid> grids, Sites sites)
    {
        int n = sites.Dimensions;
        Span<double> loadings = n <= 16 ? stackalloc double[n] : new double[n];
        Span<Moments> given = n <= 16 ? stackalloc Moments[n * Outer] : new Moments[n * Outer];
        CommonFactor.Fit(joint, loadings);
        Span<double> sums = stackalloc double[Outer];
        Span<double> logs = stackalloc double[Outer];
        for (int i = 0; i < Outer; i++)
        {
            sums[i] = 1;
            logs[i] = -0.5 * OuterPoint(i) * OuterPoint(i);
        }

        for (int d = 0; d < n; d++)
        {
            Span<Moments> moments = given.Slice(d * Outer, Outer);
            if (sites.Answers(d) == 0)
            {
                for (int i = 0; i < Outer; i++)
                {
                    moments[i] = new Moments(loadings[d] * OuterPoint(i), 1 - loadings[d] * loadings[d]);
                }
            }
            else
            {
                var dimension = new Dimension
                {
                    Curve = curves.Slice(d * AbilityGrid.PointCount, AbilityGrid.PointCount),
                    Grid = grids[d],
                    Mean = joint.Mean(d),
                    Spread = Math.Sqrt(joint.Variance(d)),
                    SitePrecision = sites.Precision(d),
                    SiteShift = sites.Shift(d),
                };
                Integrate(dimension, loadings[d], sums, logs, moments);
            }
        }

        Combine(joint, loadings, Weights(sums, logs), given);
    }

    /// <summary>One dimension: its marginal and its site, and the curve that its answers gave.</summary>
    private readonly ref struct Dimension
    {
        public required ReadOnlySpan<long> Curve { get; init; }

        public required AbilityGrid Grid { get; init; }

        public required double Mean { get; init; }

        public required double Spread { get; init; }

        public required double SitePrecision { get; init; }

        public required double SiteShift { get; init; }
    }

    /// <summary>
    /// For each point of the factor: multiplies its weight, kept as <paramref name="sums"/> · exp(<paramref name="logs"/>), by E[F_d | g] and writes
    /// mean and variance of F_d's product with the density given g, in standard deviations from the marginal mean.
    /// </summary>
    private static void Integrate(in Dimension dimension, double loading, Span<double> sums, Span<double> logs, Span<Moments> moments)
    {
        double own = Math.Sqrt(1 - loading * loading) * dimension.Spread;
        double step = Spacing(own * dimension.Grid.InverseStep) * dimension.Grid.Step;
        Span<double> logRatio = stackalloc double[MostPoints];
        (double start, int count) = Sample(dimension, Math.Abs(loading * OuterPoint(0)) * dimension.Spread + (Reach * own), step, logRatio);
        int vectors = Math.Min((int)(2 * Reach * own / step) / 8 + 1, count / 8);
        Vector512<double> lanes = Vector512.Create(0.0, 1, 2, 3, 4, 5, 6, 7) * Vector512.Create(step);
        Vector512<double> half = Vector512.Create(-0.5 / (own * own));
        Span<Vector512<double>> w = stackalloc Vector512<double>[MostPoints / 8];
        double scale = 1 / dimension.Spread;
        for (int i = 0; i < Outer; i++)
        {
            double center = loading * OuterPoint(i) * dimension.Spread;
            int first = Math.Clamp((int)((center - start) / step - 0.5 * (8 * vectors - 2)), 0, count - 8 * vectors);
            Vector512<double> top = Vector512.Create(double.NegativeInfinity);
            for (int v = 0; v < vectors; v++)
            {
                Vector512<double> x = lanes + Vector512.Create(start + (first + 8 * v) * step - center);
                w[v] = Vector512.Create<double>(logRatio[(first + 8 * v)..]) + half * x * x;
                top = Vector512.Max(top, w[v]);
            }

            double largest = PortableVector.Max(top);
            top = Vector512.Create(largest);
            Vector512<double> sums0 = Vector512<double>.Zero;
            Vector512<double> sums1 = Vector512<double>.Zero;
            Vector512<double> sums2 = Vector512<double>.Zero;
            for (int v = 0; v < vectors; v++)
            {
                Vector512<double> x = lanes + Vector512.Create(start + (first + 8 * v) * step - center);
                Vector512<double> weight = PortableVector.Exp(w[v] - top);
                sums0 += weight;
                weight *= x;
                sums1 += weight;
                sums2 += weight * x;
            }

            double sum = PortableVector.Sum(sums0);
            double mean = PortableVector.Sum(sums1) / sum;
            double variance = PortableVector.Sum(sums2) / sum - mean * mean;
            moments[i] = new Moments((center + mean) * scale, variance * scale * scale);
            sums[i] *= sum;
            logs[i] += largest;
        }
    }

    /// <summary>Steps of the grid between the points of a dimension: 4, 2 or 1, or a fraction where its own part is too narrow for these.</summary>
    private static double Spacing(double own)
    {
        double largest = LargestSpacing * own;
        return largest >= 4 ? 4 : largest >= 2 ? 2 : largest >= 1 ? 1 : largest;
    }

    /// <summary>Writes log F on points a step apart that reach so far from the marginal mean; returns the first point's distance from it, and their number.</summary>
    private static (double Start, int Count) Sample(in Dimension d, double reach, double step, Span<double> logRatio)
    {
        double stride = step * d.Grid.InverseStep;
        double mean = (d.Mean - d.Grid.Start) * d.Grid.InverseStep;
        double half = reach * d.Grid.InverseStep;
        bool isOnGrid = stride >= 1;
        double first = isOnGrid ? Math.Max(0, Math.Floor(mean - half)) : mean - half;
        double last = isOnGrid ? Math.Min(AbilityGrid.PointCount - 1, mean + half) : mean + half;
        int count = Math.Max(8, ((int)((last - first) / stride) + 8) & ~7);
        double slope = d.SiteShift - d.SitePrecision * d.Mean;
        double curvature = 0.5 * d.SitePrecision;
        for (int k = 0; k < count; k++)
        {
            double position = first + k * stride;
            double y = (position - mean) * d.Grid.Step;
            logRatio[k] = !(position >= 0 && position <= AbilityGrid.PointCount - 1) ? Outside
                : (isOnGrid ? d.Curve[AbilityGrid.Place((int)position)] * LikelihoodRow.Unit : NarrowMoments.Interpolate(d.Curve, position))
                - slope * y + curvature * y * y;
        }

        return ((first - mean) * d.Grid.Step, count);
    }

    /// <summary>Turns the factor's weights into shares of 1.</summary>
    private static Span<double> Weights(Span<double> sums, ReadOnlySpan<double> logs)
    {
        double top = double.NegativeInfinity;
        foreach (double log in logs)
        {
            top = Math.Max(top, log);
        }

        double total = 0;
        for (int i = 0; i < Outer; i++)
        {
            sums[i] *= PortableMath.Exp(logs[i] - top);
            total += sums[i];
        }

        for (int i = 0; i < Outer; i++)
        {
            sums[i] /= total;
        }

        return sums;
    }

    /// <summary>
    /// Means, variances and correlations of the mixture over the factor; to the correlations is added what the factor does not explain of those of V.
    /// </summary>
    private static void Combine(JointNormal joint, ReadOnlySpan<double> loadings, ReadOnlySpan<double> weights, Span<Moments> given)
    {
        int n = loadings.Length;
        Span<Moments> marginals = n <= 16 ? stackalloc Moments[n] : new Moments[n];
        Span<double> correlations = n <= 16 ? stackalloc double[n * n] : new double[n * n];
        for (int d = 0; d < n; d++)
        {
            Span<Moments> of = given.Slice(d * Outer, Outer);
            double mean = 0;
            for (int i = 0; i < Outer; i++)
            {
                mean += weights[i] * of[i].Mean;
            }

            double variance = 0;
            for (int i = 0; i < Outer; i++)
            {
                of[i] = new Moments(of[i].Mean - mean, of[i].Variance);
                variance += weights[i] * (of[i].Variance + of[i].Mean * of[i].Mean);
            }

            marginals[d] = new Moments(mean, variance);
            for (int e = 0; e < d; e++)
            {
                double covariance = 0;
                for (int i = 0; i < Outer; i++)
                {
                    covariance += weights[i] * of[i].Mean * given[e * Outer + i].Mean;
                }

                double correlation = covariance / Math.Sqrt(variance * marginals[e].Variance) + (joint.Correlation(d, e) - loadings[d] * loadings[e]);
                correlations[d * n + e] = Math.Clamp(correlation, -1, 1);
            }
        }

        joint.SetMoments(marginals, correlations);
    }

    private static double OuterPoint(int i) => (i - 0.5 * (Outer - 1)) * OuterSpacing;
}
