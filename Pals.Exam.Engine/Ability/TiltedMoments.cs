using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Ability;

/// <summary>Mean and variance of a distribution of one dimension, and its third and fourth cumulants, or NaN where nobody asked for them.</summary>
internal readonly record struct Moments(double Mean, double Variance, double Third = double.NaN, double Fourth = double.NaN);

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

    /// <summary>Exponentials of so much, times the fourth power of any distance on a grid, do not overflow.</summary>
    private const double SafeExponent = 600;

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
            Moments found = Window(curve, grid, cavityMean, cavityPrecision, guess.Mean, stride, first, vectors, withShape);
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

        Debug.Assert(curve.Length == AbilityGrid.PointCount);
        ref long start = ref MemoryMarshal.GetReference(curve);
        Vector512<double> toCavity = Vector512.Create(guess.Mean - cavityMean);
        Vector512<double> half = Vector512.Create(0.5 * cavityPrecision);
        Vector512<double> lanes = Lanes(grid);
        Vector512<double> max = Vector512.Create(double.NegativeInfinity);
        for (int phase = 0; phase < AbilityGrid.Phases; phase += stride)
        {
            for (int k = phase * AbilityGrid.PhaseLength; k < (phase + 1) * AbilityGrid.PhaseLength; k += 8)
            {
                Vector512<double> y = lanes + Vector512.Create(First(grid, k) - guess.Mean);
                max = Vector512.Max(max, LogDensity(ref start, k, y, toCavity, half));
            }
        }

        Vector512<double> top = Vector512.Create(PortableVector.Max(max));
        Vector512<double> sum = Vector512<double>.Zero;
        Vector512<double> first = Vector512<double>.Zero;
        Vector512<double> second = Vector512<double>.Zero;
        for (int phase = 0; phase < AbilityGrid.Phases; phase += stride)
        {
            for (int k = phase * AbilityGrid.PhaseLength; k < (phase + 1) * AbilityGrid.PhaseLength; k += 8)
            {
                Vector512<double> y = lanes + Vector512.Create(First(grid, k) - guess.Mean);
                Vector512<double> weight = PortableVector.Exp(LogDensity(ref start, k, y, toCavity, half) - top);
                Vector512<double> moment = weight * y;
                sum += weight;
                first += moment;
                second += moment * y;
            }
        }

        return Finish(guess.Mean, PortableVector.Sum(sum), PortableVector.Sum(first), PortableVector.Sum(second), grid);
    }

    /// <summary>
    /// The moments by 8 · <paramref name="stride"/> slots from <paramref name="first"/> on of each <paramref name="stride"/>-th phase; a slot
    /// holds one point of each phase. With a stride of 4 two or three of the four vectors may do.
    /// </summary>
    internal static Moments Window(
        ReadOnlySpan<long> curve,
        in AbilityGrid grid,
        double cavityMean,
        double cavityPrecision,
        double center,
        int stride,
        int first,
        int vectors = 4,
        bool withShape = false)
    {
        Debug.Assert(curve.Length == AbilityGrid.PointCount);
        Debug.Assert(stride == 4 || vectors == 4);
        Debug.Assert(first >= 0 && first + 2 * stride * vectors <= AbilityGrid.PhaseLength);
        int k1 = stride == 4 ? first + 8 : stride == 2 ? first + 8 : first + AbilityGrid.PhaseLength;
        int k2 = stride == 4 ? first + 16 : first + 2 * AbilityGrid.PhaseLength;
        int k3 = stride == 4 ? first + 24 : stride == 2 ? first + 2 * AbilityGrid.PhaseLength + 8 : first + 3 * AbilityGrid.PhaseLength;
        ref long start = ref MemoryMarshal.GetReference(curve);
        Vector512<double> toCavity = Vector512.Create(center - cavityMean);
        Vector512<double> half = Vector512.Create(0.5 * cavityPrecision);
        Vector512<double> lanes = Lanes(grid);
        Vector512<double> y0 = lanes + Vector512.Create(First(grid, first) - center);
        Vector512<double> y1 = lanes + Vector512.Create(First(grid, k1) - center);
        Vector512<double> y2 = y0;
        Vector512<double> y3 = y0;
        Vector512<double> w0 = LogDensity(ref start, first, y0, toCavity, half);
        Vector512<double> w1 = LogDensity(ref start, k1, y1, toCavity, half);
        Vector512<double> w2 = w0;
        Vector512<double> w3 = w0;
        if (vectors > 2)
        {
            y2 = lanes + Vector512.Create(First(grid, k2) - center);
            w2 = LogDensity(ref start, k2, y2, toCavity, half);
        }

        if (vectors > 3)
        {
            y3 = lanes + Vector512.Create(First(grid, k3) - center);
            w3 = LogDensity(ref start, k3, y3, toCavity, half);
        }

        return Sum(center, w0, w1, w2, w3, y0, y1, y2, y3, vectors, grid, withShape);
    }

    /// <summary>
    /// Mean and variance from the log-densities of equally spaced points and the points' distances from <paramref name="center"/>; of four vectors the
    /// first two, three or all count.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Moments Sum(
        double center,
        Vector512<double> w0,
        Vector512<double> w1,
        Vector512<double> w2,
        Vector512<double> w3,
        Vector512<double> y0,
        Vector512<double> y1,
        Vector512<double> y2,
        Vector512<double> y3,
        int vectors,
        in AbilityGrid grid,
        bool withShape)
    {
        // Any point's density serves as the unit as long as no other overflows in it. Vectors that do not count repeat one that does.
        Vector512<double> top = Vector512.Create(w1.ToScalar());
        Vector512<double> max = Vector512.Max(Vector512.Max(w0, w1), Vector512.Max(w2, w3));
        if (Vector512.GreaterThanAny(max, top + Vector512.Create(SafeExponent)))
        {
            top = Vector512.Create(PortableVector.Max(max));
        }

        w0 = PortableVector.Exp(w0 - top);
        w1 = PortableVector.Exp(w1 - top);
        Vector512<double> sum = w0 + w1;
        w0 *= y0;
        w1 *= y1;
        Vector512<double> firsts = w0 + w1;
        w0 *= y0;
        w1 *= y1;
        Vector512<double> seconds = w0 + w1;
        if (vectors > 2)
        {
            w2 = PortableVector.Exp(w2 - top);
            sum += w2;
            w2 *= y2;
            firsts += w2;
            w2 *= y2;
            seconds += w2;
        }

        if (vectors > 3)
        {
            w3 = PortableVector.Exp(w3 - top);
            sum += w3;
            w3 *= y3;
            firsts += w3;
            w3 *= y3;
            seconds += w3;
        }

        Moments moments = Finish(center, PortableVector.Sum(sum), PortableVector.Sum(firsts), PortableVector.Sum(seconds), grid);
        if (!withShape)
        {
            return moments;
        }

        w0 *= y0;
        w1 *= y1;
        Vector512<double> thirds = w0 + w1;
        Vector512<double> fourths = w0 * y0 + w1 * y1;
        if (vectors > 2)
        {
            w2 *= y2;
            thirds += w2;
            fourths += w2 * y2;
        }

        if (vectors > 3)
        {
            w3 *= y3;
            thirds += w3;
            fourths += w3 * y3;
        }

        double scale = 1 / PortableVector.Sum(sum);
        double mean = moments.Mean - center;
        double third = PortableVector.Sum(thirds) * scale;
        double fourth = PortableVector.Sum(fourths) * scale;
        double square = mean * mean;
        double variance = moments.Variance;
        return moments with
        {
            Third = third - mean * (3 * variance + square),
            Fourth = fourth - mean * (4 * third) + square * (6 * variance + 3 * square) - 3 * variance * variance,
        };
    }

    /// <summary>Mean and variance from Σw, Σwy and Σwy², y = θ − center.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Moments Finish(double center, double sum, double first, double second, in AbilityGrid grid)
    {
        double scale = 1 / sum;
        double mean = first * scale;

        // A distribution piled up at the end of the grid can round to a single point; no variance is below that of a uniform step's sixteenth.
        return new Moments(center + mean, Math.Max(second * scale - mean * mean, grid.Step * grid.Step / (12 * 256)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> LogDensity(
        ref long curve, int place, Vector512<double> y, Vector512<double> toCavity, Vector512<double> half)
    {
        Vector512<double> x = y + toCavity;
        Vector512<long> units = Vector512.LoadUnsafe(ref curve, (nuint)place);
        return Vector512.ConvertToDouble(units) * Vector512.Create(LikelihoodRow.Unit) - half * x * x;
    }

    /// <summary>The grid point stored at <paramref name="place"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double First(in AbilityGrid grid, int place) =>
        grid[place % AbilityGrid.PhaseLength * AbilityGrid.Phases + place / AbilityGrid.PhaseLength];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Lanes(in AbilityGrid grid) =>
        Vector512.Create(0.0, 1, 2, 3, 4, 5, 6, 7) * Vector512.Create(AbilityGrid.Phases * grid.Step);
}
