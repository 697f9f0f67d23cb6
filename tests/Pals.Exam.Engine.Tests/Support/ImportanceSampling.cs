using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Tests.Support;

/// <summary>Moments of a joint posterior by weighted draws from a widened normal, independent of how the posterior was found.</summary>
internal static class ImportanceSampling
{
    private const int Draws = 200_000;

    /// <summary>The proposal's covariance is the estimate's times this, so that its tails are the heavier ones.</summary>
    private const double Widening = 1.25;

    public static (double[] Mean, double[] Variance) Moments(AbilityPosterior posterior, double correlation, ref RandomStream random)
    {
        int n = posterior.Dimensions;
        double[][] factor = Cholesky(posterior);

        // Inverse of an equicorrelation matrix: ((1 + (n − 2)ρ)I' − ρ(J − I)) / ((1 − ρ)(1 + (n − 1)ρ)).
        double determinant = (1 - correlation) * (1 + (n - 1) * correlation);
        double own = (1 + (n - 2) * correlation) / determinant;
        double other = -correlation / determinant;
        var grid = new AbilityGrid(0, 1);
        double[] z = new double[n];
        double[] theta = new double[n];
        double[] first = new double[n];
        double[] second = new double[n];
        double sum = 0;
        double reference = double.NaN;
        for (int draw = 0; draw < 2 * Draws; draw++)
        {
            double square = 0;
            for (int d = 0; d < n; d++)
            {
                z[d] = draw % 2 == 0 ? random.NextNormal() : -z[d];
                square += z[d] * z[d];
            }

            double log = 0.5 * square;
            double total = 0;
            double squares = 0;
            for (int d = 0; d < n; d++)
            {
                theta[d] = posterior.Mean(d);
                for (int k = 0; k <= d; k++)
                {
                    theta[d] += factor[d][k] * z[k];
                }

                log += LogLikelihood(posterior, d, (theta[d] - grid.Start) / grid.Step);
                total += theta[d];
                squares += theta[d] * theta[d];
            }

            log -= 0.5 * ((own - other) * squares + other * total * total);
            reference = double.IsNaN(reference) ? log : reference;
            double weight = Math.Exp(log - reference);
            sum += weight;
            for (int d = 0; d < n; d++)
            {
                first[d] += weight * theta[d];
                second[d] += weight * theta[d] * theta[d];
            }
        }

        double[] mean = [.. first.Select(x => x / sum)];
        return (mean, [.. second.Select((x, d) => x / sum - mean[d] * mean[d])]);
    }

    /// <summary>Cubic interpolation of the curve between its grid points, exact to about 1e-5 for slopes around 1.</summary>
    private static double LogLikelihood(AbilityPosterior posterior, int d, double position)
    {
        int k = Math.Clamp((int)position - 1, 0, AbilityGrid.PointCount - 4);
        double u = position - k;
        return -posterior.LogLikelihood(d, k) * (u - 1) * (u - 2) * (u - 3) / 6
            + posterior.LogLikelihood(d, k + 1) * u * (u - 2) * (u - 3) / 2
            - posterior.LogLikelihood(d, k + 2) * u * (u - 1) * (u - 3) / 2
            + posterior.LogLikelihood(d, k + 3) * u * (u - 1) * (u - 2) / 6;
    }

    private static double[][] Cholesky(AbilityPosterior posterior)
    {
        int n = posterior.Dimensions;
        double[][] factor = new double[n][];
        for (int i = 0; i < n; i++)
        {
            factor[i] = new double[i + 1];
            for (int j = 0; j <= i; j++)
            {
                double value = Widening * posterior.Covariance(i, j);
                for (int k = 0; k < j; k++)
                {
                    value -= factor[i][k] * factor[j][k];
                }

                factor[i][j] = i == j ? Math.Sqrt(value) : value / factor[j][j];
            }
        }

        return factor;
    }
}
