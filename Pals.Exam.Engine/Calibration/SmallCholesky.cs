namespace Pals.Exam.Engine.Calibration;

/// <summary>Solves the small symmetric positive definite systems of single items in place.</summary>
internal static class SmallCholesky
{
    /// <summary>A pivot this much smaller than its diagonal entry has no digits left and is lifted.</summary>
    private const double SmallestPivot = 1e-9;

    /// <summary>Solves A s = <paramref name="b"/> into b. A direction without information is not moved along.</summary>
    public static void Solve(Span<double> a, Span<double> b)
    {
        int n = b.Length;
        for (int i = 0; i < n; i++)
        {
            double diagonal = a[i * n + i];
            for (int j = 0; j <= i; j++)
            {
                double sum = a[i * n + j];
                for (int k = 0; k < j; k++)
                {
                    sum -= a[i * n + k] * a[j * n + k];
                }

                a[i * n + j] = i == j
                    ? Math.Sqrt(sum > SmallestPivot * diagonal && sum > 0 ? sum : Math.Max(diagonal, 1e-12) * 1e6)
                    : sum / a[j * n + j];
            }
        }

        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < i; k++)
            {
                b[i] -= a[i * n + k] * b[k];
            }

            b[i] /= a[i * n + i];
        }

        for (int i = n - 1; i >= 0; i--)
        {
            for (int k = i + 1; k < n; k++)
            {
                b[i] -= a[k * n + i] * b[k];
            }

            b[i] /= a[i * n + i];
        }
    }
}
