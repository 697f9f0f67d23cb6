using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Calibration.PersonFit;

/// <summary>How well one candidate's answers agree with the model.</summary>
/// <param name="LogLikelihood">l₀ = Σ log P(x_i | θ̂).</param>
/// <param name="Lz">l₀ standardized as if θ̂ were the true ability (Drasgow, Levine &amp; Williams 1985); too narrow, because it is not.</param>
/// <param name="LzStar">l₀ standardized with θ̂'s estimation accounted for (Snijders 2001); standard normal for long tests. NaN when it cannot be computed.</param>
public readonly record struct PersonFitResult(double LogLikelihood, double Lz, double LzStar);

/// <summary>
/// lz* (Snijders 2001; Sinharay 2016 for ordered scores) at the weighted-likelihood estimate: low values mark candidates who miss what they should know and
/// know what they should miss, as do guessing, copying and pre-knowledge.
/// </summary>
/// <remarks>
/// With U = Σ (log P_x − E log P), A = Σ_i Σ_k P_k′ log P_k, I the information, V = Σ_i Var(log P) and c = A/I:
/// lz* = (U + c r₀)/√(V − A²/I), where r₀ + d log L/dθ = 0 defines the estimate: r₀ = J/(2I) for weighted likelihood (Warm 1989). U keeps its own mean because
/// the part of log P that θ̂ explains is taken out by c.
/// </remarks>
public static class PersonFit
{
    /// <summary>lz and lz* of a response pattern at its weighted-likelihood estimate.</summary>
    /// <param name="items">The items answered.</param>
    /// <param name="scores">The score on each.</param>
    /// <param name="estimate">The weighted-likelihood estimate from these answers.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a score is not one of its item.</exception>
    public static PersonFitResult Compute(ReadOnlySpan<ItemParameters> items, ReadOnlySpan<int> scores, AbilityEstimate estimate)
    {
        if (items.Length != scores.Length)
        {
            throw new ArgumentException($"There are {items.Length} items, but {scores.Length} scores.", nameof(scores));
        }

        if (estimate.Status != EstimateStatus.Converged)
        {
            return new PersonFitResult(double.NaN, double.NaN, double.NaN);
        }

        var sums = default(Sums);
        for (int i = 0; i < items.Length; i++)
        {
            if ((uint)scores[i] > (uint)items[i].MaximumScore)
            {
                throw new ArgumentException($"The scores of item {i} are 0 to {items[i].MaximumScore}, but its score is {scores[i]}.", nameof(scores));
            }

            sums.Add(items[i], scores[i], estimate.Ability);
        }

        return sums.ToResult();
    }

    /// <summary>lz and lz* of every candidate, in the order of the data.</summary>
    /// <param name="data">The responses.</param>
    /// <param name="items">Parameters of <paramref name="data"/>'s items, in its order.</param>
    /// <param name="estimates">The weighted-likelihood estimates of the candidates.</param>
    /// <exception cref="ArgumentException">Parameters or estimates do not match the data.</exception>
    public static PersonFitResult[] Compute(ResponseData data, IReadOnlyList<ItemParameters> items, IReadOnlyList<AbilityEstimate> estimates)
    {
        Fit.ItemGrid.RequireMatching(data, items);
        ArgumentNullException.ThrowIfNull(estimates);
        if (estimates.Count != data.CandidateCount)
        {
            throw new ArgumentException($"{data.CandidateCount} candidates need as many estimates, not {estimates.Count}.", nameof(estimates));
        }

        var results = new PersonFitResult[data.CandidateCount];
        Parallel.For(0, results.Length, n =>
        {
            if (estimates[n].Status != EstimateStatus.Converged)
            {
                results[n] = new PersonFitResult(double.NaN, double.NaN, double.NaN);
                return;
            }

            ResponseRow row = data[n];
            var sums = default(Sums);
            for (int j = 0; j < row.Items.Length; j++)
            {
                sums.Add(items[row.Items[j]], row.Scores[j], estimates[n].Ability);
            }

            results[n] = sums.ToResult();
        });
        return results;
    }

    private record struct Sums(double LogLikelihood, double Expected, double Variance, double Covariance, double Information, double WarmJ)
    {
        public void Add(ItemParameters item, int score, double theta)
        {
            int count = item.CategoryCount;
            Span<double> log = count <= StackLimit ? stackalloc double[count] : new double[count];
            Span<double> p = count <= StackLimit ? stackalloc double[count] : new double[count];
            Span<double> first = count <= StackLimit ? stackalloc double[count] : new double[count];
            Span<double> second = count <= StackLimit ? stackalloc double[count] : new double[count];
            item.LogProbabilities(theta, log);
            item.Categories(theta, p, first, second);
            double mean = 0;
            double square = 0;
            for (int k = 0; k < count; k++)
            {
                if (p[k] > 0)
                {
                    mean += p[k] * log[k];
                    square += p[k] * log[k] * log[k];
                    Covariance += first[k] * log[k];
                    Information += first[k] * first[k] / p[k];
                    WarmJ += first[k] * second[k] / p[k];
                }
            }

            LogLikelihood += log[score];
            Expected += mean;
            Variance += square - mean * mean;
        }

        public readonly PersonFitResult ToResult()
        {
            double deviation = LogLikelihood - Expected;
            double corrected = Variance - Covariance * Covariance / Information;
            double shift = Covariance / Information * WarmJ / (2 * Information);

            // Items of equal slope and difficulty leave no pattern to judge: only rounding remains of the corrected variance.
            bool determined = Information > 0 && corrected > Rounding * Variance;
            return new PersonFitResult(
                LogLikelihood,
                Variance > 0 ? deviation / Math.Sqrt(Variance) : double.NaN,
                determined ? (deviation + shift) / Math.Sqrt(corrected) : double.NaN);
        }
    }

    private const int StackLimit = 16;
    private const double Rounding = 1e-10;
}
