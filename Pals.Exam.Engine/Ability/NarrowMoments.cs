using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Ability;

/// <summary>
/// Moments of a tilted distribution that is narrower than the grid's spacing, as after hundreds of answers: 32 points half a standard deviation
/// apart, where the curve is interpolated by the polynomial through its eight nearest grid points. A log-likelihood varies on the scale of
/// 1/discrimination however many answers it sums, so that the curve stays resolved when the posterior no longer is.
/// </summary>
internal static class NarrowMoments
{
    private const int Points = 32;
    private const int Nodes = 8;

    /// <summary>The guess and the result must agree about so well that the points suit the result.</summary>
    private const double WorstRatio = 1.7;

    private const int MaximumTries = 60;

    public static Moments Find(ReadOnlySpan<long> curve, in AbilityGrid grid, double cavityMean, double cavityPrecision, Moments guess)
    {
        double floor = grid.Step * grid.Step / (12 * 256);
        Span<double> log = stackalloc double[Points];
        Span<double> theta = stackalloc double[Points];
        for (int attempt = 0; ; attempt++)
        {
            double center = Math.Clamp(guess.Mean, grid.Start, grid.End);
            double spread = Math.Sqrt(Math.Max(guess.Variance, floor));
            int count = 0;
            double max = double.NegativeInfinity;
            for (int k = 0; k < Points; k++)
            {
                double t = center + (k - 0.5 * (Points - 1)) * 0.5 * spread;
                if (t >= grid.Start && t <= grid.End)
                {
                    double x = t - cavityMean;
                    log[count] = Interpolate(curve, (t - grid.Start) / grid.Step) - 0.5 * cavityPrecision * x * x;
                    theta[count] = t - center;
                    max = Math.Max(max, log[count++]);
                }
            }

            double sum = 0;
            double first = 0;
            double second = 0;
            for (int k = 0; k < count; k++)
            {
                double weight = PortableMath.Exp(log[k] - max);
                sum += weight;
                first += weight * theta[k];
                second += weight * theta[k] * theta[k];
            }

            double mean = first / sum;
            double variance = Math.Max(second / sum - mean * mean, floor);
            double ratio = variance / (spread * spread);
            bool fits = ratio is > 1 / (WorstRatio * WorstRatio) and < WorstRatio * WorstRatio && Math.Abs(mean) < 2 * spread;
            if (fits || attempt == MaximumTries)
            {
                return new Moments(center + mean, variance);
            }

            // A mean far off means that the points missed the bulk: follow it before trusting the variance.
            guess = new Moments(center + mean, Math.Abs(mean) < 2 * spread ? variance : spread * spread);
        }
    }

    /// <summary>The curve at <paramref name="position"/>, in steps from the grid's start, by Lagrange's formula on eight nodes.</summary>
    internal static double Interpolate(ReadOnlySpan<long> curve, double position)
    {
        int node = Math.Clamp((int)position - (Nodes / 2 - 1), 0, AbilityGrid.PointCount - Nodes);
        double u = position - node;

        // Barycentric weights (−1)ʲ C(7, j) of equally spaced nodes (Berrut & Trefethen 2004).
        ReadOnlySpan<double> weights = [-1, 7, -21, 35, -35, 21, -7, 1];
        double numerator = 0;
        double denominator = 0;
        for (int j = 0; j < Nodes; j++)
        {
            double value = curve[AbilityGrid.Place(node + j)] * LikelihoodRow.Unit;
            double distance = u - j;
            if (distance == 0)
            {
                return value;
            }

            double share = weights[j] / distance;
            numerator += share * value;
            denominator += share;
        }

        return numerator / denominator;
    }
}
