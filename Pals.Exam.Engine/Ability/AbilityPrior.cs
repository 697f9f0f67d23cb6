using System.Collections.Immutable;

namespace Pals.Exam.Engine.Ability;

/// <summary>
/// The distribution of ability before the first answer, N(μ, Σ) in logits, one dimension for each topic area or a single one.
/// Several groups of candidates, or a candidate who retakes the exam, may each begin with a prior of their own.
/// </summary>
public sealed record AbilityPrior
{
    private AbilityPrior(ImmutableArray<double> mean, ImmutableArray<double> covariance)
    {
        Mean = mean;
        Covariance = covariance;
    }

    /// <summary>μ, one value for each dimension.</summary>
    public ImmutableArray<double> Mean { get; }

    /// <summary>Σ by rows, positive semidefinite with a positive diagonal.</summary>
    public ImmutableArray<double> Covariance { get; }

    /// <summary>Number of dimensions.</summary>
    public int Dimensions => Mean.Length;

    /// <summary>A prior of one dimension.</summary>
    /// <exception cref="ArgumentException">A value is not finite or the standard deviation is not positive.</exception>
    public static AbilityPrior Normal(double mean, double standardDeviation) => Create([mean], [standardDeviation], [[1]]);

    /// <summary>A prior with Σ_ij = s_i s_j ρ_ij.</summary>
    /// <exception cref="ArgumentException">Shapes differ, a value is out of its domain, or the correlations are not positive semidefinite; the message names the value.</exception>
    public static AbilityPrior Create(
        ImmutableArray<double> mean, ImmutableArray<double> standardDeviations, ImmutableArray<ImmutableArray<double>> correlations)
    {
        int n = mean.Length;
        if (n == 0 || standardDeviations.Length != n || correlations.Length != n || correlations.Any(row => row.Length != n))
        {
            throw new ArgumentException(
                $"A prior of {n} dimensions needs {n} means, {n} standard deviations and {n} × {n} correlations.", nameof(correlations));
        }

        for (int i = 0; i < n; i++)
        {
            Require(double.IsFinite(mean[i]), nameof(mean), $"mean {i + 1} must be finite, but is {mean[i]:R}");
            Require(
                standardDeviations[i] > 0 && double.IsFinite(standardDeviations[i]),
                nameof(standardDeviations),
                $"standard deviation {i + 1} must be positive, but is {standardDeviations[i]:R}");
            Require(correlations[i][i] == 1, nameof(correlations), $"correlation ({i + 1}, {i + 1}) must be 1, but is {correlations[i][i]:R}");
            for (int j = 0; j < i; j++)
            {
                double r = correlations[i][j];
                Require(
                    Math.Abs(r) <= 1 && r == correlations[j][i],
                    nameof(correlations),
                    $"correlation ({i + 1}, {j + 1}) must lie in [−1, 1] and equal its mirror, but is {r:R} and {correlations[j][i]:R}");
            }
        }

        RequirePositiveSemidefinite(correlations);
        var covariance = ImmutableArray.CreateBuilder<double>(n * n);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                covariance.Add(standardDeviations[i] * standardDeviations[j] * correlations[i][j]);
            }
        }

        return new AbilityPrior(mean, covariance.MoveToImmutable());
    }

    /// <summary>A prior with the given Σ, taken as it is: what <see cref="Mean"/> and <see cref="Covariance"/> of another prior say, to the last bit.</summary>
    /// <exception cref="ArgumentException">Shapes differ, a value is not finite, or Σ is not symmetric and positive semidefinite; the message names the value.</exception>
    public static AbilityPrior FromCovariance(ImmutableArray<double> mean, ImmutableArray<double> covariance)
    {
        int n = mean.Length;
        if (n == 0 || covariance.Length != n * n)
        {
            throw new ArgumentException($"A prior of {n} dimensions needs {n} × {n} covariances, but has {covariance.Length}.", nameof(covariance));
        }

        double[] deviations = [.. Enumerable.Range(0, n).Select(d => Math.Sqrt(covariance[d * n + d]))];
        Create(mean, [.. deviations], [.. Enumerable.Range(0, n).Select(i => Enumerable.Range(0, n).Select(j => Correlation(i, j)).ToImmutableArray())]);
        return new AbilityPrior(mean, covariance);

        double Correlation(int i, int j)
        {
            // The product and quotient that led here and back are off by a few units in the last place; a perfect correlation must not exceed 1 by them.
            const double Rounding = 1e-14;
            double r = i == j ? 1 : covariance[i * n + j] / (deviations[i] * deviations[j]);
            return Math.Abs(r) > 1 && Math.Abs(r) <= 1 + Rounding ? Math.Sign(r) : r;
        }
    }

    /// <summary>Gaussian elimination with positive pivots; a pivot of 0 (areas that are one and the same) needs a row of zeros.</summary>
    private static void RequirePositiveSemidefinite(ImmutableArray<ImmutableArray<double>> correlations)
    {
        // Rounding of a pivot of a singular matrix, a few units in the last place of its diagonal of 1 for each elimination.
        const double Rounding = 1e-12;
        int n = correlations.Length;
        double[][] work = [.. correlations.Select(row => row.ToArray())];
        for (int k = 0; k < n; k++)
        {
            double pivot = work[k][k];
            Require(pivot >= -Rounding, nameof(correlations), $"the correlation matrix is not positive semidefinite (pivot {k + 1} is {pivot:R})");
            if (pivot <= Rounding)
            {
                // √Rounding bounds what may remain beside a pivot that is 0 up to rounding.
                Require(
                    work[k].AsSpan(k + 1).IndexOfAnyExceptInRange(-1e-6, 1e-6) < 0,
                    nameof(correlations),
                    $"the correlation matrix is not positive semidefinite (row {k + 1})");
                continue;
            }

            for (int i = k + 1; i < n; i++)
            {
                double factor = work[i][k] / pivot;
                for (int j = k; j < n; j++)
                {
                    work[i][j] -= factor * work[k][j];
                }
            }
        }
    }

    private static void Require(bool condition, string name, string message)
    {
        if (!condition)
        {
            throw new ArgumentException($"{message}.", name);
        }
    }
}
