using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Ability;

/// <summary>
/// The weighted-likelihood estimate (Warm 1989): the root of Σ d log P(x_i | θ)/dθ + J(θ)/(2I(θ)), whose bias is of a smaller order than that of
/// maximum likelihood and which is finite for all right and all wrong. Standard error 1/√I(θ̂).
/// </summary>
public static class WeightedLikelihood
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
            : RootSearch.Solve(new WarmFunction<ResponsePattern>(pattern), range);
    }

    internal readonly ref struct WarmFunction<T>(T pattern) : IEstimatingFunction
        where T : struct, IResponsePattern, allows ref struct
    {
        private readonly T _pattern = pattern;

        // J/(2I) may rise, even where the likelihood has one mode.
        public bool IsMonotone => false;

        public (double Value, double Slope) At(double theta)
        {
            PatternSums sums = _pattern.Sums(theta);
            return WithWarmTerm(sums.First, sums.Second, sums.Information);
        }

        public double StandardError(double theta) => 1 / Math.Sqrt(_pattern.Sums(theta).Information.Information);
    }

    /// <summary>Adds J/(2I) and its derivative (J′ − JI′/I)/(2I); nothing where information has underflowed.</summary>
    internal static (double Value, double Slope) WithWarmTerm(double first, double second, InformationDerivatives at)
    {
        if (at.Information <= 0)
        {
            return (first, second);
        }

        double half = 0.5 / at.Information;
        double ratio = at.InformationSlope / at.Information;
        return (first + at.WarmJ * half, second + (at.WarmJSlope - at.WarmJ * ratio) * half);
    }
}
