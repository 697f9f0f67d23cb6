namespace Pals.Exam.Engine.Calibration;

/// <summary>Which parameter of an item a prior is about.</summary>
public enum PriorParameter
{
    /// <summary>The slope a.</summary>
    Discrimination,

    /// <summary>The difficulty b; for an item with thresholds, each of them.</summary>
    Difficulty,

    /// <summary>The lower asymptote c.</summary>
    LowerAsymptote,

    /// <summary>The upper asymptote d.</summary>
    UpperAsymptote,
}

/// <summary>The form of a prior.</summary>
public enum PriorDistribution
{
    /// <summary>The parameter is normal.</summary>
    Normal,

    /// <summary>The logarithm of the parameter is normal; the density is that of the parameter itself.</summary>
    Lognormal,

    /// <summary>The logit of the parameter is normal, and the mode is sought on the logit scale: the density is that of the logit.</summary>
    LogitNormal,
}

/// <summary>
/// A prior on one parameter of every item, or of one item. Its log density is added to the log-likelihood, so that the estimate is the posterior
/// mode (Mislevy 1986). Asymptotes are estimated as logits: a normal prior on c or d is a density of c or d, a logit-normal one of the logit.
/// </summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Distribution">The form.</param>
/// <param name="Mean">Mean on the scale of the normal distribution.</param>
/// <param name="StandardDeviation">Standard deviation on that scale, positive.</param>
/// <param name="Item">The item meant; null for all. A prior for one item takes the place of the one for all.</param>
public sealed record ParameterPrior(
    PriorParameter Parameter, PriorDistribution Distribution, double Mean, double StandardDeviation, string? Item = null)
{
    /// <summary>The default: a weak prior on guessing, logit c ~ N(log ¼, 0.5²), and its mirror on the upper asymptote.</summary>
    public static IReadOnlyList<ParameterPrior> Default { get; } =
    [
        new(PriorParameter.LowerAsymptote, PriorDistribution.LogitNormal, -1.3862944, 0.5),
        new(PriorParameter.UpperAsymptote, PriorDistribution.LogitNormal, 1.3862944, 0.5),
    ];

    /// <summary>Throws when the prior makes no sense.</summary>
    /// <exception cref="ArgumentException">A value is not finite, the deviation is not positive, or the form does not fit the parameter.</exception>
    public void Validate()
    {
        if (!double.IsFinite(Mean) || !(StandardDeviation > 0) || double.IsInfinity(StandardDeviation))
        {
            throw new ArgumentException($"A prior needs a finite mean and a positive standard deviation, not {Mean:R} and {StandardDeviation:R}.");
        }

        bool asymptote = Parameter is PriorParameter.LowerAsymptote or PriorParameter.UpperAsymptote;
        bool fits = Distribution switch
        {
            PriorDistribution.Lognormal => Parameter == PriorParameter.Discrimination,
            PriorDistribution.LogitNormal => asymptote,
            _ => true,
        };
        if (!fits)
        {
            throw new ArgumentException($"A {Distribution} prior does not fit {Parameter}.");
        }
    }

    /// <summary>Log density at <paramref name="value"/> less its constant, with first and second derivative; for a logit-normal prior of the logit.</summary>
    internal (double Log, double First, double Second) Density(double value)
    {
        double precision = 1 / (StandardDeviation * StandardDeviation);
        switch (Distribution)
        {
            case PriorDistribution.Lognormal:
                if (value <= 0)
                {
                    return (double.NegativeInfinity, 0, 0);
                }

                double log = Math.Log(value);
                double score = (log - Mean) * precision;
                return (-0.5 * (log - Mean) * score - log, -(score + 1) / value, (score + 1 - precision) / (value * value));
            default:
                double z = value - Mean;
                return (-0.5 * z * z * precision, -z * precision, -precision);
        }
    }
}
