namespace Pals.Exam.Engine.Ability;

/// <summary>A normal posterior summed up: mean, standard deviation and the central 95 % interval, in logits.</summary>
/// <param name="Mean">Posterior mean.</param>
/// <param name="StandardDeviation">Posterior standard deviation.</param>
public readonly record struct PosteriorSummary(double Mean, double StandardDeviation)
{
    /// <summary>The 97.5 % quantile of the standard normal distribution.</summary>
    private const double Quantile975 = 1.959963984540054;

    /// <summary>Lower end of the 95 % interval.</summary>
    public double Lower => Mean - Quantile975 * StandardDeviation;

    /// <summary>Upper end of the 95 % interval.</summary>
    public double Upper => Mean + Quantile975 * StandardDeviation;
}
