using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pals.Exam.Engine.Calibration;

/// <summary>
/// The joint posterior of one candidate's abilities over all topic areas by expectation propagation (Minka 2001): the prior is N(μ, Σ), each topic area
/// has a likelihood curve on the grid, and each curve is stood for by a Gaussian site exp(νθ − τθ²/2) whose moments, given all other sites, equal
/// those of the curve itself, found by quadrature. The expected counts of the items of a topic area come from that tilted marginal, which is not Gaussian.
/// </summary>
internal sealed class ExpectationPropagation
{
    private const int MostSweeps = 50;

    /// <summary>Sites are settled when tilted and Gaussian moments agree to this, far below any tolerance on parameters.</summary>
    private const double Settled = 1e-9;

    private readonly Quadrature _grid;
    private readonly double _logSpacing;
    private readonly double[] _priorMean;
    private readonly double[] _priorCovariance;
    private readonly double[] _siteConstants;

    public ExpectationPropagation(Quadrature grid, double[] priorMean, double[] priorCovariance)
    {
        _grid = grid;
        _logSpacing = Math.Log(2 * Quadrature.Bound / (grid.Count - 1));
        _priorMean = priorMean;
        _priorCovariance = priorCovariance;
        _siteConstants = new double[priorMean.Length];
        Mean = new double[priorMean.Length];
        Covariance = new double[priorCovariance.Length];
    }

    /// <summary>Posterior mean.</summary>
    public double[] Mean { get; }

    /// <summary>Posterior covariance, row by row.</summary>
    public double[] Covariance { get; }

    /// <summary>
    /// Settles the sites and returns the logarithm of the marginal likelihood. <paramref name="curves"/> holds a row of log-likelihoods for each topic
    /// area and receives the tilted marginals, each summing to 1; <paramref name="precisions"/> and <paramref name="shifts"/> hold the sites
    /// to start from and receive the settled ones.
    /// </summary>
    public double Run(Span<double> curves, Span<double> tilted, Span<double> precisions, Span<double> shifts)
    {
        int dimensions = _priorMean.Length;
        _priorMean.CopyTo(Mean, 0);
        _priorCovariance.CopyTo(Covariance, 0);
        for (int d = 0; d < dimensions; d++)
        {
            Update(d, precisions[d], shifts[d]);
        }

        for (int sweep = 0; sweep < MostSweeps; sweep++)
        {
            double largest = 0;
            for (int d = 0; d < dimensions; d++)
            {
                double variance = Covariance[d * dimensions + d];
                double cavityPrecision = 1 / variance - precisions[d];
                double cavityVariance = 1 / cavityPrecision;
                double cavityMean = cavityVariance * (Mean[d] / variance - shifts[d]);
                Moments moments = Tilt(
                    curves.Slice(d * _grid.Stride, _grid.Stride), cavityMean, cavityVariance, tilted.Slice(d * _grid.Stride, _grid.Stride));
                largest = Math.Max(largest, Math.Max(Math.Abs(moments.Mean - Mean[d]), Math.Abs(moments.Variance - variance)));

                // A site never takes precision away: a curve of few responses may be wider than its cavity by rounding or a guessing floor.
                double precision = Math.Max(1 / moments.Variance - cavityPrecision, 0);
                double shift = moments.Mean * (precision + cavityPrecision) - cavityMean * cavityPrecision;
                double posteriorPrecision = precision + cavityPrecision;
                _siteConstants[d] = moments.LogSum + _logSpacing - 0.5 * Math.Log(2 * Math.PI * cavityVariance)
                    + 0.5 * Math.Log(posteriorPrecision * cavityVariance)
                    - 0.5 * (moments.Mean * moments.Mean * posteriorPrecision - cavityMean * cavityMean * cavityPrecision);
                Update(d, precision - precisions[d], shift - shifts[d]);
                precisions[d] = precision;
                shifts[d] = shift;
            }

            if (largest < Settled)
            {
                break;
            }
        }

        return LogLikelihood(precisions, shifts);
    }

    /// <summary>The integral of the prior times all sites: one site at a time, against the Gaussian that holds the sites before it.</summary>
    private double LogLikelihood(ReadOnlySpan<double> precisions, ReadOnlySpan<double> shifts)
    {
        int dimensions = _priorMean.Length;
        var covariance = (double[])_priorCovariance.Clone();
        var mean = (double[])_priorMean.Clone();
        double log = 0;
        for (int d = 0; d < dimensions; d++)
        {
            double variance = covariance[d * dimensions + d];
            double gain = 1 + precisions[d] * variance;
            double shifted = mean[d] / variance + shifts[d];
            log += _siteConstants[d] - 0.5 * Math.Log(gain) + 0.5 * (shifted * shifted * variance / gain - mean[d] * mean[d] / variance);
            Update(mean, covariance, d, precisions[d], shifts[d]);
        }

        return log;
    }

    private void Update(int d, double precision, double shift) => Update(Mean, Covariance, d, precision, shift);

    /// <summary>Multiplies N(mean, covariance) by exp(shift·θ_d − precision·θ_d²/2).</summary>
    internal static void Update(double[] mean, double[] covariance, int d, double precision, double shift)
    {
        int n = mean.Length;
        double gain = 1 + precision * covariance[d * n + d];
        double meanFactor = (shift - precision * mean[d]) / gain;
        double factor = precision / gain;
        Span<double> column = stackalloc double[n];
        covariance.AsSpan(d * n, n).CopyTo(column);
        for (int i = 0; i < n; i++)
        {
            mean[i] += column[i] * meanFactor;
            for (int j = 0; j < n; j++)
            {
                covariance[i * n + j] -= factor * column[i] * column[j];
            }
        }
    }

    /// <summary>The curve times the cavity, normalized, with its mean and variance.</summary>
    private Moments Tilt(ReadOnlySpan<double> curve, double mean, double variance, Span<double> tilted)
    {
        ReadOnlySpan<Vector512<double>> points = MemoryMarshal.Cast<double, Vector512<double>>(_grid.Points.AsSpan());
        ReadOnlySpan<Vector512<double>> logs = MemoryMarshal.Cast<double, Vector512<double>>(curve);
        Span<Vector512<double>> weights = MemoryMarshal.Cast<double, Vector512<double>>(tilted);
        Vector512<double> centre = Vector512.Create(mean);
        Vector512<double> half = Vector512.Create(-0.5 / variance);
        Vector512<double> highest = Vector512.Create(double.NegativeInfinity);
        for (int p = 0; p < weights.Length; p++)
        {
            Vector512<double> deviation = points[p] - centre;
            weights[p] = logs[p] + half * deviation * deviation;
            highest = Vector512.Max(highest, weights[p]);
        }

        double maximum = highest[0];
        for (int k = 1; k < Vector512<double>.Count; k++)
        {
            maximum = Math.Max(maximum, highest[k]);
        }

        Vector512<double> maxima = Vector512.Create(maximum);
        Vector512<double> sum = Vector512<double>.Zero;
        Vector512<double> first = Vector512<double>.Zero;
        Vector512<double> second = Vector512<double>.Zero;
        for (int p = 0; p < weights.Length; p++)
        {
            Vector512<double> e = VectorFunctions.Exp(weights[p] - maxima);
            Vector512<double> deviation = points[p] - centre;
            weights[p] = e;
            sum += e;
            first += e * deviation;
            second += e * deviation * deviation;
        }

        double total = Vector512.Sum(sum);
        double shift = Vector512.Sum(first) / total;
        Vector512<double> inverse = Vector512.Create(1 / total);
        for (int p = 0; p < weights.Length; p++)
        {
            weights[p] *= inverse;
        }

        return new Moments(mean + shift, Vector512.Sum(second) / total - shift * shift, maximum + Math.Log(total));
    }

    private readonly record struct Moments(double Mean, double Variance, double LogSum);
}
