using System.Numerics;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Ability;

/// <summary>Expectation propagation: moves the sites of one posterior to where each gives its marginal the moments of its tilted distribution.</summary>
internal sealed class Propagation
{
    private const int WorkingSweeps = 4;

    /// <summary>
    /// How far a marginal may still move, in its standard deviations (its variance relatively), when <see cref="Converge"/> ends. It need not be
    /// rounding's: where the iteration stops depends on the set of answers alone, so that the result does not depend on their order.
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

    private readonly JointNormal _joint;
    private readonly Sites _sites;
    private readonly long[] _curves;
    private readonly AbilityGrid[] _grids;
    private readonly int[] _coarsest;

    /// <summary>Works on what is handed to it; see <see cref="AbilityPosterior"/> for <paramref name="steepest"/>.</summary>
    public Propagation(JointNormal joint, Sites sites, long[] curves, AbilityGrid[] grids, ReadOnlySpan<double> steepest)
    {
        _joint = joint;
        _sites = sites;
        _curves = curves;
        _grids = grids;
        _coarsest = new int[grids.Length];
        for (int d = 0; d < steepest.Length; d++)
        {
            _coarsest[d] = TiltedMoments.CoarsestStride(grids[d], steepest[d]);
        }
    }

    private int Dimensions => _grids.Length;

    /// <summary>Takes in that the curve of a dimension has changed; near the fixed point, by few points of the grid.</summary>
    public void Update(int dimension)
    {
        Refresh(dimension);
        for (int sweep = 0; Dimensions > 1 && sweep < WorkingSweeps && Follow(); sweep++)
        {
        }
    }

    /// <summary>Refreshes every site, at last on the whole grid, until none moves; false when that does not happen.</summary>
    public bool Converge()
    {
        Span<bool> narrow = Dimensions <= 64 ? stackalloc bool[Dimensions] : new bool[Dimensions];
        bool isRough = true;
        for (int sweep = 0; sweep < MaximumSweeps; sweep++)
        {
            double largest = 0;
            bool settled = true;
            for (int d = 0; d < Dimensions; d++)
            {
                if (_sites.Answers(d) == 0)
                {
                    continue;
                }

                (double cavityMean, double cavityPrecision) = _sites.Cavity(d);
                if (!(cavityPrecision > 0))
                {
                    largest = double.PositiveInfinity;
                    continue;
                }

                var marginal = new Moments(_joint.Mean(d), _joint.Variance(d));
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
                _sites.Match(d, cavityMean, cavityPrecision, tilted, sweep < FirstDampedSweep ? 1 : 0.5);
            }

            if (settled && !isRough && largest <= ConvergedTolerance)
            {
                return true;
            }

            isRough &= largest > RoughTolerance && sweep < FirstDampedSweep;
        }

        return false;
    }

    /// <summary>
    /// Moves the sites to what their cavities now make of them: foretold where a cavity has moved little, refreshed where it has moved far. False when none
    /// had to.
    /// </summary>
    private bool Follow()
    {
        bool any = false;
        for (int first = 0; first < Dimensions; first += GridKernel.Lanes)
        {
            (uint tooFar, uint moved) = _sites.Foretell(first);
            for (uint lanes = tooFar | moved; lanes != 0; lanes &= lanes - 1)
            {
                int lane = BitOperations.TrailingZeroCount(lanes);
                any = true;
                if ((tooFar >> lane & 1) != 0)
                {
                    Refresh(first + lane);
                }
                else
                {
                    _sites.Follow(first + lane);
                }
            }
        }

        return any;
    }

    /// <summary>Refreshes the site of a dimension by the moments in a window.</summary>
    private void Refresh(int d)
    {
        (double cavityMean, double cavityPrecision) = _sites.Cavity(d);
        if (cavityPrecision > 0)
        {
            var guess = new Moments(_joint.Mean(d), _joint.Variance(d));
            Moments tilted = TiltedMoments.Find(Curve(d), _grids[d], cavityMean, cavityPrecision, guess, _coarsest[d], withShape: Dimensions > 1);
            _sites.Match(d, cavityMean, cavityPrecision, tilted, 1);
            _sites.Note(d, cavityMean, cavityPrecision, tilted);
        }
        else
        {
            _sites.NoteDue(d);
        }
    }

    private ReadOnlySpan<long> Curve(int d) => _curves.AsSpan(d * AbilityGrid.PointCount, AbilityGrid.PointCount);
}
