namespace Pals.Exam.Engine.Ability;

/// <summary>A normal distribution of ability before the first answer.</summary>
public readonly record struct NormalPrior
{
    /// <summary>Makes N(<paramref name="mean"/>, <paramref name="standardDeviation"/>²).</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is not finite, or the standard deviation is not positive.</exception>
    public NormalPrior(double mean, double standardDeviation)
    {
        if (!double.IsFinite(mean))
        {
            throw new ArgumentOutOfRangeException(nameof(mean), $"The prior mean must be finite, but is {mean:R}.");
        }

        if (!(double.IsFinite(standardDeviation) && standardDeviation > 0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(standardDeviation), $"The prior standard deviation must be positive and finite, but is {standardDeviation:R}.");
        }

        Mean = mean;
        StandardDeviation = standardDeviation;
    }

    /// <summary>N(0, 1).</summary>
    public static NormalPrior Standard => new(0, 1);

    /// <summary>Mean in logits.</summary>
    public double Mean { get; }

    /// <summary>Standard deviation in logits.</summary>
    public double StandardDeviation { get; }

    /// <summary>1/σ².</summary>
    public double Precision => 1 / (StandardDeviation * StandardDeviation);

    /// <summary>Refuses the prior without width that <c>default</c> makes.</summary>
    internal NormalPrior Checked() => StandardDeviation > 0
        ? this
        : throw new ArgumentException($"The prior has no standard deviation; {nameof(NormalPrior)}.{nameof(Standard)} is N(0, 1).");
}
