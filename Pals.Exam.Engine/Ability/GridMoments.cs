using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Ability;

/// <summary>
/// Moments of exp(curve(θ)) · N(θ; cavity) by sums over grid points, eight to a vector: over the whole grid, or over a window of 32 points. Which points
/// do is for <see cref="TiltedMoments"/> to say.
/// </summary>
internal static class GridMoments
{
    /// <summary>Exponentials of so much, times the fourth power of any distance on a grid, do not overflow.</summary>
    private const double SafeExponent = 600;

    /// <summary>A vector of weights so far below another weight, as a logarithm, adds nothing to any sum.</summary>
    private const double NegligibleExponent = -100;

    /// <summary>The moments by all points, or every <paramref name="stride"/>-th; <paramref name="center"/> is where the bulk is expected.</summary>
    [SkipLocalsInit]
    public static Moments All(
        ReadOnlySpan<long> curve, in AbilityGrid grid, double cavityMean, double cavityPrecision, double center, int stride)
    {
        Debug.Assert(curve.Length == AbilityGrid.PointCount);
        ref long start = ref MemoryMarshal.GetReference(curve);
        Vector512<double> toCavity = Vector512.Create(center - cavityMean);
        Vector512<double> half = Vector512.Create(0.5 * cavityPrecision);
        Vector512<double> lanes = Lanes(grid);
        Span<double> logs = stackalloc double[AbilityGrid.PointCount];
        ref double log = ref MemoryMarshal.GetReference(logs);
        Vector512<double> max = Vector512.Create(double.NegativeInfinity);
        for (int phase = 0; phase < AbilityGrid.Phases; phase += stride)
        {
            for (int k = phase * AbilityGrid.PhaseLength; k < (phase + 1) * AbilityGrid.PhaseLength; k += 8)
            {
                Vector512<double> y = lanes + Vector512.Create(First(grid, k) - center);
                Vector512<double> value = LogDensity(ref start, k, y, toCavity, half);
                value.StoreUnsafe(ref log, (nuint)k);
                max = Vector512.Max(max, value);
            }
        }

        double largest = PortableVector.Max(max);
        Vector512<double> top = Vector512.Create(largest);
        Vector512<double> negligible = Vector512.Create(largest + NegligibleExponent);
        Vector512<double> sum = Vector512<double>.Zero;
        Vector512<double> first = Vector512<double>.Zero;
        Vector512<double> second = Vector512<double>.Zero;
        for (int phase = 0; phase < AbilityGrid.Phases; phase += stride)
        {
            for (int k = phase * AbilityGrid.PhaseLength; k < (phase + 1) * AbilityGrid.PhaseLength; k += 8)
            {
                Vector512<double> value = Vector512.LoadUnsafe(ref log, (nuint)k);
                if (Vector512.LessThanAll(value, negligible))
                {
                    continue;
                }

                Vector512<double> y = lanes + Vector512.Create(First(grid, k) - center);
                Vector512<double> weight = PortableVector.Exp(value - top);
                Vector512<double> moment = weight * y;
                sum += weight;
                first += moment;
                second += moment * y;
            }
        }

        return Finish(center, PortableVector.Sum(sum), PortableVector.Sum(first), PortableVector.Sum(second), grid);
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
