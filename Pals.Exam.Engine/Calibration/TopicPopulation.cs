using MathNet.Numerics.LinearAlgebra;

namespace Pals.Exam.Engine.Calibration;

/// <summary>
/// The population over topic areas as a stretch of the vector of free parameters: the correlations, row by row below the diagonal, then the
/// means and the logarithms of the standard deviations that are free.
/// </summary>
internal sealed class TopicPopulation
{
    private readonly int _first;
    private readonly int[] _means;
    private readonly int[] _logDeviations;

    public TopicPopulation(int first, bool[] freeMeans, bool[] freeDeviations)
    {
        _first = first;
        TopicCount = freeMeans.Length;
        int next = first + TopicCount * (TopicCount - 1) / 2;
        _means = [.. freeMeans.Select(free => free ? next++ : -1)];
        _logDeviations = [.. freeDeviations.Select(free => free ? next++ : -1)];
        Count = next - first;
    }

    public int TopicCount { get; }

    /// <summary>Number of free parameters.</summary>
    public int Count { get; }

    public bool IsLogDeviation(int place) => Array.IndexOf(_logDeviations, place) >= 0;

    public double Mean(ReadOnlySpan<double> x, int topic) => _means[topic] >= 0 ? x[_means[topic]] : 0;

    public double Deviation(ReadOnlySpan<double> x, int topic) => _logDeviations[topic] >= 0 ? Math.Exp(x[_logDeviations[topic]]) : 1;

    public double Correlation(ReadOnlySpan<double> x, int topic, int other) =>
        topic == other ? 1 : x[_first + Place(Math.Max(topic, other), Math.Min(topic, other))];

    /// <summary>The covariance matrix, row by row.</summary>
    public double[] Covariance(ReadOnlySpan<double> x)
    {
        var covariance = new double[TopicCount * TopicCount];
        for (int i = 0; i < TopicCount; i++)
        {
            for (int j = 0; j < TopicCount; j++)
            {
                covariance[i * TopicCount + j] = Correlation(x, i, j) * Deviation(x, i) * Deviation(x, j);
            }
        }

        return covariance;
    }

    /// <summary>True when the correlation matrix is positive definite by a margin.</summary>
    public bool IsValid(ReadOnlySpan<double> x)
    {
        const double SmallestPivot = 1e-4;
        var l = new double[TopicCount * TopicCount];
        for (int i = 0; i < TopicCount; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = Correlation(x, i, j);
                for (int k = 0; k < j; k++)
                {
                    sum -= l[i * TopicCount + k] * l[j * TopicCount + k];
                }

                if (i == j && !(sum > SmallestPivot))
                {
                    return false;
                }

                l[i * TopicCount + j] = i == j ? Math.Sqrt(sum) : sum / l[j * TopicCount + j];
            }

            if (_logDeviations[i] >= 0 && !(Math.Abs(x[_logDeviations[i]]) < 3))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// The maximization step: the posterior moments of all candidates give mean and covariance; where a standard deviation is not free its
    /// scale is carried by the slopes, so that only the correlation is kept (parameter expansion, Liu, Rubin &amp; Wu 1998).
    /// </summary>
    public void Maximize(double candidates, ReadOnlySpan<double> means, ReadOnlySpan<double> products, Span<double> next, Span<double> scale)
    {
        Span<double> centre = stackalloc double[TopicCount];
        for (int i = 0; i < TopicCount; i++)
        {
            centre[i] = _means[i] >= 0 ? means[i] / candidates : 0;
        }

        Span<double> covariance = stackalloc double[TopicCount * TopicCount];
        for (int i = 0; i < TopicCount; i++)
        {
            for (int j = 0; j < TopicCount; j++)
            {
                covariance[i * TopicCount + j] = (products[i * TopicCount + j] - centre[i] * means[j] - centre[j] * means[i]) / candidates + centre[i] * centre[j];
            }
        }

        for (int i = 0; i < TopicCount; i++)
        {
            double variance = covariance[i * TopicCount + i];
            for (int j = 0; j < i; j++)
            {
                next[_first + Place(i, j)] = covariance[i * TopicCount + j] / Math.Sqrt(variance * covariance[j * TopicCount + j]);
                scale[_first + Place(i, j)] = candidates;
            }

            if (_means[i] >= 0)
            {
                next[_means[i]] = centre[i];
                scale[_means[i]] = candidates / variance;
            }

            if (_logDeviations[i] >= 0)
            {
                next[_logDeviations[i]] = 0.5 * Math.Log(variance);
                scale[_logDeviations[i]] = 2 * candidates;
            }
        }
    }

    /// <summary>The inverse of the covariance matrix.</summary>
    public double[,] Precision(ReadOnlySpan<double> x) =>
        Matrix<double>.Build.Dense(TopicCount, TopicCount, Covariance(x)).Inverse().ToArray();

    /// <summary>
    /// A candidate's score in the free parameters: with posterior moments M = E(θ − μ)(θ − μ)′ and G = ½(Σ⁻¹MΣ⁻¹ − Σ⁻¹), the derivative of the expected
    /// log density is 2σ_iσ_j G_ij in a correlation, 2Σ_j Σ_ij G_ij in a log standard deviation and Σ⁻¹(m − μ) in the means.
    /// </summary>
    public void AddScores(ReadOnlySpan<double> x, double[,] precision, double[] mean, double[] covariance, List<(int Place, double Value)> scores)
    {
        int n = TopicCount;
        var deviation = new double[n];
        for (int i = 0; i < n; i++)
        {
            deviation[i] = mean[i] - Mean(x, i);
        }

        var half = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                for (int k = 0; k < n; k++)
                {
                    half[i, j] += precision[i, k] * (covariance[k * n + j] + deviation[k] * deviation[j]);
                }
            }
        }

        for (int i = 0; i < n; i++)
        {
            double meanScore = 0;
            double deviationScore = 0;
            for (int j = 0; j < n; j++)
            {
                double g = -precision[i, j];
                for (int k = 0; k < n; k++)
                {
                    g += half[i, k] * precision[k, j];
                }

                meanScore += precision[i, j] * deviation[j];
                deviationScore += g * Correlation(x, i, j) * Deviation(x, i) * Deviation(x, j);
                if (j < i)
                {
                    scores.Add((_first + Place(i, j), g * Deviation(x, i) * Deviation(x, j)));
                }
            }

            if (_means[i] >= 0)
            {
                scores.Add((_means[i], meanScore));
            }

            if (_logDeviations[i] >= 0)
            {
                scores.Add((_logDeviations[i], deviationScore));
            }
        }
    }

    private static int Place(int row, int column) => row * (row - 1) / 2 + column;
}
