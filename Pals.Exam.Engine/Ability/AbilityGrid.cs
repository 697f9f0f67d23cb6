using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Ability;

/// <summary>
/// The fixed grid of ability on which a dimension keeps its log-likelihood curve: 128 points with a spacing of an eighth of the prior standard
/// deviation, the prior mean ± 8 standard deviations. The trapezoid rule on a normal density with standard deviation s and spacing h errs by
/// about 2 exp(−2π²s²/h²), so that posteriors as narrow as the spacing are integrated to 5e-9.
/// </summary>
public readonly record struct AbilityGrid
{
    /// <summary>Number of points.</summary>
    public const int PointCount = 128;

    private const double HalfWidth = 8;

    /// <summary>The grid around a prior.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The mean is not finite or the standard deviation not positive.</exception>
    public AbilityGrid(double mean, double standardDeviation)
    {
        if (!double.IsFinite(mean))
        {
            throw new ArgumentOutOfRangeException(nameof(mean), mean, "A finite mean is expected.");
        }

        if (!(standardDeviation > 0 && double.IsFinite(standardDeviation)))
        {
            throw new ArgumentOutOfRangeException(nameof(standardDeviation), standardDeviation, "A positive standard deviation is expected.");
        }

        Start = mean - HalfWidth * standardDeviation;
        Step = 2 * HalfWidth * standardDeviation / PointCount;
    }

    /// <summary>The first point, in logits.</summary>
    public double Start { get; }

    /// <summary>The spacing, in logits.</summary>
    public double Step { get; }

    /// <summary>The point at <paramref name="index"/>, in logits.</summary>
    public double this[int index] => Start + index * Step;
}
