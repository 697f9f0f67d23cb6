using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pals.Exam.Engine.Calibration;

/// <summary>
/// The graded response model (Samejima 1969) in the form in which it is estimated: slope a and decreasing intercepts δ_k = −a b_k. With
/// L_k = logistic(aθ + δ_k), L_0 = 1 and L_K = 0, P_k = L_k − L_{k+1} = L_k(1 − L_{k+1})(1 − exp(δ_{k+1} − δ_k)), which never subtracts near-equal curves.
/// </summary>
internal static class GradedCurve
{
    private const double Tiny = 1e-290;

    /// <summary>Rows log P_k over the grid.</summary>
    public static void LogProbabilities(ReadOnlySpan<double> xi, Quadrature grid, Span<double> rows)
    {
        int categories = xi.Length;
        Span<Vector512<double>> points = MemoryMarshal.Cast<double, Vector512<double>>(grid.Points.AsSpan());
        Span<Vector512<double>> all = MemoryMarshal.Cast<double, Vector512<double>>(rows);
        Vector512<double> a = Vector512.Create(xi[0]);
        int length = points.Length;
        for (int p = 0; p < length; p++)
        {
            Vector512<double> logAbove = Vector512<double>.Zero;
            for (int k = 0; k < categories; k++)
            {
                Vector512<double> value = logAbove;
                if (k + 1 < categories)
                {
                    Vector512<double> z = a * points[p] + Vector512.Create(xi[k + 1]);
                    Vector512<double> log = -VectorFunctions.Log(Vector512<double>.One + VectorFunctions.Exp(-Vector512.Abs(z)));
                    value += Vector512.Min(-z, Vector512<double>.Zero) + log;
                    logAbove = Vector512.Min(z, Vector512<double>.Zero) + log;
                    value += k == 0 ? Vector512<double>.Zero : Vector512.Create(Math.Log(Gap(xi, k)));
                }

                all[k * length + p] = value;
            }
        }
    }

    /// <summary>Gradient and expected information of Σ_q Σ_k n_k log P_k in a, δ_1, …: Σ n_k/P_k ∂P_k and Σ n Σ_k ∂P_k∂P_k′/P_k.</summary>
    public static void Derivatives(ReadOnlySpan<double> xi, Quadrature grid, ReadOnlySpan<double> counts, Span<double> gradient, Span<double> information)
    {
        int categories = xi.Length;
        int length = grid.Stride / Vector512<double>.Count;
        ReadOnlySpan<Vector512<double>> points = MemoryMarshal.Cast<double, Vector512<double>>(grid.Points.AsSpan());
        ReadOnlySpan<Vector512<double>> n = MemoryMarshal.Cast<double, Vector512<double>>(counts);
        Span<Vector512<double>> slope = stackalloc Vector512<double>[categories + 1];
        Span<Vector512<double>> first = stackalloc Vector512<double>[categories];
        Span<Vector512<double>> slopeMixed = stackalloc Vector512<double>[categories];
        Span<Vector512<double>> diagonal = stackalloc Vector512<double>[categories];
        Span<Vector512<double>> neighbour = stackalloc Vector512<double>[categories];
        first.Clear();
        slopeMixed.Clear();
        diagonal.Clear();
        neighbour.Clear();
        slope.Clear();
        Vector512<double> a = Vector512.Create(xi[0]);
        Vector512<double> tiny = Vector512.Create(Tiny);
        for (int p = 0; p < length; p++)
        {
            Vector512<double> total = Vector512<double>.Zero;
            for (int k = 0; k < categories; k++)
            {
                total += n[k * length + p];
            }

            // Walks up the categories: above is L_k, slope[k] = L_k(1 − L_k).
            Vector512<double> above = Vector512<double>.One;
            for (int k = 0; k < categories; k++)
            {
                Vector512<double> next = Vector512<double>.Zero;
                Vector512<double> notNext = Vector512<double>.One;
                double gap = 1;
                if (k + 1 < categories)
                {
                    Vector512<double> z = a * points[p] + Vector512.Create(xi[k + 1]);
                    Vector512<double> e = VectorFunctions.Exp(-Vector512.Abs(z));
                    Vector512<double> larger = Vector512<double>.One / (Vector512<double>.One + e);
                    Vector512<double> smaller = e * larger;
                    Vector512<double> positive = Vector512.GreaterThanOrEqual(z, Vector512<double>.Zero);
                    next = Vector512.ConditionalSelect(positive, larger, smaller);
                    notNext = Vector512.ConditionalSelect(positive, smaller, larger);
                    slope[k + 1] = larger * smaller;
                    gap = k == 0 ? 1 : Gap(xi, k);
                }
                else
                {
                    slope[k + 1] = Vector512<double>.Zero;
                }

                Vector512<double> inverse = Vector512<double>.One / Vector512.Max(above * notNext * gap, tiny);
                Vector512<double> ratio = n[k * length + p] * inverse;
                Vector512<double> weight = total * inverse;
                Vector512<double> difference = slope[k] - slope[k + 1];
                first[0] += ratio * points[p] * difference;
                Vector512<double> weightedPoint = weight * points[p];
                diagonal[0] += weightedPoint * points[p] * difference * difference;
                if (k > 0)
                {
                    first[k] += ratio * slope[k];
                    diagonal[k] += weight * slope[k] * slope[k];
                    slopeMixed[k] += weightedPoint * difference * slope[k];
                }

                if (k + 1 < categories)
                {
                    first[k + 1] -= ratio * slope[k + 1];
                    diagonal[k + 1] += weight * slope[k + 1] * slope[k + 1];
                    slopeMixed[k + 1] -= weightedPoint * difference * slope[k + 1];
                    if (k > 0)
                    {
                        neighbour[k] -= weight * slope[k] * slope[k + 1];
                    }
                }

                above = next;
            }
        }

        information.Clear();
        for (int k = 0; k < categories; k++)
        {
            gradient[k] = Vector512.Sum(first[k]);
            information[k * categories + k] = Vector512.Sum(diagonal[k]);
            if (k > 0)
            {
                information[k] = information[k * categories] = Vector512.Sum(slopeMixed[k]);
            }

            if (k > 0 && k + 1 < categories)
            {
                information[k * categories + k + 1] = information[(k + 1) * categories + k] = Vector512.Sum(neighbour[k]);
            }
        }
    }

    private static double Gap(ReadOnlySpan<double> xi, int k) => 1 - Math.Exp(xi[k + 1] - xi[k]);
}
