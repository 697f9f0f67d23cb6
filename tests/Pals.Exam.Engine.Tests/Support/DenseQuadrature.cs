namespace Pals.Exam.Engine.Tests.Support;

/// <summary>Moments of a joint posterior of two standard normal dimensions, by the trapezoid rule on 321 × 321 points in ±8.</summary>
internal static class DenseQuadrature
{
    private const int Points = 321;
    private const double Limit = 8;

    public static ExactMoments Moments(double correlation, IEnumerable<Response> responses)
    {
        double[] grid = [.. Enumerable.Range(0, Points).Select(k => -Limit + k * (2 * Limit / (Points - 1)))];
        double[][] likelihood = CommonFactorQuadrature.Likelihoods(2, responses, grid);
        double half = -0.5 / (1 - correlation * correlation);
        double sum = 0;
        double x1 = 0;
        double y1 = 0;
        double xx = 0;
        double xy = 0;
        double yy = 0;
        for (int i = 0; i < Points; i++)
        {
            double x = grid[i];
            if (likelihood[0][i] == 0)
            {
                continue;
            }

            for (int j = 0; j < Points; j++)
            {
                double y = grid[j];
                double weight = likelihood[0][i] * likelihood[1][j] * Math.Exp(half * (x * x - 2 * correlation * x * y + y * y));
                sum += weight;
                x1 += weight * x;
                y1 += weight * y;
                xx += weight * x * x;
                xy += weight * x * y;
                yy += weight * y * y;
            }
        }

        double[] mean = [x1 / sum, y1 / sum];
        double[] variance = [xx / sum - mean[0] * mean[0], yy / sum - mean[1] * mean[1]];
        double covariance = xy / sum - mean[0] * mean[1];
        return new ExactMoments(mean, variance, 0.5 * (mean[0] + mean[1]), 0.25 * (variance[0] + 2 * covariance + variance[1]));
    }
}
