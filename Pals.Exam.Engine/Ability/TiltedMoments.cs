using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Ability;

/// <summary>
/// Mean and variance of the tilted distribution, exp(curve(θ)) · N(θ; cavity), by the trapezoid rule on a grid. On a density like the normal one
/// with standard deviation s and spacing h its relative error is about 2 exp(−2π²s²/h²): 5e-9 at h = s. A posterior much wider than the grid's
/// spacing is therefore summed over every fourth or second point, in a window around its centre: always 32 points, four vectors of eight.
/// </summary>
internal static class TiltedMoments
{
    /// <summary>Distributions of a smaller standard deviation than 4/3 of the grid's spacing are too narrow for it; squared.</summary>
    private const double FinestVariance = 16.0 / 9;

    /// <summary>A window's spacing is at most the standard deviation that is expected; squared.</summary>
    private const double ExpectedVariance = 1;

    /// <summary>Below this variance, in steps, a window takes the points halfway between the grid's too: there it still reaches far enough.</summary>
    private const double WidestBetween = 1.4;

    /// <summary>And at most 1.15 of the standard deviation that is found, which leaves an error of 7e-7.</summary>
    private const double FoundVariance = 0.75;

    /// <summary>
    /// A response curve of slope a has its poles π/a off the real axis, and a spacing h then errs by exp(−2π²/(ah)): 1e-6 at this value of ah.
    /// </summary>
    private const double SteepestRise = 1.4;

    /// <summary>How far, in standard deviations, a window must reach beyond the mean on either side.</summary>
    private const double Reach = 6;

    /// <summary>A window reaches 16 of its spacings to either side: seven standard deviations of this variance in spacings, one to spare.</summary>
    private const double WidestInWindow = 256.0 / 49;

    /// <summary>Windows move with the mean that they find; the second try fits unless an answer was a great surprise.</summary>
    private const int MaximumTries = 6;

    /// <summary>True when a distribution is too narrow for the grid's own points. Where the grid ends its points alone are used.</summary>
    public static bool IsNarrow(in AbilityGrid grid, Moments moments) =>
        moments.Variance < FinestVariance * grid.Step * grid.Step && !IsAtEnd(grid, moments);

    /// <summary>
    /// True when the grid's end cuts into a distribution, as after hundreds of right answers. The sum over all points then stands for it: on
    /// fixed points a wrong answer cannot raise the mean.
    /// </summary>
    private static bool IsAtEnd(in AbilityGrid grid, Moments moments)
    {
        double margin = Math.Min(moments.Mean - grid.Start, grid.End - moments.Mean);
        return margin <= 0 || margin * margin < Reach * Reach * moments.Variance;
    }

    /// <summary>
    /// The slope of a right-or-wrong item that errs at least as much under a coarse spacing: π over a bound on how near to the real axis the item's
    /// response curves have a pole. Those of partial credit have theirs at the zeros of E[exp(iy(X − EX))], X being a times the score at some ability,
    /// whose real part is at least 1 − y² Var X / 2, and Var X is the item's information; nor can a sum of K + 1 such terms vanish within π/(aK).
    /// </summary>
    public static double Steepness(ItemParameters item)
    {
        if (item.Model != ItemModel.GeneralizedPartialCredit)
        {
            return item.Discrimination;
        }

        // Between points so close, information, |I'| ≤ aK I, grows by at most exp(1/16) above the larger of its neighbours.
        double slope = item.Discrimination * item.MaximumScore;
        double step = 0.125 / slope;
        double margin = 4 / item.Discrimination;
        double largest = 0;
        for (double theta = item.Thresholds.Min() - margin; theta <= item.Thresholds.Max() + margin; theta += step)
        {
            largest = Math.Max(largest, item.Information(theta));
        }

        return Math.Min(slope, Math.PI * Math.Sqrt(0.5 * largest * Math.Exp(0.0625)));
    }

    /// <summary>The coarsest spacing, in steps of the grid, that resolves response curves of slope <paramref name="steepest"/>; 0 for none.</summary>
    public static int CoarsestStride(in AbilityGrid grid, double steepest)
    {
        double rise = grid.Step * steepest;
        return 4 * rise <= SteepestRise ? 4 : 2 * rise <= SteepestRise ? 2 : rise <= SteepestRise ? 1 : 0;
    }

    /// <summary>
    /// The moments by 32 points chosen around <paramref name="guess"/>, by <see cref="NarrowMoments"/>, or by the whole grid where the curve is too
    /// steep for the spacing that the guess suggests.
    /// </summary>
    public static Moments Find(
        ReadOnlySpan<long> curve,
        in AbilityGrid grid,
        double cavityMean,
        double cavityPrecision,
        Moments guess,
        int coarsestStride,
        bool withShape = false)
    {
        double step = grid.Step;
        for (int attempt = 0; ; attempt++)
        {
            double steps = guess.Variance * (grid.InverseStep * grid.InverseStep);
            if (IsAtEnd(grid, guess))
            {
                return FindOnWholeGrid(curve, grid, cavityMean, cavityPrecision, guess, narrow: false);
            }

            int origin = (int)((guess.Mean - grid.Start) * grid.InverseStep - 7.25);
            if (steps >= 0.25 * ExpectedVariance && steps < WidestBetween && HalfSteps.Fits(origin))
            {
                Moments between = HalfSteps.Window(curve, grid, cavityMean, cavityPrecision, guess.Mean, origin, withShape);
                double room = Math.Min(between.Mean - grid[origin], grid[origin + HalfSteps.Reach] - between.Mean);
                bool suffices = room > 0 && room * room >= Reach * Reach * between.Variance && between.Variance >= 0.25 * FoundVariance * step * step;
                if (suffices && !IsAtEnd(grid, between))
                {
                    return between;
                }

                if (attempt < MaximumTries)
                {
                    guess = between;
                    continue;
                }
            }

            if (steps < WidestBetween)
            {
                Moments narrow = NarrowMoments.Find(curve, grid, cavityMean, cavityPrecision, guess);
                return IsAtEnd(grid, narrow) ? FindOnWholeGrid(curve, grid, cavityMean, cavityPrecision, guess, narrow: false) : narrow;
            }

            int stride = steps >= 16 * ExpectedVariance ? 4 : steps >= 4 * ExpectedVariance ? 2 : 1;
            if (stride > coarsestStride && coarsestStride > 0 && steps <= coarsestStride * coarsestStride * WidestInWindow)
            {
                stride = coarsestStride;
            }

            if (stride > coarsestStride)
            {
                guess = FindOnWholeGrid(curve, grid, cavityMean, cavityPrecision, guess, narrow: false, Math.Max(coarsestStride, 1));
                if (IsNarrow(grid, guess))
                {
                    continue;
                }

                return guess;
            }

            int vectors = stride == 4 ? Vectors(steps) : 4;
            int slots = stride == 4 ? 8 * vectors : 8 * stride;
            double slot = (guess.Mean - grid.Start) * (grid.InverseStep * (1.0 / AbilityGrid.Phases)) - 0.5 * slots;
            int first = (int)Math.Clamp(slot + 0.5, 0, AbilityGrid.PhaseLength - slots);
            Moments found = GridMoments.Window(curve, grid, cavityMean, cavityPrecision, guess.Mean, stride, first, vectors, withShape);
            double margin = Math.Min(
                first == 0 ? double.PositiveInfinity : found.Mean - grid[AbilityGrid.Phases * first],
                first == AbilityGrid.PhaseLength - slots ? double.PositiveInfinity : grid[AbilityGrid.Phases * (first + slots - 1)] - found.Mean);
            bool reaches = margin > 0 && margin * margin >= Reach * Reach * found.Variance;
            bool resolves = found.Variance >= FoundVariance * stride * stride * step * step;
            if (IsAtEnd(grid, found))
            {
                return FindOnWholeGrid(curve, grid, cavityMean, cavityPrecision, found, narrow: false);
            }

            if ((reaches && resolves) || attempt == MaximumTries)
            {
                return found;
            }

            guess = new Moments(found.Mean, found.Variance);
        }
    }

    /// <summary>How many vectors of every fourth point reach 6.6 standard deviations to either side, half a slot lost to rounding.</summary>
    private static int Vectors(double variance) => variance <= 20.6 ? 2 : variance <= 48.5 ? 3 : 4;

    /// <summary>
    /// The moments by all points of the grid, or every <paramref name="stride"/>-th, or by <see cref="NarrowMoments"/> when <paramref name="narrow"/>.
    /// </summary>
    public static Moments FindOnWholeGrid(
        ReadOnlySpan<long> curve, in AbilityGrid grid, double cavityMean, double cavityPrecision, Moments guess, bool narrow, int stride = 1)
    {
        if (narrow)
        {
            return NarrowMoments.Find(curve, grid, cavityMean, cavityPrecision, guess);
        }

        return GridMoments.All(curve, grid, cavityMean, cavityPrecision, guess.Mean, stride);
    }
}
