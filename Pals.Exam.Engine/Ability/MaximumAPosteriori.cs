using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Ability;

/// <summary>
/// The mode of the posterior under a normal prior (Samejima 1969; Lord 1986): the root of Σ d log P(x_i | θ)/dθ − (θ − μ)/σ², with standard error
/// 1/√(I(θ̂) + 1/σ²).
/// </summary>
public static class MaximumAPosteriori
{
    /// <summary>Estimates ability from <paramref name="scores"/> on <paramref name="items"/> and <paramref name="prior"/>.</summary>
    /// <remarks>Without responses it is the prior itself.</remarks>
    /// <exception cref="ArgumentException">The lengths differ, or a score is not one of its item.</exception>
    public static AbilityEstimate Estimate(ReadOnlySpan<ItemParameters> items, ReadOnlySpan<int> scores, NormalPrior prior) =>
        Estimate(items, scores, prior, AbilityRange.Default);

    /// <summary>Estimates ability from <paramref name="scores"/> on <paramref name="items"/> and <paramref name="prior"/> within <paramref name="range"/>.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or a score is not one of its item.</exception>
    public static AbilityEstimate Estimate(
        ReadOnlySpan<ItemParameters> items, ReadOnlySpan<int> scores, NormalPrior prior, AbilityRange range) =>
        RootSearch.Solve(new PosteriorSlope<ResponsePattern>(new ResponsePattern(items, scores), prior.Checked()), range);

    internal readonly ref struct PosteriorSlope<T>(T pattern, NormalPrior prior) : IEstimatingFunction
        where T : struct, IResponsePattern, allows ref struct
    {
        private readonly T _pattern = pattern;
        private readonly double _mean = prior.Mean;
        private readonly double _precision = prior.Precision;

        public bool IsMonotone => _pattern.IsLogConcave;

        public (double Value, double Slope) At(double theta)
        {
            (double first, double second) = _pattern.Slopes(theta);
            return (first - (theta - _mean) * _precision, second - _precision);
        }

        public double StandardError(double theta) => 1 / Math.Sqrt(_pattern.Sums(theta).Information.Information + _precision);
    }
}
