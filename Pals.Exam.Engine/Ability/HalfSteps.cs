using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pals.Exam.Engine.Ability;

/// <summary>
/// Moments of a tilted distribution that is about as narrow as the grid's spacing, as after some thirty sharp items: the 16 grid points around it and
/// the 16 halfway between them, where the curve is the polynomial through its eight nearest grid points, as in <see cref="NarrowMoments"/>. There its
/// weights are the same everywhere, so that whole vectors are interpolated at once.
/// </summary>
internal static class HalfSteps
{
    /// <summary>Grid points beside the first that a window covers.</summary>
    public const int Reach = Points - 1;

    private const int Points = 16;

    /// <summary>Grid points that the interpolation needs before the first and after the last.</summary>
    private const int Before = 3;
    private const int After = 4;

    // Lagrange's weights halfway between the fourth and the fifth of eight equally spaced nodes; they are symmetric.
    private const double Nearest = 1225.0 / 2048;
    private const double Second = -245.0 / 2048;
    private const double Third = 49.0 / 2048;
    private const double Farthest = -5.0 / 2048;

    /// <summary>True when a window from grid point <paramref name="origin"/> on lies on the grid with what its interpolation needs.</summary>
    public static bool Fits(int origin) => origin >= Before && origin + Reach + After < AbilityGrid.PointCount;

    /// <summary>The moments by the points from <paramref name="origin"/> to half a step beyond <paramref name="origin"/> + <see cref="Reach"/>.</summary>
    public static Moments Window(
        ReadOnlySpan<long> curve, in AbilityGrid grid, double cavityMean, double cavityPrecision, double center, int origin, bool withShape = false)
    {
        ref long start = ref MemoryMarshal.GetReference(curve);

        // Every fourth point from a given one on lies side by side: lanes are four steps apart.
        Vector256<double> m3 = Load(ref start, origin - 3);
        Vector256<double> m2 = Load(ref start, origin - 2);
        Vector256<double> m1 = Load(ref start, origin - 1);
        Vector256<double> p0 = Load(ref start, origin);
        Vector256<double> p1 = Load(ref start, origin + 1);
        Vector256<double> p2 = Load(ref start, origin + 2);
        Vector256<double> p3 = Load(ref start, origin + 3);
        Vector256<double> p4 = Load(ref start, origin + 4);
        Vector256<double> p5 = Load(ref start, origin + 5);
        Vector256<double> p6 = Load(ref start, origin + 6);
        Vector256<double> p7 = Load(ref start, origin + 7);
        Vector512<double> w0 = Vector512.Create(p0, p1);
        Vector512<double> w1 = Vector512.Create(p2, p3);
        Vector512<double> w2 = Between(
            Vector512.Create(m3, m2), Vector512.Create(m2, m1), Vector512.Create(m1, p0), w0, Vector512.Create(p1, p2), w1, Vector512.Create(p3, p4), Vector512.Create(p4, p5));
        Vector512<double> w3 = Between(
            Vector512.Create(m1, p0), w0, Vector512.Create(p1, p2), w1, Vector512.Create(p3, p4), Vector512.Create(p4, p5), Vector512.Create(p5, p6), Vector512.Create(p6, p7));
        Vector512<double> step = Vector512.Create(grid.Step);
        Vector512<double> y0 = Vector512.Create(0.0, 4, 8, 12, 1, 5, 9, 13) * step + Vector512.Create(grid[origin] - center);
        Vector512<double> y1 = y0 + Vector512.Create(2.0) * step;
        Vector512<double> y2 = y0 + Vector512.Create(0.5) * step;
        Vector512<double> y3 = y1 + Vector512.Create(0.5) * step;
        Vector512<double> toCavity = Vector512.Create(center - cavityMean);
        Vector512<double> half = Vector512.Create(0.5 * cavityPrecision);
        return GridMoments.Sum(
            center,
            LogDensity(w0, y0 + toCavity, half),
            LogDensity(w1, y1 + toCavity, half),
            LogDensity(w2, y2 + toCavity, half),
            LogDensity(w3, y3 + toCavity, half),
            y0,
            y1,
            y2,
            y3,
            4,
            grid,
            withShape);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Load(ref long curve, int point) =>
        Vector256.ConvertToDouble(Vector256.LoadUnsafe(ref curve, (nuint)AbilityGrid.Place(point)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Between(
        Vector512<double> x0,
        Vector512<double> x1,
        Vector512<double> x2,
        Vector512<double> x3,
        Vector512<double> x4,
        Vector512<double> x5,
        Vector512<double> x6,
        Vector512<double> x7) =>
        (Vector512.Create(Nearest) * (x3 + x4) + Vector512.Create(Second) * (x2 + x5))
        + (Vector512.Create(Third) * (x1 + x6) + Vector512.Create(Farthest) * (x0 + x7));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> LogDensity(Vector512<double> units, Vector512<double> x, Vector512<double> half) =>
        units * Vector512.Create(LikelihoodRow.Unit) - half * x * x;
}
