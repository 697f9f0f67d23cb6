using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Ability;

/// <summary>
/// The maximum-likelihood estimate of ability: the root of Σ d log P(x_i | θ)/dθ, with standard error 1/√I(θ̂) from Fisher information.
/// </summary>
/// <remarks>
/// Unbounded when every answer is right or every answer wrong, and, with lower asymptotes, for other patterns whose likelihood is highest at the
/// end of the range. Where the likelihood has several modes the highest is found (Samejima 1973 on the three-parameter model).
/// </remarks>
public static class MaximumLikelihood
{
    /// <summary>Estimates ability from <paramref name="scores"/> on <paramref name="items"/>, searching the default range.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or a score is not one of its item.</exception>
    public static AbilityEstimate Estimate(ReadOnlySpan<ItemParameters> items, ReadOnlySpan<int> scores) =>
        Estimate(items, scores, AbilityRange.Default);

    /// <summary>Estimates ability from <paramref name="scores"/> on <paramref name="items"/> within <paramref name="range"/>.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or a score is not one of its item.</exception>
    public static AbilityEstimate Estimate(ReadOnlySpan<ItemParameters> items, ReadOnlySpan<int> scores, AbilityRange range)
    {
        var pattern = new ResponsePattern(items, scores);
        return pattern.IsEmpty
            ? new AbilityEstimate(range.Middle, double.PositiveInfinity, EstimateStatus.NoInformation)
            : RootSearch.Solve(new ScoreFunction<ResponsePattern>(pattern), range);
    }

    /// <summary>1/√I(θ): the standard error of the maximum-likelihood and weighted-likelihood estimates; +∞ without information.</summary>
    public static double StandardError(ReadOnlySpan<ItemParameters> items, double theta)
    {
        double information = 0;
        foreach (ItemParameters item in items)
        {
            information += item.Information(theta);
        }

        return 1 / Math.Sqrt(information);
    }

    internal readonly ref struct ScoreFunction<T>(T pattern) : IEstimatingFunction
        where T : struct, IResponsePattern, allows ref struct
    {
        private readonly T _pattern = pattern;

        public bool IsMonotone => _pattern.IsLogConcave;

        public (double Value, double Slope) At(double theta) => _pattern.Slopes(theta);

        public double StandardError(double theta) => 1 / Math.Sqrt(_pattern.Sums(theta).Information.Information);
    }
}
