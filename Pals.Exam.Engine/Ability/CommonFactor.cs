using System.Diagnostics;

namespace Pals.Exam.Engine.Ability;

/// <summary>
/// One standard normal factor g that stands for the correlations of a normal distribution: loadings ρ_d with ρ_d ρ_e as near as can be, in the
/// sense of least squares, to the correlation of d and e (Harman &amp; Jones 1966, minimum residuals). Exact for two dimensions, for equal
/// correlations, and for every prior with one factor whatever sites it is multiplied by.
/// </summary>
internal static class CommonFactor
{
    /// <summary>Loadings are kept below this, as squares: what a dimension has of its own must stay wide enough for a quadrature.</summary>
    public const double LargestSquaredLoading = 0.99;

    /// <summary>Each round makes the remaining change about n − 1 times smaller.</summary>
    private const int MaximumRounds = 60;

    private const double Tolerance = 1e-10;

    /// <summary>Writes the loadings of <paramref name="joint"/>.</summary>
    public static void Fit(JointNormal joint, Span<double> loadings)
    {
        Debug.Assert(loadings.Length == joint.Dimensions);
        double bound = Math.Sqrt(LargestSquaredLoading);
        Start(joint, loadings);
        double change = double.PositiveInfinity;
        for (int round = 0; round < MaximumRounds && change > Tolerance; round++)
        {
            change = 0;
            for (int d = 0; d < loadings.Length; d++)
            {
                double product = 0;
                double square = 0;
                for (int e = 0; e < loadings.Length; e++)
                {
                    if (e != d)
                    {
                        product += joint.Correlation(d, e) * loadings[e];
                        square += loadings[e] * loadings[e];
                    }
                }

                double loading = square > 0 ? Math.Clamp(product / square, -bound, bound) : 0;
                change = Math.Max(change, Math.Abs(loading - loadings[d]));
                loadings[d] = loading;
            }
        }
    }

    /// <summary>The root of each dimension's mean correlation, with the signs that the most correlated dimension gives.</summary>
    private static void Start(JointNormal joint, Span<double> loadings)
    {
        int first = 0;
        double most = -1;
        for (int d = 0; d < loadings.Length; d++)
        {
            double sum = 0;
            for (int e = 0; e < loadings.Length; e++)
            {
                sum += e == d ? 0 : Math.Abs(joint.Correlation(d, e));
            }

            loadings[d] = Math.Sqrt(Math.Min(sum / Math.Max(loadings.Length - 1, 1), LargestSquaredLoading));
            if (sum > most)
            {
                first = d;
                most = sum;
            }
        }

        for (int d = 0; d < loadings.Length; d++)
        {
            if (d != first && joint.Correlation(first, d) < 0)
            {
                loadings[d] = -loadings[d];
            }
        }
    }
}
