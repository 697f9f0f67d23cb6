using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Tests.Support;

/// <summary>
/// Exact moments of a joint posterior of any number of dimensions under N(0, R) with equal correlations ρ: θ_d = √ρ g + √(1 − ρ) u_d, so that
/// given the common factor g the dimensions are independent, and one outer trapezoid rule over g with one inner rule a dimension is the whole
/// integral. It takes the response functions themselves, nothing of how the engine keeps likelihoods.
/// </summary>
internal static class CommonFactorQuadrature
{
    private const double Limit = 8;

    /// <summary>The moments by <paramref name="points"/> points in ±8 for the factor and for each dimension.</summary>
    public static ExactMoments Moments(int dimensions, double correlation, IEnumerable<Response> responses, int points = 241)
    {
        double[] grid = [.. Enumerable.Range(0, points).Select(k => -Limit + k * (2 * Limit / (points - 1)))];
        double[][] likelihood = Likelihoods(dimensions, responses, grid);
        double[] log = new double[points];
        var given = new (double Mean, double Variance)[points, dimensions];
        double[] density = new double[points];
        for (int i = 0; i < points; i++)
        {
            double center = Math.Sqrt(correlation) * grid[i];
            for (int k = 0; k < points; k++)
            {
                density[k] = Math.Exp(-0.5 * (grid[k] - center) * (grid[k] - center) / (1 - correlation));
            }

            log[i] = -0.5 * grid[i] * grid[i];
            for (int d = 0; d < dimensions; d++)
            {
                (double sum, given[i, d].Mean, given[i, d].Variance) = Inner(grid, center, density, likelihood[d]);
                log[i] += Math.Log(sum);
            }
        }

        double[] weight = [.. log.Select(value => Math.Exp(value - log.Max()))];
        double total = weight.Sum();
        weight = [.. weight.Select(w => w / total)];
        double[] mean = [.. Enumerable.Range(0, dimensions).Select(d => weight.Select((w, i) => w * given[i, d].Mean).Sum())];
        double[] variance =
        [
            .. Enumerable.Range(0, dimensions).Select(
                d => weight.Select((w, i) => w * (given[i, d].Variance + (given[i, d].Mean - mean[d]) * (given[i, d].Mean - mean[d]))).Sum()),
        ];
        double averageVariance = 0;
        for (int i = 0; i < points; i++)
        {
            double distance = 0;
            double own = 0;
            for (int d = 0; d < dimensions; d++)
            {
                distance += (given[i, d].Mean - mean[d]) / dimensions;
                own += given[i, d].Variance / (dimensions * dimensions);
            }

            averageVariance += weight[i] * (own + distance * distance);
        }

        return new ExactMoments(mean, variance, mean.Average(), averageVariance);
    }

    /// <summary>Integral, mean and variance of a dimension given the factor.</summary>
    private static (double Sum, double Mean, double Variance) Inner(double[] grid, double center, double[] density, double[] likelihood)
    {
        double sum = 0;
        double first = 0;
        double second = 0;
        for (int k = 0; k < grid.Length; k++)
        {
            double x = grid[k] - center;
            double weight = density[k] * likelihood[k];
            sum += weight;
            first += weight * x;
            second += weight * x * x;
        }

        double mean = first / sum;
        return (sum, center + mean, second / sum - mean * mean);
    }

    /// <summary>The likelihood of each dimension's responses on a grid, 1 at its largest.</summary>
    public static double[][] Likelihoods(int dimensions, IEnumerable<Response> responses, double[] grid)
    {
        double[][] log = [.. Enumerable.Range(0, dimensions).Select(_ => new double[grid.Length])];
        foreach (Response response in responses)
        {
            double[] scores = new double[response.Item.CategoryCount];
            for (int k = 0; k < grid.Length; k++)
            {
                response.Item.LogProbabilities(grid[k], scores);
                log[response.Dimension][k] += scores[response.Score];
            }
        }

        return [.. log.Select(curve => curve.Select(value => Math.Exp(value - curve.Max())).ToArray())];
    }
}
