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
/// <see cref="Add"/> keeps a working posterior: enough for choosing items, and within some 1e-4 standard deviations of the converged one. It refreshes
/// the site of the dimension answered; the others follow by their cumulants until their cavities have moved far (see <see cref="Sites"/>).
/// <see cref="Converge"/> finds the estimate that is reported and that decides.
/// </remarks>
public sealed class AbilityPosterior
{
    /// <summary>Rank-one updates after which the covariance is made anew from the sites, before rounding can add up.</summary>
    private const int UpdatesBeforeRebuild = 256;

    private readonly AbilityGrid[] _grids;
    private readonly long[] _curves;
    private readonly JointNormal _joint;
    private readonly Sites _sites;
    private readonly Propagation _propagation;
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
        _curves = new long[n * AbilityGrid.PointCount];
        _joint = new JointNormal(prior, weights);
        _sites = new Sites(_joint, n);
        _propagation = new Propagation(_joint, _sites, _curves, _grids, steepest);
        Rebuild();
        _joint.UpdateComposite();
    }

    /// <summary>Number of dimensions.</summary>
    public int Dimensions => _sites.Dimensions;

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
    public int AnswerCount(int dimension) => _sites.Answers(dimension);

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
        _sites.CountAnswer(dimension);
        if (_isCorrected || _joint.Updates >= UpdatesBeforeRebuild)
        {
            Rebuild();
        }

        _propagation.Update(dimension);
        _joint.UpdateComposite();
    }

    /// <summary>
    /// Finds the posterior from a start that depends on the answers only as a set: the result is the same to the last bit whatever their order
    /// and whatever was estimated on the way. Means, variances and covariances then are what <see cref="MarginalCorrection"/> makes of them, until
    /// <see cref="Resume"/> or the next answer.
    /// </summary>
    public void Converge()
    {
        _sites.Clear();
        Rebuild();
        IsConverged = _propagation.Converge();
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
        clone._sites.CopyFrom(_sites);
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

        (double mean, double precision) = _sites.Cavity(dimension);
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

    /// <summary>Sets N(m, V) to what prior and sites say.</summary>
    private void Rebuild()
    {
        _sites.Rebuild();
        _isCorrected = false;
    }
}
