using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pals.Exam.Engine.Calibration;

/// <summary>
/// The generalized partial credit model (Muraki 1992) in the form in which it is estimated: slope a and step intercepts δ_k = −a b_k, so that
/// P_k ∝ exp(kaθ + δ_1 + … + δ_k). It is an exponential family: its expected information is its exact Hessian.
/// </summary>
internal static class PartialCreditCurve
{
    /// <summary>Rows log P_k over the grid.</summary>
    public static void LogProbabilities(ReadOnlySpan<double> xi, Quadrature grid, Span<double> rows)
    {
        int categories = xi.Length;
        int length = grid.Stride / Vector512<double>.Count;
        Span<Vector512<double>> points = MemoryMarshal.Cast<double, Vector512<double>>(grid.Points.AsSpan());
        Span<Vector512<double>> all = MemoryMarshal.Cast<double, Vector512<double>>(rows);
        Vector512<double> a = Vector512.Create(xi[0]);
        for (int p = 0; p < length; p++)
        {
            Vector512<double> highest = Exponents(xi, a * points[p], all, p, length);
            Vector512<double> sum = Vector512<double>.Zero;
            for (int k = 0; k < categories; k++)
            {
                sum += VectorFunctions.Exp(all[k * length + p] - highest);
            }

            Vector512<double> log = highest + VectorFunctions.Log(sum);
            for (int k = 0; k < categories; k++)
            {
                all[k * length + p] -= log;
            }
        }
    }

    /// <summary>
    /// Gradient and information of Σ_q Σ_k n_k log P_k in a, δ_1, …. The statistics are the score times θ and the indicators of reaching each
    /// step: observed less expected, and n times their covariance under the model.
    /// </summary>
    public static void Derivatives(ReadOnlySpan<double> xi, Quadrature grid, ReadOnlySpan<double> counts, Span<double> gradient, Span<double> information)
    {
        int categories = xi.Length;
        int length = grid.Stride / Vector512<double>.Count;
        ReadOnlySpan<Vector512<double>> points = MemoryMarshal.Cast<double, Vector512<double>>(grid.Points.AsSpan());
        ReadOnlySpan<Vector512<double>> n = MemoryMarshal.Cast<double, Vector512<double>>(counts);
        Span<Vector512<double>> probability = stackalloc Vector512<double>[categories];
        Span<Vector512<double>> reached = stackalloc Vector512<double>[categories];
        Span<Vector512<double>> scoreAbove = stackalloc Vector512<double>[categories];
        Span<Vector512<double>> first = stackalloc Vector512<double>[categories];
        Span<Vector512<double>> second = stackalloc Vector512<double>[categories * categories];
        first.Clear();
        second.Clear();
        Vector512<double> a = Vector512.Create(xi[0]);
        for (int p = 0; p < length; p++)
        {
            Vector512<double> highest = Exponents(xi, a * points[p], probability, 0, 1);
            Vector512<double> sum = Vector512<double>.Zero;
            Vector512<double> total = Vector512<double>.Zero;
            for (int k = 0; k < categories; k++)
            {
                probability[k] = VectorFunctions.Exp(probability[k] - highest);
                sum += probability[k];
                total += n[k * length + p];
            }

            Vector512<double> square = Vector512<double>.Zero;
            Vector512<double> tail = Vector512<double>.Zero;
            Vector512<double> scoreTail = Vector512<double>.Zero;
            Vector512<double> observedTail = Vector512<double>.Zero;
            Vector512<double> observedScore = Vector512<double>.Zero;
            for (int k = categories - 1; k > 0; k--)
            {
                Vector512<double> share = probability[k] / sum;
                tail += share;
                scoreTail += k * share;
                square += (double)k * k * share;
                observedTail += n[k * length + p];
                observedScore += k * n[k * length + p];
                reached[k] = tail;
                scoreAbove[k] = scoreTail;
                first[k] += observedTail - total * tail;
            }

            Vector512<double> mean = scoreTail;
            first[0] += points[p] * (observedScore - total * mean);
            Vector512<double> weightedPoint = total * points[p];
            second[0] += weightedPoint * points[p] * (square - mean * mean);
            for (int i = 1; i < categories; i++)
            {
                second[i] += weightedPoint * (scoreAbove[i] - mean * reached[i]);
                for (int j = i; j < categories; j++)
                {
                    second[i * categories + j] += total * reached[j] * (Vector512<double>.One - reached[i]);
                }
            }
        }

        for (int i = 0; i < categories; i++)
        {
            gradient[i] = Vector512.Sum(first[i]);
            for (int j = i; j < categories; j++)
            {
                information[i * categories + j] = information[j * categories + i] = Vector512.Sum(second[i * categories + j]);
            }
        }
    }

    private static Vector512<double> Exponents(
        ReadOnlySpan<double> xi, Vector512<double> slopePoint, Span<Vector512<double>> destination, int start, int step)
    {
        Vector512<double> exponent = Vector512<double>.Zero;
        Vector512<double> highest = exponent;
        destination[start] = exponent;
        for (int k = 1; k < xi.Length; k++)
        {
            exponent += slopePoint + Vector512.Create(xi[k]);
            destination[start + k * step] = exponent;
            highest = Vector512.Max(highest, exponent);
        }

        return highest;
    }
}
