using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pals.Exam.Engine.Calibration;

/// <summary>
/// The four-parameter logistic model in the form in which it is estimated: slope a, intercept δ = −ab, logit c, logit d. An asymptote that the
/// model does not have is given as c = 0 (logit −∞) or d = 1 (logit +∞).
/// </summary>
internal static class LogisticCurve
{
    private const double Tiny = 1e-290;

    /// <summary>Rows log(1 − P) and log P over the grid.</summary>
    public static void LogProbabilities(ReadOnlySpan<double> xi, Quadrature grid, Span<double> rows)
    {
        (double c, double d) = Asymptotes(xi);
        Span<Vector512<double>> points = MemoryMarshal.Cast<double, Vector512<double>>(grid.Points.AsSpan());
        Span<Vector512<double>> wrong = MemoryMarshal.Cast<double, Vector512<double>>(rows[..grid.Stride]);
        Span<Vector512<double>> right = MemoryMarshal.Cast<double, Vector512<double>>(rows[grid.Stride..]);
        Vector512<double> a = Vector512.Create(xi[0]);
        Vector512<double> intercept = Vector512.Create(xi[1]);
        for (int p = 0; p < points.Length; p++)
        {
            Vector512<double> z = a * points[p] + intercept;
            Vector512<double> e = VectorFunctions.Exp(-Vector512.Abs(z));
            Vector512<double> inverse = Vector512<double>.One / (Vector512<double>.One + e);
            Vector512<double> log = VectorFunctions.Log(inverse);
            Vector512<double> positive = Vector512.GreaterThanOrEqual(z, Vector512<double>.Zero);
            Vector512<double> larger = inverse;
            Vector512<double> smaller = e * inverse;
            right[p] = c == 0
                ? Vector512.Create(Math.Log(d)) + Vector512.Min(z, Vector512<double>.Zero) + log
                : VectorFunctions.Log(Vector512.Create(c) + (d - c) * Vector512.ConditionalSelect(positive, larger, smaller));
            wrong[p] = d == 1
                ? Vector512.Create(Math.Log(1 - c)) + Vector512.Min(-z, Vector512<double>.Zero) + log
                : VectorFunctions.Log(Vector512.Create(1 - d) + (d - c) * Vector512.ConditionalSelect(positive, smaller, larger));
        }
    }

    /// <summary>
    /// Gradient and expected information of Σ_q (n0 log(1 − P) + n1 log P) in the first <paramref name="gradient"/>.Length parameters:
    /// Σ (n1/P − n0/(1 − P)) ∂P and Σ n/(P(1 − P)) ∂P∂P′.
    /// </summary>
    public static void Derivatives(ReadOnlySpan<double> xi, Quadrature grid, ReadOnlySpan<double> counts, Span<double> gradient, Span<double> information)
    {
        if (gradient.Length == 2)
        {
            TwoParameter(xi, grid, counts, gradient, information);
            return;
        }

        int m = gradient.Length;
        (double c, double d) = Asymptotes(xi);
        ReadOnlySpan<Vector512<double>> points = MemoryMarshal.Cast<double, Vector512<double>>(grid.Points.AsSpan());
        ReadOnlySpan<Vector512<double>> wrong = MemoryMarshal.Cast<double, Vector512<double>>(counts[..grid.Stride]);
        ReadOnlySpan<Vector512<double>> right = MemoryMarshal.Cast<double, Vector512<double>>(counts[grid.Stride..]);
        Vector512<double> a = Vector512.Create(xi[0]);
        Vector512<double> intercept = Vector512.Create(xi[1]);
        Vector512<double> tiny = Vector512.Create(Tiny);
        Span<Vector512<double>> derivative = stackalloc Vector512<double>[4];
        Span<Vector512<double>> first = stackalloc Vector512<double>[4];
        Span<Vector512<double>> second = stackalloc Vector512<double>[10];
        first.Clear();
        second.Clear();
        for (int p = 0; p < points.Length; p++)
        {
            Vector512<double> z = a * points[p] + intercept;
            Vector512<double> e = VectorFunctions.Exp(-Vector512.Abs(z));
            Vector512<double> larger = Vector512<double>.One / (Vector512<double>.One + e);
            Vector512<double> smaller = e * larger;
            Vector512<double> positive = Vector512.GreaterThanOrEqual(z, Vector512<double>.Zero);
            Vector512<double> above = Vector512.ConditionalSelect(positive, larger, smaller);
            Vector512<double> below = Vector512.ConditionalSelect(positive, smaller, larger);
            Vector512<double> probability = Vector512.Max(Vector512.Create(c) + (d - c) * above, tiny);
            Vector512<double> complement = Vector512.Max(Vector512.Create(1 - d) + (d - c) * below, tiny);
            derivative[1] = (d - c) * above * below;
            derivative[0] = derivative[1] * points[p];
            derivative[2] = c * (1 - c) * below;
            derivative[3] = d * (1 - d) * above;
            Vector512<double> residual = right[p] / probability - wrong[p] / complement;
            Vector512<double> weight = (right[p] + wrong[p]) / (probability * complement);
            int entry = 0;
            for (int i = 0; i < m; i++)
            {
                first[i] += residual * derivative[i];
                Vector512<double> weighted = weight * derivative[i];
                for (int j = 0; j <= i; j++)
                {
                    second[entry++] += weighted * derivative[j];
                }
            }
        }

        int index = 0;
        for (int i = 0; i < m; i++)
        {
            gradient[i] = Vector512.Sum(first[i]);
            for (int j = 0; j <= i; j++)
            {
                information[i * m + j] = information[j * m + i] = Vector512.Sum(second[index++]);
            }
        }
    }

    public static (double C, double D) Asymptotes(ReadOnlySpan<double> xi) =>
        (xi.Length > 2 ? Numerics.Elementary.Logistic(xi[2]) : 0, xi.Length > 3 ? Numerics.Elementary.Logistic(xi[3]) : 1);

    private static void TwoParameter(ReadOnlySpan<double> xi, Quadrature grid, ReadOnlySpan<double> counts, Span<double> gradient, Span<double> information)
    {
        ReadOnlySpan<Vector512<double>> points = MemoryMarshal.Cast<double, Vector512<double>>(grid.Points.AsSpan());
        ReadOnlySpan<Vector512<double>> wrong = MemoryMarshal.Cast<double, Vector512<double>>(counts[..grid.Stride]);
        ReadOnlySpan<Vector512<double>> right = MemoryMarshal.Cast<double, Vector512<double>>(counts[grid.Stride..]);
        Vector512<double> a = Vector512.Create(xi[0]);
        Vector512<double> intercept = Vector512.Create(xi[1]);
        Vector512<double> slopeSum = Vector512<double>.Zero;
        Vector512<double> interceptSum = Vector512<double>.Zero;
        Vector512<double> slopes = Vector512<double>.Zero;
        Vector512<double> mixed = Vector512<double>.Zero;
        Vector512<double> intercepts = Vector512<double>.Zero;
        for (int p = 0; p < points.Length; p++)
        {
            Vector512<double> z = a * points[p] + intercept;
            Vector512<double> e = VectorFunctions.Exp(-Vector512.Abs(z));
            Vector512<double> larger = Vector512<double>.One / (Vector512<double>.One + e);
            Vector512<double> smaller = e * larger;
            Vector512<double> positive = Vector512.GreaterThanOrEqual(z, Vector512<double>.Zero);
            Vector512<double> residual = right[p] * Vector512.ConditionalSelect(positive, smaller, larger)
                - wrong[p] * Vector512.ConditionalSelect(positive, larger, smaller);
            Vector512<double> weight = (right[p] + wrong[p]) * larger * smaller;
            Vector512<double> weightedPoint = weight * points[p];
            slopeSum += residual * points[p];
            interceptSum += residual;
            slopes += weightedPoint * points[p];
            mixed += weightedPoint;
            intercepts += weight;
        }

        gradient[0] = Vector512.Sum(slopeSum);
        gradient[1] = Vector512.Sum(interceptSum);
        information[0] = Vector512.Sum(slopes);
        information[1] = information[2] = Vector512.Sum(mixed);
        information[3] = Vector512.Sum(intercepts);
    }
}
