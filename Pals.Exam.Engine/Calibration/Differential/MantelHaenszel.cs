using MathNet.Numerics.Distributions;

namespace Pals.Exam.Engine.Calibration.Differential;

/// <summary>The size of DIF in the classes of the Educational Testing Service (Zieky 1993).</summary>
public enum DifferentialClass
{
    /// <summary>Negligible.</summary>
    A,

    /// <summary>Moderate: review the item.</summary>
    B,

    /// <summary>Large: keep the item out unless its content demands it.</summary>
    C,

    /// <summary>Too little data to say.</summary>
    Undetermined,
}

/// <summary>Mantel–Haenszel statistics of one item.</summary>
/// <param name="ChiSquared">Mantel–Haenszel χ² with one degree of freedom (Mantel's for items with several scores); NaN when undetermined.</param>
/// <param name="PValue">Its upper tail.</param>
/// <param name="CommonOddsRatio">α: the odds of a right answer in the reference group over the focal group's, at equal ability; NaN for several scores.</param>
/// <param name="Delta">−2.35 ln α on ETS's delta scale: negative when the item is harder for the focal group; NaN for several scores.</param>
/// <param name="DeltaStandardError">Standard error of Delta (Robins, Breslow &amp; Greenland 1986).</param>
/// <param name="StandardizedMeanDifference">Mean score of the focal group less the reference group's, at equal ability, over the score's standard deviation.</param>
/// <param name="Class">A, B or C.</param>
public readonly record struct MantelHaenszelResult(
    double ChiSquared,
    double PValue,
    double CommonOddsRatio,
    double Delta,
    double DeltaStandardError,
    double StandardizedMeanDifference,
    DifferentialClass Class);

/// <summary>The Mantel–Haenszel test of DIF (Holland &amp; Thayer 1988) and Mantel's (1963) for ordered scores.</summary>
/// <remarks>
/// Classes for scores 0 and 1: C when |Δ| ≥ 1.5 and significantly above 1, A when |Δ| &lt; 1 or not significantly different from 0, B between, at 5 %. For
/// several scores the standardized mean difference takes Δ's place with 0.25 and 0.17 (Zwick, Thayer &amp; Mazzeo 1997).
/// </remarks>
internal static class MantelHaenszel
{
    private const double DeltaPerLogOdds = -2.35;
    private const double LargeDelta = 1.5;
    private const double ModerateDelta = 1;
    private const double LargeDifference = 0.25;
    private const double ModerateDifference = 0.17;

    /// <summary>Upper 5 % points of the standard normal, one- and two-sided.</summary>
    private const double OneSided = 1.6448536269514722;
    private const double TwoSided = 1.9599639845400545;

    public static MantelHaenszelResult Test(StratifiedResponses counts, bool continuityCorrection) =>
        counts.Categories == 2 ? Dichotomous(counts, continuityCorrection) : Ordered(counts);

    private static MantelHaenszelResult Dichotomous(StratifiedResponses counts, bool continuityCorrection)
    {
        double observed = 0;
        double expected = 0;
        double variance = 0;
        double r = 0;
        double s = 0;
        double pr = 0;
        double psQr = 0;
        double qs = 0;
        for (int level = 0; level < counts.Levels.Length; level++)
        {
            double a = counts[level, 0, 1];
            double b = counts[level, 0, 0];
            double c = counts[level, 1, 1];
            double d = counts[level, 1, 0];
            double reference = a + b;
            double focal = c + d;
            double total = reference + focal;
            if (reference == 0 || focal == 0)
            {
                continue;
            }

            observed += a;
            expected += reference * (a + c) / total;
            if (total > 1)
            {
                variance += reference * focal * (a + c) * (b + d) / (total * total * (total - 1));
            }

            r += a * d / total;
            s += b * c / total;
            double p = (a + d) / total;
            double q = (b + c) / total;
            pr += p * a * d / total;
            psQr += (p * b * c + q * a * d) / total;
            qs += q * b * c / total;
        }

        if (variance <= 0)
        {
            return Undetermined;
        }

        double distance = Math.Max(0, Math.Abs(observed - expected) - (continuityCorrection ? 0.5 : 0));
        double chi = distance * distance / variance;
        double difference = MeanDifference(counts);
        if (r == 0 || s == 0)
        {
            // One group is always right or always wrong at equal ability: the odds ratio is 0 or infinite, its standard error unknown.
            return new MantelHaenszelResult(chi, UpperTail(chi), r / s, double.NaN, double.NaN, difference, DifferentialClass.Undetermined);
        }

        double alpha = r / s;
        double delta = DeltaPerLogOdds * Math.Log(alpha);
        double logVariance = pr / (2 * r * r) + psQr / (2 * r * s) + qs / (2 * s * s);
        double error = Math.Abs(DeltaPerLogOdds) * Math.Sqrt(logVariance);
        double size = Math.Abs(delta);
        DifferentialClass category = size >= LargeDelta && size - OneSided * error > ModerateDelta ? DifferentialClass.C
            : size < ModerateDelta || size <= TwoSided * error ? DifferentialClass.A
            : DifferentialClass.B;
        return new MantelHaenszelResult(chi, UpperTail(chi), alpha, delta, error, difference, category);
    }

    private static MantelHaenszelResult Ordered(StratifiedResponses counts)
    {
        double observed = 0;
        double expected = 0;
        double variance = 0;
        for (int level = 0; level < counts.Levels.Length; level++)
        {
            double reference = counts.GroupTotal(level, 0);
            double focal = counts.GroupTotal(level, 1);
            double total = reference + focal;
            if (reference == 0 || focal == 0)
            {
                continue;
            }

            double sum = 0;
            double square = 0;
            for (int k = 0; k < counts.Categories; k++)
            {
                double both = counts[level, 0, k] + counts[level, 1, k];
                observed += k * counts[level, 1, k];
                sum += k * both;
                square += (double)k * k * both;
            }

            expected += focal * sum / total;
            if (total > 1)
            {
                variance += reference * focal * (total * square - sum * sum) / (total * total * (total - 1));
            }
        }

        if (variance <= 0)
        {
            return Undetermined;
        }

        double chi = (observed - expected) * (observed - expected) / variance;
        double difference = MeanDifference(counts);
        double p = UpperTail(chi);
        double size = Math.Abs(difference);
        DifferentialClass category = p >= 0.05 || size <= ModerateDifference ? DifferentialClass.A
            : size <= LargeDifference ? DifferentialClass.B
            : DifferentialClass.C;
        return new MantelHaenszelResult(chi, p, double.NaN, double.NaN, double.NaN, difference, category);
    }

    /// <summary>Dorans and Schmitt's (1991) standardized difference, weighted by the focal group, over the standard deviation of all scores.</summary>
    private static double MeanDifference(StratifiedResponses counts)
    {
        double difference = 0;
        double weight = 0;
        double sum = 0;
        double square = 0;
        double all = 0;
        for (int level = 0; level < counts.Levels.Length; level++)
        {
            double reference = counts.GroupTotal(level, 0);
            double focal = counts.GroupTotal(level, 1);
            double referenceSum = 0;
            double focalSum = 0;
            for (int k = 0; k < counts.Categories; k++)
            {
                double both = counts[level, 0, k] + counts[level, 1, k];
                referenceSum += k * counts[level, 0, k];
                focalSum += k * counts[level, 1, k];
                sum += k * both;
                square += (double)k * k * both;
                all += both;
            }

            if (reference > 0 && focal > 0)
            {
                difference += focal * (focalSum / focal - referenceSum / reference);
                weight += focal;
            }
        }

        double spread = Math.Sqrt(Math.Max(0, square / all - sum / all * (sum / all)));
        return weight > 0 && spread > 0 ? difference / weight / spread : double.NaN;
    }

    private static MantelHaenszelResult Undetermined =>
        new(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, DifferentialClass.Undetermined);

    private static double UpperTail(double chi) => 1 - ChiSquared.CDF(1, chi);
}
