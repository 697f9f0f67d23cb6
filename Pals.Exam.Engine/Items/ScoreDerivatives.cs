using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Items;

/// <summary>
/// Derivatives of log P_k(θ), from which the slopes of a likelihood, information and Warm's J follow without a quotient that could be 0/0.
/// </summary>
/// <remarks>
/// With s = d log P_k/dθ, h = s′ and t = h′: P_k′ = P_k s, P_k″ = P_k(s² + h), P_k‴ = P_k(s³ + 3sh + t). Hence I = Σ P_k s²,
/// I′ = Σ P_k s(s² + 2h), J = Σ P_k s(s² + h), J′ = Σ P_k((s² + h)² + s(2sh + t)).
/// Right or wrong (Barton &amp; Lord 1981): P″/P′ = g = a(1 − 2L) gives h = s(g − s). Graded response (Samejima 1969):
/// s = a(1 − L_k − L_{k+1}). Generalized partial credit (Muraki 1992): s = a(k − E), h = −a²Var, t = −a³μ₃ with the moments of the score.
/// </remarks>
public static class ScoreDerivatives
{
    /// <summary>First and second derivative of log P_k(θ) for the score k that was given.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="score"/> is not a score of the item.</exception>
    public static (double First, double Second) LogDerivatives(this ItemParameters item, int score, double theta)
    {
        if ((uint)score > (uint)item.MaximumScore)
        {
            throw new ArgumentOutOfRangeException(nameof(score), $"The scores of the item are 0 to {item.MaximumScore}, but the score is {score}.");
        }

        switch (item.Model)
        {
            case ItemModel.GradedResponse:
                (double first, double second, _) = Graded(item, theta, score);
                return (first, second);
            case ItemModel.GeneralizedPartialCredit:
                Span<double> p = stackalloc double[item.CategoryCount];
                Probabilities(item, theta, p);
                (double mean, double variance, _) = Moments(p);
                double a = item.Discrimination;
                return (a * (score - mean), -a * a * variance);
            default:
                LogisticPoint point = Point(item, theta);
                double s = score == 1 ? point.RightSlope : -point.WrongSlope;
                return (s, s * (point.Bend - s));
        }
    }

    /// <summary>Information and Warm's J of one item at <paramref name="theta"/>, with their slopes.</summary>
    public static InformationDerivatives InformationDerivatives(this ItemParameters item, double theta)
    {
        if (item.IsDichotomous)
        {
            return Point(item, theta).Information();
        }

        Span<double> p = stackalloc double[item.CategoryCount];
        Probabilities(item, theta, p);
        (double mean, double variance, double third) = Moments(p);
        double a = item.Discrimination;
        double information = 0;
        double informationSlope = 0;
        double j = 0;
        double jSlope = 0;
        for (int k = 0; k < p.Length; k++)
        {
            (double s, double h, double t) = item.Model == ItemModel.GradedResponse
                ? Graded(item, theta, k)
                : (a * (k - mean), -a * a * variance, -a * a * a * third);
            double curvature = s * s + h;
            information += p[k] * s * s;
            informationSlope += p[k] * s * (curvature + h);
            j += p[k] * s * curvature;
            jSlope += p[k] * (curvature * curvature + s * (2 * s * h + t));
        }

        return new InformationDerivatives(information, informationSlope, j, jSlope);
    }

    private static LogisticPoint Point(ItemParameters item, double theta) =>
        new(theta, item.Discrimination, item.Difficulty, item.LowerAsymptote, item.UpperAsymptote);

    private static (double First, double Second, double Third) Graded(ItemParameters item, double theta, int score)
    {
        double a = item.Discrimination;
        double first = 0;
        double second = 0;
        double third = 0;
        if (score > 0)
        {
            double z = a * (theta - item.Thresholds[score - 1]);
            first = a * Elementary.Logistic(-z);
            (second, third) = LogisticCurvature(a, z);
        }

        if (score < item.MaximumScore)
        {
            double z = a * (theta - item.Thresholds[score]);
            first -= a * Elementary.Logistic(z);
            (double h, double t) = LogisticCurvature(a, z);
            second += h;
            third += t;
        }

        return (first, second, third);
    }

    /// <summary>Second and third derivative of log L and of log(1 − L), which are the same.</summary>
    private static (double Second, double Third) LogisticCurvature(double a, double z)
    {
        double right = Elementary.Logistic(z);
        double wrong = Elementary.Logistic(-z);
        double second = -a * a * right * wrong;
        return (second, a * second * (wrong - right));
    }

    private static void Probabilities(ItemParameters item, double theta, Span<double> p)
    {
        item.LogProbabilities(theta, p);
        for (int k = 0; k < p.Length; k++)
        {
            p[k] = Math.Exp(p[k]);
        }
    }

    private static (double Mean, double Variance, double ThirdCentral) Moments(ReadOnlySpan<double> p)
    {
        double mean = 0;
        for (int k = 1; k < p.Length; k++)
        {
            mean += k * p[k];
        }

        double variance = 0;
        double third = 0;
        for (int k = 0; k < p.Length; k++)
        {
            double deviation = k - mean;
            variance += p[k] * deviation * deviation;
            third += p[k] * deviation * deviation * deviation;
        }

        return (mean, variance, third);
    }
}
