namespace Pals.Exam.Engine.Calibration.Fit;

/// <summary>The normal distribution of ability that a calibration's scale refers to, in logits.</summary>
public readonly record struct Population
{
    /// <summary>A population with the given mean and standard deviation.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The mean is not finite, or the standard deviation not finite and positive.</exception>
    public Population(double mean, double standardDeviation)
    {
        if (!double.IsFinite(mean))
        {
            throw new ArgumentOutOfRangeException(nameof(mean), mean, "The population's mean must be finite.");
        }

        if (!(standardDeviation > 0) || !double.IsFinite(standardDeviation))
        {
            throw new ArgumentOutOfRangeException(nameof(standardDeviation), standardDeviation, "The population's standard deviation must be positive.");
        }

        Mean = mean;
        StandardDeviation = standardDeviation;
    }

    /// <summary>N(0, 1).</summary>
    public static Population Standard => new(0, 1);

    /// <summary>The mean ability.</summary>
    public double Mean { get; }

    /// <summary>The standard deviation of ability.</summary>
    public double StandardDeviation { get; }
}
