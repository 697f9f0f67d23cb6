using MathNet.Numerics.LinearAlgebra;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Calibration.Differential;

/// <summary>
/// Maximum likelihood for the cumulative logit model logit P(X ≥ k) = τ_k + x'β on grouped counts (McCullagh 1980); with two scores it is logistic
/// regression. Newton steps, halved until the likelihood rises.
/// </summary>
internal static class CumulativeLogit
{
    private const int MaximumIterations = 50;
    private const int MaximumHalvings = 30;

    /// <summary>The likelihood is then flat to 1e-9, far below what a χ² is read to.</summary>
    private const double Tolerance = 1e-10;

    /// <summary>A coefficient this large on a standardized variable means that the groups are separated perfectly.</summary>
    private const double Separated = 25;

    /// <summary>The maximum and the coefficient of the group (0 when it is no term).</summary>
    public sealed record Fit(double LogLikelihood, double GroupEffect);

    /// <summary>Fits the first <paramref name="terms"/> of matching variable, group, and their product; null without convergence.</summary>
    public static Fit? Estimate(StratifiedResponses counts, int terms)
    {
        int[] scores = ScoresSeen(counts);
        if (scores.Length < 2)
        {
            return null;
        }

        double[] levels = Standardize(counts);
        int cuts = scores.Length - 1;
        double[] parameters = new double[cuts + terms];
        StartAtMarginalLogits(counts, scores, parameters);
        (double likelihood, Vector<double> gradient, Matrix<double> information) = Evaluate(counts, scores, levels, parameters, terms);
        for (int iteration = 0; iteration < MaximumIterations; iteration++)
        {
            Vector<double> step = information.Solve(gradient);
            if (!step.All(double.IsFinite))
            {
                return null;
            }

            if (gradient.DotProduct(step) < Tolerance)
            {
                return parameters.Skip(cuts).Any(beta => Math.Abs(beta) > Separated)
                    ? null
                    : new Fit(likelihood, terms >= 2 ? parameters[cuts + 1] : 0);
            }

            double share = 1;
            bool improved = false;
            for (int halving = 0; halving < MaximumHalvings && !improved; halving++, share /= 2)
            {
                double[] trial = [.. parameters.Select((value, j) => value + share * step[j])];
                (double trialLikelihood, Vector<double> trialGradient, Matrix<double> trialInformation) = Evaluate(counts, scores, levels, trial, terms);
                if (trialLikelihood >= likelihood)
                {
                    (parameters, likelihood, gradient, information) = (trial, trialLikelihood, trialGradient, trialInformation);
                    improved = true;
                }
            }

            if (!improved)
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>Log-likelihood, gradient and expected information in (τ, β).</summary>
    internal static (double LogLikelihood, Vector<double> Gradient, Matrix<double> Information) Evaluate(
        StratifiedResponses counts, int[] scores, double[] levels, double[] parameters, int terms)
    {
        int cuts = scores.Length - 1;
        int size = cuts + terms;
        var gradient = Vector<double>.Build.Dense(size);
        var information = Matrix<double>.Build.Dense(size, size);
        double likelihood = 0;
        Span<double> x = stackalloc double[3];
        double[] above = new double[scores.Length + 1];
        double[] density = new double[scores.Length + 1];
        double[] rates = new double[size];
        for (int level = 0; level < levels.Length; level++)
        {
            for (int group = 0; group < 2; group++)
            {
                double total = counts.GroupTotal(level, group);
                if (total == 0)
                {
                    continue;
                }

                (x[0], x[1], x[2]) = (levels[level], group, levels[level] * group);
                double linear = 0;
                for (int t = 0; t < terms; t++)
                {
                    linear += parameters[cuts + t] * x[t];
                }

                above[0] = 1;
                above[^1] = 0;
                for (int k = 1; k <= cuts; k++)
                {
                    above[k] = Elementary.Logistic(parameters[k - 1] + linear);
                    density[k] = above[k] * Elementary.Logistic(-parameters[k - 1] - linear);
                }

                for (int k = 0; k <= cuts; k++)
                {
                    double p = above[k] - above[k + 1];
                    double count = counts[level, group, scores[k]];
                    if (!(p > 0))
                    {
                        if (count > 0)
                        {
                            return (double.NegativeInfinity, gradient, information);
                        }

                        continue;
                    }

                    Array.Clear(rates);
                    if (k > 0)
                    {
                        rates[k - 1] += density[k];
                    }

                    if (k < cuts)
                    {
                        rates[k] -= density[k + 1];
                    }

                    double shared = (k > 0 ? density[k] : 0) - (k < cuts ? density[k + 1] : 0);
                    for (int t = 0; t < terms; t++)
                    {
                        rates[cuts + t] = shared * x[t];
                    }

                    likelihood += count * Math.Log(p);
                    for (int i = 0; i < size; i++)
                    {
                        gradient[i] += count / p * rates[i];
                        for (int j = 0; j < size; j++)
                        {
                            information[i, j] += total / p * rates[i] * rates[j];
                        }
                    }
                }
            }
        }

        return (likelihood, gradient, information);
    }

    private static int[] ScoresSeen(StratifiedResponses counts) =>
    [
        .. Enumerable.Range(0, counts.Categories).Where(k =>
            Enumerable.Range(0, counts.Levels.Length).Any(level => counts[level, 0, k] + counts[level, 1, k] > 0)),
    ];

    private static double[] Standardize(StratifiedResponses counts)
    {
        double[] weights = [.. Enumerable.Range(0, counts.Levels.Length).Select(level => counts.GroupTotal(level, 0) + counts.GroupTotal(level, 1))];
        double total = weights.Sum();
        double mean = counts.Levels.Zip(weights, (level, weight) => level * weight).Sum() / total;
        double variance = counts.Levels.Zip(weights, (level, weight) => (level - mean) * (level - mean) * weight).Sum() / total;
        double spread = variance > 0 ? Math.Sqrt(variance) : 1;
        return [.. counts.Levels.Select(level => (level - mean) / spread)];
    }

    private static void StartAtMarginalLogits(StratifiedResponses counts, int[] scores, double[] parameters)
    {
        double[] totals = [.. scores.Select(k => Enumerable.Range(0, counts.Levels.Length).Sum(level => counts[level, 0, k] + counts[level, 1, k]))];
        for (int k = 1; k < scores.Length; k++)
        {
            parameters[k - 1] = Math.Log(totals.Skip(k).Sum() / totals.Take(k).Sum());
        }
    }
}
