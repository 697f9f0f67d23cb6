using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
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
/// <remarks>
/// <see cref="Add"/> keeps a working posterior: enough for choosing items, and within some 1e-4 standard deviations of the converged one.
/// <see cref="Converge"/> finds the estimate that is reported and that decides.
/// </remarks>
public sealed class AbilityPosterior
{
    /// <summary>
    /// How far a marginal may move, in its standard deviations (its variance relatively), before its site is refreshed while an exam goes on.
    /// A site answers to such a move by a small fraction of it.
    /// </summary>
    private const double WorkingTolerance = 1e-3;

    private const int WorkingSweeps = 4;

    /// <summary>
    /// The same for <see cref="Converge"/>. It need not be rounding's: where the iteration stops depends on the set of answers alone, so that the
    /// result does not depend on their order.
    /// </summary>
    private const double ConvergedTolerance = 1e-9;

    /// <summary>
    /// While marginals move by more than this, <see cref="Converge"/> refreshes sites by every second point, whatever the pool: its result depends on
    /// prior and answers alone.
    /// </summary>
    private const double RoughTolerance = 1e-4;

    private const int RoughStride = 2;

    private const int MaximumSweeps = 200;

    /// <summary>From this sweep on steps are halved, which ends the rare oscillation of likelihoods with two modes.</summary>
    private const int FirstDampedSweep = 30;

    /// <summary>Whether a curve needs the narrow quadrature is settled by this sweep, so that the iteration has one fixed point.</summary>
    private const int LastUnsettledSweep = 4;

    /// <summary>Rank-one updates after which the covariance is made anew from the sites, before rounding can add up.</summary>
    private const int UpdatesBeforeRebuild = 256;

    private readonly AbilityGrid[] _grids;
    private readonly int[] _coarsest;
    private readonly long[] _curves;
    private readonly Site[] _sites;
    private readonly JointNormal _joint;
    private bool _isCorrected;

    /// <summary>Starts at the prior.</summary>
    /// <param name="prior">The distribution before the first answer.</param>
    /// <param name="grids">A grid for each dimension; wide enough for <paramref name="prior"/>.</param>
    /// <param name="weights">The weights w of the composite w'θ.</param>
    /// <param name="steepest">
    /// The largest slope of a response curve in each dimension, which bounds how coarse the working quadrature may be; when empty it always takes
    /// the whole grid.
    /// </param>
    /// <exception cref="ArgumentException">The numbers of dimensions differ.</exception>
    public AbilityPosterior(
        AbilityPrior prior, ReadOnlySpan<AbilityGrid> grids, ReadOnlySpan<double> weights, ReadOnlySpan<double> steepest = default)
    {
        ArgumentNullException.ThrowIfNull(prior);
        if (grids.Length != prior.Dimensions || weights.Length != prior.Dimensions)
        {
            throw new ArgumentException(
                $"A prior of {prior.Dimensions} dimensions needs as many grids and weights, but there are {grids.Length} and {weights.Length}.",
                nameof(grids));
        }

        int n = prior.Dimensions;
        _grids = grids.ToArray();
        _coarsest = new int[n];
        for (int d = 0; d < steepest.Length; d++)
        {
            _coarsest[d] = TiltedMoments.CoarsestStride(grids[d], steepest[d]);
        }

        _curves = new long[n * AbilityGrid.PointCount];
        _sites = new Site[n];
        _joint = new JointNormal(prior, weights);
        Rebuild();
        _joint.UpdateComposite();
    }

    /// <summary>Number of dimensions.</summary>
    public int Dimensions => _sites.Length;

    /// <summary>False when the last <see cref="Converge"/> ran out of sweeps.</summary>
    public bool IsConverged { get; private set; } = true;

    /// <summary>Mean w'm and variance w'Vw of the composite w'θ.</summary>
    public PosteriorSummary Composite => new(CompositeMean, Math.Sqrt(CompositeVariance));

    internal double CompositeMean => _joint.CompositeMean;

    internal double CompositeVariance => _joint.CompositeVariance;

    /// <summary>Posterior mean of a dimension, in logits.</summary>
    public double Mean(int dimension) => _joint.Mean(dimension);

    /// <summary>Posterior variance of a dimension, in logits².</summary>
    public double Variance(int dimension) => _joint.Variance(dimension);

    /// <summary>Posterior covariance of two dimensions, in logits².</summary>
    public double Covariance(int i, int j) => _joint.Covariance(i, j);

    /// <summary>(Vw)_d: posterior covariance of a dimension with the composite, in logits².</summary>
    public double CovarianceWithComposite(int dimension) => _joint.CovarianceWithComposite(dimension);

    /// <summary>Number of answers in a dimension.</summary>
    public int AnswerCount(int dimension) => _sites[dimension].Answers;

    /// <summary>The log-likelihood of a dimension's answers at a grid point.</summary>
    public double LogLikelihood(int dimension, int point) => Curve(dimension)[AbilityGrid.Place(point)] * LikelihoodRow.Unit;

    /// <summary>Adds an answer by its precomputed row (see <see cref="LikelihoodRow"/>) and updates the posterior.</summary>
    /// <exception cref="ArgumentException">The row has another length than a grid.</exception>
    public void Add(int dimension, ReadOnlySpan<long> row)
    {
        if (row.Length != AbilityGrid.PointCount)
        {
            throw new ArgumentException($"A row of {AbilityGrid.PointCount} values is expected, but it has {row.Length}.", nameof(row));
        }

        AddRow(Curve(dimension), row);
        _sites[dimension].Answers++;
        if (_isCorrected || _joint.Updates >= UpdatesBeforeRebuild)
        {
            Rebuild();
        }

        Refresh(dimension);
        for (int sweep = 0; sweep < WorkingSweeps && RefreshMoved(); sweep++)
        {
        }

        _joint.UpdateComposite();
    }

    /// <summary>
    /// Finds the posterior from a start that depends on the answers only as a set: the result is the same to the last bit whatever their order
    /// and whatever was estimated on the way. Means and variances then hold what <see cref="MarginalCorrection"/> makes of them, until
    /// <see cref="Resume"/> or the next answer.
    /// </summary>
    public void Converge()
    {
        for (int d = 0; d < _sites.Length; d++)
        {
            _sites[d] = new Site { Answers = _sites[d].Answers };
        }

        Rebuild();
        IsConverged = Sweep();
        Rebuild();
        if (Dimensions > 1)
        {
            MarginalCorrection.Apply(_joint, _curves, _grids, _sites);
            _isCorrected = true;
        }

        _joint.UpdateComposite();
    }

    /// <summary>Goes back from corrected moments to the product of prior and sites, with which an exam goes on.</summary>
    public void Resume()
    {
        if (_isCorrected)
        {
            Rebuild();
            _joint.UpdateComposite();
        }
    }

    /// <summary>A copy of this posterior, converged.</summary>
    public AbilityPosterior CloneConverged()
    {
        var clone = new AbilityPosterior(_joint.Prior, _grids, _joint.Weights);
        _curves.CopyTo(clone._curves, 0);
        _sites.CopyTo(clone._sites, 0);
        clone.Converge();
        return clone;
    }

    /// <summary>Writes the marginal of a dimension on its grid as weights that sum to 1: cavity times likelihood.</summary>
    /// <exception cref="ArgumentException">The span has another length than a grid.</exception>
    public void WriteMarginal(int dimension, Span<double> weights)
    {
        if (weights.Length != AbilityGrid.PointCount)
        {
            throw new ArgumentException($"{AbilityGrid.PointCount} places are expected, but there are {weights.Length}.", nameof(weights));
        }

        (double mean, double precision) = Cavity(dimension);
        AbilityGrid grid = _grids[dimension];
        double max = double.NegativeInfinity;
        for (int k = 0; k < weights.Length; k++)
        {
            double x = grid[k] - mean;
            weights[k] = LogLikelihood(dimension, k) - 0.5 * precision * x * x;
            max = Math.Max(max, weights[k]);
        }

        double sum = 0;
        for (int k = 0; k < weights.Length; k++)
        {
            weights[k] -= max;
        }

        PortableVector.Exp(weights, weights);
        foreach (double weight in weights)
        {
            sum += weight;
        }

        double scale = 1 / sum;
        for (int k = 0; k < weights.Length; k++)
        {
            weights[k] *= scale;
        }
    }

    internal static void AddRow(Span<long> curve, ReadOnlySpan<long> row)
    {
        ref long target = ref MemoryMarshal.GetReference(curve);
        ref long source = ref MemoryMarshal.GetReference(row);
        for (nuint k = 0; k < AbilityGrid.PointCount; k += 8)
        {
            (Vector512.LoadUnsafe(ref target, k) + Vector512.LoadUnsafe(ref source, k)).StoreUnsafe(ref target, k);
        }
    }

    private Span<long> Curve(int dimension) => _curves.AsSpan(dimension * AbilityGrid.PointCount, AbilityGrid.PointCount);

    /// <summary>Refreshes the sites whose marginals have moved since they were last refreshed; false when none has.</summary>
    private bool RefreshMoved()
    {
        bool any = false;
        for (int d = 0; d < _sites.Length; d++)
        {
            ref readonly Site site = ref _sites[d];
            double variance = Variance(d);
            double mean = _joint.Mean(d) - site.Mean;
            double change = variance - site.Variance;
            if (site.Answers > 0
                && (mean * mean > WorkingTolerance * WorkingTolerance * variance || Math.Abs(change) > WorkingTolerance * variance))
            {
                Refresh(d);
                any = true;
            }
        }

        return any;
    }

    /// <summary>Refreshes the site of a dimension by the moments in a window.</summary>
    private void Refresh(int d)
    {
        (double cavityMean, double cavityPrecision) = Cavity(d);
        if (cavityPrecision > 0)
        {
            var guess = new Moments(_joint.Mean(d), Variance(d));
            Moments tilted = TiltedMoments.Find(Curve(d), _grids[d], cavityMean, cavityPrecision, guess, _coarsest[d]);
            Match(d, cavityMean, cavityPrecision, tilted, 1);
        }

        ref Site site = ref _sites[d];
        site.Mean = _joint.Mean(d);
        site.Variance = Variance(d);
    }

    /// <summary>Refreshes every site, at last on the whole grid, until none moves; false when that does not happen.</summary>
    private bool Sweep()
    {
        Span<bool> narrow = Dimensions <= 64 ? stackalloc bool[Dimensions] : new bool[Dimensions];
        bool isRough = true;
        for (int sweep = 0; sweep < MaximumSweeps; sweep++)
        {
            double largest = 0;
            bool settled = true;
            for (int d = 0; d < _sites.Length; d++)
            {
                if (_sites[d].Answers == 0)
                {
                    continue;
                }

                (double cavityMean, double cavityPrecision) = Cavity(d);
                if (!(cavityPrecision > 0))
                {
                    largest = double.PositiveInfinity;
                    continue;
                }

                var marginal = new Moments(_joint.Mean(d), Variance(d));
                Moments tilted = isRough
                    ? TiltedMoments.Find(Curve(d), _grids[d], cavityMean, cavityPrecision, marginal, RoughStride)
                    : TiltedMoments.FindOnWholeGrid(Curve(d), _grids[d], cavityMean, cavityPrecision, marginal, narrow[d]);
                if (sweep <= LastUnsettledSweep)
                {
                    bool isNarrow = TiltedMoments.IsNarrow(_grids[d], tilted);
                    settled &= isNarrow == narrow[d];
                    narrow[d] = isNarrow;
                }

                double change = Math.Max(
                    Math.Abs(tilted.Mean - marginal.Mean) / Math.Sqrt(tilted.Variance),
                    Math.Abs(tilted.Variance - marginal.Variance) / tilted.Variance);
                largest = Math.Max(largest, change);
                Match(d, cavityMean, cavityPrecision, tilted, sweep < FirstDampedSweep ? 1 : 0.5);
            }

            if (settled && !isRough && largest <= ConvergedTolerance)
            {
                return true;
            }

            isRough &= largest > RoughTolerance && sweep < FirstDampedSweep;
        }

        return false;
    }

    /// <summary>The marginal of dimension d with its own site divided out.</summary>
    private (double Mean, double Precision) Cavity(int d)
    {
        ref readonly Site site = ref _sites[d];
        double scale = 1 / Variance(d);
        double precision = scale - site.Precision;
        return ((_joint.Mean(d) * scale - site.Shift) / precision, precision);
    }

    /// <summary>Moves the site of dimension d (all the way for a step of 1) to where the marginal gets the tilted moments.</summary>
    private void Match(int d, double cavityMean, double cavityPrecision, Moments tilted, double step)
    {
        ref Site site = ref _sites[d];
        double scale = 1 / tilted.Variance;
        double precision = step * (scale - cavityPrecision - site.Precision);
        double shift = step * (tilted.Mean * scale - cavityMean * cavityPrecision - site.Shift);
        site.Precision += precision;
        site.Shift += shift;
        _joint.Multiply(d, precision, shift);
    }

    /// <summary>Sets N(m, V) to what prior and sites say, one rank-one update for each site.</summary>
    private void Rebuild()
    {
        _joint.Reset();
        for (int d = 0; d < _sites.Length; d++)
        {
            if (_sites[d].Answers > 0)
            {
                _joint.Multiply(d, _sites[d].Precision, _sites[d].Shift);
            }
        }

        _isCorrected = false;
    }
}
