using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Tests.Support;

/// <summary>
/// Moments of a joint posterior by weighted draws, with their own standard errors. Nine of ten draws are from the estimate's normal distribution
/// widened, the tenth is from the prior, which bounds the weights (Owen &amp; Zhou 2000). Draws are Halton points under random shifts, each with its
/// mirror image; by what the shifts' results differ the sampling still errs.
/// </summary>
internal static class ImportanceSampling
{
    private const int Shifts = 12;

    /// <summary>Points under each shift, and as many mirror images.</summary>
    private const int Points = 32_000;

    /// <summary>The proposal's covariance is the estimate's times this.</summary>
    private const double Widening = 1.2;

    private const int PriorEvery = 10;

    private static readonly int[] Bases = [2, 3, 5, 7, 11, 13];

    private static readonly Lazy<double[][]> Normals = new(() => [.. Enumerable.Range(0, Shifts).Select(shift => ShiftedPoints((ulong)shift))]);

    /// <summary>The moments, and the largest standard error of a mean (in logits) and of a variance (relatively), the composite's included.</summary>
    public static (ExactMoments Moments, double MeanError, double VarianceError) Moments(
        AbilityPrior prior, AbilityPosterior posterior, IReadOnlyList<Response> responses)
    {
        int n = prior.Dimensions;
        var target = new Normal([.. prior.Mean], Square(n, (i, j) => prior.Covariance[i * n + j]));
        var proposal = new Normal(
            [.. Enumerable.Range(0, n).Select(posterior.Mean)], Square(n, (i, j) => Widening * posterior.Covariance(i, j)));
        LogLikelihoodCurve[] curves =
        [
            .. Enumerable.Range(0, n).Select(d => new LogLikelihoodCurve(responses.Where(response => response.Dimension == d))),
        ];
        ExactMoments[] results = new ExactMoments[Shifts];
        Parallel.For(0, Shifts, shift => results[shift] = Shift(target, proposal, curves, Normals.Value[shift]));
        var moments = new ExactMoments(
            [.. Enumerable.Range(0, n).Select(d => results.Average(r => r.Mean[d]))],
            [.. Enumerable.Range(0, n).Select(d => results.Average(r => r.Variance[d]))],
            results.Average(r => r.AverageMean),
            results.Average(r => r.AverageVariance));
        double meanError = StandardError(results, r => r.AverageMean);
        double varianceError = StandardError(results, r => r.AverageVariance) / moments.AverageVariance;
        for (int d = 0; d < n; d++)
        {
            meanError = Math.Max(meanError, StandardError(results, r => r.Mean[d]));
            varianceError = Math.Max(varianceError, StandardError(results, r => r.Variance[d]) / moments.Variance[d]);
        }

        return (moments, meanError, varianceError);
    }

    private static ExactMoments Shift(Normal target, Normal proposal, LogLikelihoodCurve[] curves, double[] normals)
    {
        int n = curves.Length;
        double[] theta = new double[n];
        double[] first = new double[n];
        double[] second = new double[n];
        double averageFirst = 0;
        double averageSecond = 0;
        double sum = 0;
        double center = 0;
        for (int d = 0; d < n; d++)
        {
            center += curves[d].At(proposal.Mean[d]);
        }

        for (int draw = 0; draw < 2 * Points; draw++)
        {
            int k = draw / 2;
            (k % PriorEvery == 0 ? target : proposal).Transform(normals.AsSpan(k * n, n), draw % 2 == 0 ? 1 : -1, theta);
            double density = target.Density(theta);
            double weight = density / (density / PriorEvery + proposal.Density(theta) * (PriorEvery - 1) / PriorEvery);
            double log = -center;
            double average = 0;
            for (int d = 0; d < n; d++)
            {
                log += curves[d].At(theta[d]);
                average += (theta[d] - proposal.Mean[d]) / n;
            }

            weight *= Math.Exp(log);
            sum += weight;
            averageFirst += weight * average;
            averageSecond += weight * average * average;
            for (int d = 0; d < n; d++)
            {
                double x = theta[d] - proposal.Mean[d];
                first[d] += weight * x;
                second[d] += weight * x * x;
            }
        }

        averageFirst /= sum;
        return new ExactMoments(
            [.. first.Select((x, d) => proposal.Mean[d] + x / sum)],
            [.. second.Select((x, d) => x / sum - first[d] / sum * (first[d] / sum))],
            proposal.Mean.Average() + averageFirst,
            averageSecond / sum - averageFirst * averageFirst);
    }

    /// <summary>Standard normal points of six dimensions. The prior's and the proposal's each begin the sequence anew, so that both are even.</summary>
    private static double[] ShiftedPoints(ulong seed)
    {
        var random = new RandomStream(seed, 60);
        double[] shift = [.. Bases.Select(_ => random.NextDouble())];
        double[] points = new double[Points * Bases.Length];
        for (int k = 0; k < Points; k++)
        {
            int point = k % PriorEvery == 0 ? k / PriorEvery + 1 : k - k / PriorEvery;
            for (int d = 0; d < Bases.Length; d++)
            {
                double u = RadicalInverse(point, Bases[d]) + shift[d];
                points[k * Bases.Length + d] = NormalDistribution.Quantile(Math.Clamp(u - Math.Floor(u), 1e-15, 1 - 1e-15));
            }
        }

        return points;
    }

    private static double StandardError(ExactMoments[] results, Func<ExactMoments, double> value)
    {
        double mean = results.Average(value);
        return Math.Sqrt(results.Sum(r => (value(r) - mean) * (value(r) - mean)) / (Shifts * (Shifts - 1)));
    }

    private static double RadicalInverse(int k, int b)
    {
        double result = 0;
        for (double place = 1.0 / b; k > 0; k /= b, place /= b)
        {
            result += k % b * place;
        }

        return result;
    }

    private static double[][] Square(int n, Func<int, int, double> value) =>
        [.. Enumerable.Range(0, n).Select(i => Enumerable.Range(0, n).Select(j => value(i, j)).ToArray())];

    /// <summary>A normal distribution by its Cholesky factor.</summary>
    private sealed class Normal
    {
        private readonly double[][] _factor;
        private readonly double _scale = 1;

        public Normal(double[] mean, double[][] covariance)
        {
            Mean = mean;
            _factor = covariance;
            for (int i = 0; i < mean.Length; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    double value = covariance[i][j];
                    for (int k = 0; k < j; k++)
                    {
                        value -= _factor[i][k] * _factor[j][k];
                    }

                    _factor[i][j] = i == j ? Math.Sqrt(value) : value / _factor[j][j];
                }

                _scale /= _factor[i][i];
            }
        }

        public double[] Mean { get; }

        public void Transform(ReadOnlySpan<double> z, int sign, double[] theta)
        {
            for (int i = 0; i < theta.Length; i++)
            {
                theta[i] = Mean[i];
                for (int k = 0; k <= i; k++)
                {
                    theta[i] += sign * _factor[i][k] * z[k];
                }
            }
        }

        /// <summary>Up to the constant that all normal densities of this many dimensions share.</summary>
        public double Density(double[] theta)
        {
            Span<double> z = stackalloc double[theta.Length];
            double square = 0;
            for (int i = 0; i < theta.Length; i++)
            {
                double value = theta[i] - Mean[i];
                for (int k = 0; k < i; k++)
                {
                    value -= _factor[i][k] * z[k];
                }

                z[i] = value / _factor[i][i];
                square += z[i] * z[i];
            }

            return _scale * Math.Exp(-0.5 * square);
        }
    }

    /// <summary>The log-likelihood of a dimension's responses, on points 0.005 apart and in a straight line between them.</summary>
    private sealed class LogLikelihoodCurve
    {
        private const double Limit = 12;
        private const double Step = 0.005;
        private readonly double[] _values = new double[(int)(2 * Limit / Step) + 2];

        public LogLikelihoodCurve(IEnumerable<Response> responses)
        {
            foreach (Response response in responses)
            {
                double[] scores = new double[response.Item.CategoryCount];
                for (int k = 0; k < _values.Length; k++)
                {
                    response.Item.LogProbabilities(-Limit + k * Step, scores);
                    _values[k] += scores[response.Score];
                }
            }
        }

        public double At(double theta)
        {
            double position = Math.Clamp((theta + Limit) / Step, 0, _values.Length - 2);
            int k = (int)position;
            return _values[k] + (position - k) * (_values[k + 1] - _values[k]);
        }
    }
}
