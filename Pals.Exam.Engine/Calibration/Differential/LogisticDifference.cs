using MathNet.Numerics.Distributions;

namespace Pals.Exam.Engine.Calibration.Differential;

/// <summary>Logistic regression statistics of one item.</summary>
/// <param name="Uniform">Likelihood-ratio χ² of the group, one degree of freedom.</param>
/// <param name="UniformPValue">Its upper tail.</param>
/// <param name="NonUniform">Likelihood-ratio χ² of group × matching variable beyond the group, one degree of freedom.</param>
/// <param name="NonUniformPValue">Its upper tail.</param>
/// <param name="Either">Both together, two degrees of freedom.</param>
/// <param name="EitherPValue">Its upper tail.</param>
/// <param name="GroupEffect">Log odds of the focal group against the reference group at equal matching value, from the model without interaction.</param>
/// <param name="EffectSize">Gain in Nagelkerke's R² from both terms; Jodoin and Gierl (2001) call less than 0.035 negligible and 0.070 or more large.</param>
/// <param name="Class">A, B or C by effect size, given that the two-term test is significant at 5 %.</param>
/// <param name="Converged">False when a fit did not converge, as with perfect separation; the statistics are then NaN.</param>
public readonly record struct LogisticDifferenceResult(
    double Uniform,
    double UniformPValue,
    double NonUniform,
    double NonUniformPValue,
    double Either,
    double EitherPValue,
    double GroupEffect,
    double EffectSize,
    DifferentialClass Class,
    bool Converged);

/// <summary>
/// DIF by logistic regression (Swaminathan &amp; Rogers 1990), with the cumulative logit for ordered scores (Zumbo 1999): logit P(X ≥ k) =
/// τ_k + β₁S + β₂G + β₃SG, compared with β₃ = 0 and with β₂ = β₃ = 0.
/// </summary>
internal static class LogisticDifference
{
    private const double ModerateEffect = 0.035;
    private const double LargeEffect = 0.070;

    public static LogisticDifferenceResult Test(StratifiedResponses counts)
    {
        CumulativeLogit.Fit? none = CumulativeLogit.Estimate(counts, 0);
        CumulativeLogit.Fit? matching = CumulativeLogit.Estimate(counts, 1);
        CumulativeLogit.Fit? group = CumulativeLogit.Estimate(counts, 2);
        CumulativeLogit.Fit? full = CumulativeLogit.Estimate(counts, 3);
        if (none is null || matching is null || group is null || full is null)
        {
            return new LogisticDifferenceResult(
                double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, DifferentialClass.Undetermined, false);
        }

        double uniform = Math.Max(0, 2 * (group.LogLikelihood - matching.LogLikelihood));
        double nonUniform = Math.Max(0, 2 * (full.LogLikelihood - group.LogLikelihood));
        double either = uniform + nonUniform;
        double candidates = counts.GroupTotal(0) + counts.GroupTotal(1);
        double effect = Nagelkerke(full, none, candidates) - Nagelkerke(matching, none, candidates);
        double p = 1 - ChiSquared.CDF(2, either);
        DifferentialClass category = p >= 0.05 || effect < ModerateEffect ? DifferentialClass.A
            : effect < LargeEffect ? DifferentialClass.B
            : DifferentialClass.C;
        return new LogisticDifferenceResult(
            uniform, 1 - ChiSquared.CDF(1, uniform), nonUniform, 1 - ChiSquared.CDF(1, nonUniform), either, p, group.GroupEffect, effect, category, true);
    }

    private static double Nagelkerke(CumulativeLogit.Fit fit, CumulativeLogit.Fit none, double candidates) =>
        (1 - Math.Exp(2 / candidates * (none.LogLikelihood - fit.LogLikelihood))) / (1 - Math.Exp(2 / candidates * none.LogLikelihood));
}
