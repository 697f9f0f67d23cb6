using System.Diagnostics;
using System.Runtime.Intrinsics;

namespace Pals.Exam.Engine.Numerics;

/// <summary>
/// Sums over a grid in eight lanes that are always the same eight, without fused multiply–add: the same bits on every processor, so that a
/// choice between items never depends on the machine. Lengths are multiples of eight.
/// </summary>
internal static class GridKernel
{
    public const int Lanes = 8;

    /// <summary>Σ x_q y_q.</summary>
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Debug.Assert(x.Length == y.Length && x.Length % Lanes == 0, "Spans of one length, a multiple of eight.");
        Vector512<double> sum = default;
        for (int q = 0; q < x.Length; q += Lanes)
        {
            sum += Vector512.Create(x[q..]) * Vector512.Create(y[q..]);
        }

        return Sum(sum);
    }

    /// <summary>Σ x_q y_q and Σ x_q z_q in one pass over x.</summary>
    public static (double First, double Second) Dots(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> z)
    {
        Debug.Assert(x.Length == y.Length && x.Length == z.Length && x.Length % Lanes == 0, "Spans of one length, a multiple of eight.");
        Vector512<double> first = default;
        Vector512<double> second = default;
        for (int q = 0; q < x.Length; q += Lanes)
        {
            Vector512<double> row = Vector512.Create(x[q..]);
            first += row * Vector512.Create(y[q..]);
            second += row * Vector512.Create(z[q..]);
        }

        return (Sum(first), Sum(second));
    }

    private static double Sum(Vector512<double> v) =>
        ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]));
}
