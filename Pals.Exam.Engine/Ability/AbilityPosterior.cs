using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Ability;

/// <summary>
/// The joint posterior of a candidate's abilities given the answers so far, by expectation propagation (Minka 2001). Each dimension d keeps
/// the exact log-likelihood of its answers as a curve on a grid and approximates it by one Gaussian site, exp(ν_d θ_d − ½ τ_d θ_d²); the
/// posterior is N(m, V) with V = (Σ⁻¹ + diag τ)⁻¹ and m = V(Σ⁻¹μ + ν). A site is refreshed by dividing it out of the marginal (the cavity),
/// multiplying the cavity by the exact likelihood, taking mean and variance by quadrature on the grid, and choosing the site that gives the
/// marginal these two moments. With one dimension the result is the exact posterior mean and variance.
/// Owned by one exam; not thread-safe. Nothing is allocated after construction.
/// </summary>
public sealed class AbilityPosterior
{
    /// <summary>Relative change of a cavity below which its site stands, while an exam goes on.</summary>
    private const double WorkingTolerance = 1e-5;

    /// <summary>The same for <see cref="Converge"/>: a few units of rounding of a variance.</summary>
    private const double ConvergedTolerance = 1e-14;

    private const int MaximumSweeps = 200;

    private readonly AbilityPrior _prior;
    private readonly AbilityGrid[] _grids;
    private readonly long[] _curves;
    private readonly int[] _answers;
    private readonly double[] _precision;
    private readonly double[] _shift;
    private readonly double[] _mean;
    private readonly double[] _covariance;
    private readonly double[] _column;
    private readonly double[] _log = new double[AbilityGrid.PointCount];

    /// <summary>Starts at the prior.</summary>
    /// <param name="prior">The distribution before the first answer.</param>
    /// <param name="grids">A grid for each dimension; wide enough for <paramref name="prior"/>.</param>
    public AbilityPosterior(AbilityPrior prior, ReadOnlySpan<AbilityGrid> grids)
    {
        ArgumentNullException.ThrowIfNull(prior);
        if (grids.Length != prior.Dimensions)
        {
            throw new ArgumentException($"A prior of {prior.Dimensions} dimensions needs as many grids, but there are {grids.Length}.", nameof(grids));
        }

        int n = prior.Dimensions;
        _prior = prior;
        _grids = grids.ToArray();
        _curves = new long[n * AbilityGrid.PointCount];
        _answers = new int[n];
        _precision = new double[n];
        _shift = new double[n];
        _mean = new double[n];
        _covariance = new double[n * n];
        _column = new double[n];
        Rebuild();
    }

    /// <summary>Number of dimensions.</summary>
    public int Dimensions => _answers.Length;

    /// <summary>False when the last <see cref="Converge"/> ran out of sweeps.</summary>
    public bool IsConverged { get; private set; } = true;

    /// <summary>Posterior mean of a dimension, in logits.</summary>
    public double Mean(int dimension) => _mean[dimension];

    /// <summary>Posterior variance of a dimension, in logits².</summary>
    public double Variance(int dimension) => _covariance[dimension * Dimensions + dimension];

    /// <summary>Posterior covariance of two dimensions, in logits².</summary>
    public double Covariance(int i, int j) => _covariance[i * Dimensions + j];

    /// <summary>Number of answers in a dimension.</summary>
    public int AnswerCount(int dimension) => _answers[dimension];

    /// <summary>The log-likelihood of a dimension's answers at a grid point.</summary>
    public double LogLikelihood(int dimension, int point) => _curves[dimension * AbilityGrid.PointCount + point] * LikelihoodRow.Unit;

    /// <summary>Adds an answer by its precomputed row (see <see cref="LikelihoodRow"/>) and updates the posterior.</summary>
    public void Add(int dimension, ReadOnlySpan<long> row)
    {
        Span<long> curve = Curve(dimension);
        for (int k = 0; k < curve.Length; k++)
        {
            curve[k] += row[k];
        }

        _answers[dimension]++;
        Refresh(dimension);
        Sweep(WorkingTolerance, 3);
    }

    /// <summary>
    /// Finds the posterior from a start that depends on the answers only as a set: the result is the same to the last bit whatever their order
    /// and whatever was estimated on the way.
    /// </summary>
    public void Converge()
    {
        Array.Clear(_precision);
        Array.Clear(_shift);
        Rebuild();
        IsConverged = Sweep(ConvergedTolerance, MaximumSweeps);
        Rebuild();
    }

    /// <summary>A copy of this posterior, converged.</summary>
    public AbilityPosterior CloneConverged()
    {
        var clone = new AbilityPosterior(_prior, _grids);
        _curves.CopyTo(clone._curves, 0);
        _answers.CopyTo(clone._answers, 0);
        clone.Converge();
        return clone;
    }

    /// <summary>Mean w'm and standard deviation √(w'Vw) of the composite w'θ.</summary>
    public PosteriorSummary Composite(ReadOnlySpan<double> weights)
    {
        double mean = 0;
        double variance = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            mean += weights[i] * _mean[i];
            double row = 0;
            for (int j = 0; j < weights.Length; j++)
            {
                row += weights[j] * _covariance[i * weights.Length + j];
            }

            variance += weights[i] * row;
        }

        return new PosteriorSummary(mean, Math.Sqrt(variance));
    }

    /// <summary>Writes the marginal of a dimension on its grid as weights that sum to 1: cavity times likelihood.</summary>
    public void WriteMarginal(int dimension, Span<double> weights)
    {
        if (weights.Length != AbilityGrid.PointCount)
        {
            throw new ArgumentException($"{AbilityGrid.PointCount} places are expected, but there are {weights.Length}.", nameof(weights));
        }

        (double mean, double precision) = Cavity(dimension);
        double max = WriteLogDensity(dimension, mean, precision, weights);
        double sum = 0;
        for (int k = 0; k < weights.Length; k++)
        {
            weights[k] = PortableMath.Exp(weights[k] - max);
            sum += weights[k];
        }

        double scale = 1 / sum;
        for (int k = 0; k < weights.Length; k++)
        {
            weights[k] *= scale;
        }
    }

    private Span<long> Curve(int dimension) => _curves.AsSpan(dimension * AbilityGrid.PointCount, AbilityGrid.PointCount);

    private bool Sweep(double tolerance, int limit)
    {
        for (int sweep = 0; sweep < limit; sweep++)
        {
            double change = 0;
            for (int d = 0; d < Dimensions; d++)
            {
                if (_answers[d] > 0)
                {
                    change = Math.Max(change, Refresh(d));
                }
            }

            if (change <= tolerance)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Sets N(m, V) to what prior and sites say, one rank-one update for each site.</summary>
    private void Rebuild()
    {
        _prior.Covariance.CopyTo(_covariance);
        _prior.Mean.CopyTo(_mean);
        for (int d = 0; d < Dimensions; d++)
        {
            if (_precision[d] != 0 || _shift[d] != 0)
            {
                Multiply(d, _precision[d], _shift[d]);
            }
        }
    }

    /// <summary>Multiplies N(m, V) by exp(ν θ_d − ½ τ θ_d²): V ← V − τ/(1 + τV_dd) v v', m ← m + v(ν − τ m_d)/(1 + τV_dd) with v = V e_d.</summary>
    private void Multiply(int d, double precision, double shift)
    {
        int n = Dimensions;
        _covariance.AsSpan(d * n, n).CopyTo(_column);
        double scale = 1 / (1 + precision * _column[d]);
        double move = (shift - precision * _mean[d]) * scale;
        double shrink = precision * scale;
        for (int i = 0; i < n; i++)
        {
            _mean[i] += move * _column[i];
            double factor = shrink * _column[i];
            for (int j = 0; j < n; j++)
            {
                _covariance[i * n + j] -= factor * _column[j];
            }
        }
    }

    /// <summary>Refreshes the site of dimension d; returns the relative change of the marginal.</summary>
    private double Refresh(int d)
    {
        double variance = Variance(d);
        double mean = _mean[d];
        (double cavityMean, double cavityPrecision) = Cavity(d);
        if (!(cavityPrecision > 0))
        {
            return 0;
        }

        (double tiltedMean, double tiltedVariance) = TiltedMoments(d, cavityMean, cavityPrecision);
        double precision = 1 / tiltedVariance - cavityPrecision;
        double shift = tiltedMean / tiltedVariance - cavityMean * cavityPrecision;
        Multiply(d, precision - _precision[d], shift - _shift[d]);
        _precision[d] = precision;
        _shift[d] = shift;
        return Math.Max(Math.Abs(tiltedMean - mean) / Math.Sqrt(variance), Math.Abs(tiltedVariance - variance) / variance);
    }

    private (double Mean, double Precision) Cavity(int d)
    {
        double variance = Variance(d);
        double precision = 1 / variance - _precision[d];
        return ((_mean[d] / variance - _shift[d]) / precision, precision);
    }

    private (double Mean, double Variance) TiltedMoments(int d, double cavityMean, double cavityPrecision)
    {
        AbilityGrid grid = _grids[d];
        double max = WriteLogDensity(d, cavityMean, cavityPrecision, _log);
        double sum = 0;
        double first = 0;
        double second = 0;
        for (int k = 0; k < _log.Length; k++)
        {
            double weight = PortableMath.Exp(_log[k] - max);
            double x = grid[k] - cavityMean;
            sum += weight;
            first += weight * x;
            second += weight * x * x;
        }

        double mean = first / sum;
        double floor = grid.Step * grid.Step / 12;
        return (cavityMean + mean, Math.Max(second / sum - mean * mean, floor));
    }

    /// <summary>Log of cavity times likelihood up to a constant; returns its maximum.</summary>
    private double WriteLogDensity(int d, double cavityMean, double cavityPrecision, Span<double> log)
    {
        AbilityGrid grid = _grids[d];
        ReadOnlySpan<long> curve = Curve(d);
        double max = double.NegativeInfinity;
        for (int k = 0; k < curve.Length; k++)
        {
            double x = grid[k] - cavityMean;
            log[k] = curve[k] * LikelihoodRow.Unit - 0.5 * cavityPrecision * x * x;
            max = Math.Max(max, log[k]);
        }

        return max;
    }
}
