using System.Diagnostics;
using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace Pals.Exam.Engine.Calibration.Fit;

/// <summary>The noncentral χ² distribution, as far as the interval of a root mean square error of approximation needs it.</summary>
internal static class NoncentralChiSquared
{
    private const double Negligible = 1e-16;
    private const int Bisections = 200;

    /// <summary>P(X ≤ x) = Σ_j Poisson(j; λ/2) P(χ²_{df + 2j} ≤ x), summed outwards from the largest Poisson weight.</summary>
    public static double Cdf(double x, double df, double noncentrality)
    {
        Debug.Assert(x >= 0 && df > 0 && noncentrality >= 0);
        double half = noncentrality / 2;
        int middle = (int)half;
        double sum = 0;
        for (int j = middle; ; j++)
        {
            double weight = PoissonWeight(j, half);
            sum += weight * CentralCdf(df + 2 * j, x);
            if (weight < Negligible)
            {
                break;
            }
        }

        for (int j = middle - 1; j >= 0; j--)
        {
            double weight = PoissonWeight(j, half);
            sum += weight * CentralCdf(df + 2 * j, x);
            if (weight < Negligible)
            {
                break;
            }
        }

        return sum;
    }

    /// <summary>The noncentrality under which P(X ≤ x) = <paramref name="probability"/>, or 0 if even the central distribution has less below x.</summary>
    public static double NoncentralityAt(double x, double df, double probability)
    {
        if (CentralCdf(df, x) <= probability)
        {
            return 0;
        }

        double low = 0;
        double high = Math.Max(1, x);
        while (Cdf(x, df, high) > probability)
        {
            low = high;
            high *= 2;
        }

        for (int i = 0; i < Bisections && high - low > Negligible * high; i++)
        {
            double middle = (low + high) / 2;
            if (Cdf(x, df, middle) > probability)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return (low + high) / 2;
    }

    private static double CentralCdf(double df, double x) => ChiSquared.CDF(df, x);

    private static double PoissonWeight(int j, double mean) =>
        mean == 0 ? (j == 0 ? 1 : 0) : Math.Exp(j * Math.Log(mean) - mean - SpecialFunctions.GammaLn(j + 1.0));
}
