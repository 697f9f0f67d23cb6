using System.Runtime.Intrinsics;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Items;

/// <summary>
/// The response functions: probability of each score given ability, with first and second derivatives and Fisher information.
/// Logistic metric, D = 1, θ in logits. Every function is stable for any finite θ: no overflow, no 0/0.
/// </summary>
public static class ResponseModel
{
    /// <summary>
    /// P(θ) = c + (d − c) / (1 + exp(−a(θ − b))), the four-parameter logistic model (Barton &amp; Lord 1981); 1PL, 2PL and 3PL are special cases.
    /// </summary>
    public static double Probability(double theta, double a, double b, double c = 0, double d = 1) =>
        c + (d - c) * Elementary.Logistic(a * (theta - b));

    /// <summary>log P(θ) and log(1 − P(θ)) of the four-parameter logistic model, exact to rounding in both tails.</summary>
    public static (double Right, double Wrong) LogProbabilities(double theta, double a, double b, double c = 0, double d = 1)
    {
        double z = a * (theta - b);
        double right = c == 0 ? PortableMath.Log(d) + Elementary.LogLogistic(z) : PortableMath.Log(c + (d - c) * Elementary.Logistic(z));
        double wrong = d == 1
            ? PortableMath.Log(1 - c) + Elementary.LogLogistic(-z)
            : PortableMath.Log((1 - d) + (d - c) * Elementary.Logistic(-z));
        return (right, wrong);
    }

    /// <summary>P, P′ = a(d − c)L(1 − L) and P″ = a²(d − c)L(1 − L)(1 − 2L) with L = logistic(a(θ − b)).</summary>
    public static ResponseCurvePoint Curve(double theta, double a, double b, double c = 0, double d = 1)
    {
        double z = a * (theta - b);
        double right = Elementary.Logistic(z);
        double wrong = Elementary.Logistic(-z);
        double first = a * (d - c) * right * wrong;
        return new ResponseCurvePoint(c + (d - c) * right, first, a * first * (wrong - right));
    }

    /// <summary>Fisher information I(θ) = P′² / (P(1 − P)) of the four-parameter logistic model, in logits⁻²; 0 in the far tails.</summary>
    public static double Information(double theta, double a, double b, double c = 0, double d = 1)
    {
        double z = a * (theta - b);
        double right = Elementary.Logistic(z);
        double wrong = Elementary.Logistic(-z);

        // L/P and (1 − L)/(1 − P) stay finite where L or 1 − L underflows.
        double rightShare = c == 0 ? 1 / d : right / (c + (d - c) * right);
        double wrongShare = d == 1 ? 1 / (1 - c) : wrong / ((1 - d) + (d - c) * wrong);
        double slope = a * (d - c);
        return slope * slope * rightShare * wrongShare * right * wrong;
    }

    /// <summary>Fisher information of any item: Σ P_k′² / P_k over its scores.</summary>
    public static double Information(this ItemParameters item, double theta)
    {
        if (item.IsDichotomous)
        {
            return Information(theta, item.Discrimination, item.Difficulty, item.LowerAsymptote, item.UpperAsymptote);
        }

        int count = item.CategoryCount;
        Span<double> p = stackalloc double[count];
        Span<double> first = stackalloc double[count];
        Span<double> second = stackalloc double[count];
        Categories(item, theta, p, first, second);
        double information = 0;
        for (int k = 0; k < count; k++)
        {
            if (p[k] > 0)
            {
                information += first[k] * first[k] / p[k];
            }
        }

        return information;
    }

    /// <summary>The expected score Σ k P_k(θ), between 0 and <see cref="ItemParameters.MaximumScore"/>.</summary>
    public static double ExpectedScore(this ItemParameters item, double theta)
    {
        if (item.IsDichotomous)
        {
            return Probability(theta, item.Discrimination, item.Difficulty, item.LowerAsymptote, item.UpperAsymptote);
        }

        int count = item.CategoryCount;
        Span<double> log = stackalloc double[count];
        LogProbabilities(item, theta, log);
        double expected = 0;
        for (int k = 1; k < count; k++)
        {
            expected += k * PortableMath.Exp(log[k]);
        }

        return expected;
    }

    /// <summary>The expected score at eight abilities.</summary>
    /// <remarks>
    /// A graded response's is Σ_k P(score ≥ k). A partial credit's weights exp Σ_{j≤k} a(θ − b_j) are taken relative to the largest, as their logarithms are in
    /// <see cref="LogProbabilities(ItemParameters, double, Span{double})"/>.
    /// </remarks>
    internal static Vector512<double> ExpectedScore(this ItemParameters item, Vector512<double> theta)
    {
        double a = item.Discrimination;
        if (item.IsDichotomous)
        {
            double c = item.LowerAsymptote;
            return Vector512.Create(c) + (item.UpperAsymptote - c) * PortableVector.Logistic(a * (theta - Vector512.Create(item.Difficulty)));
        }

        if (item.Model == ItemModel.GradedResponse)
        {
            Vector512<double> reached = Vector512<double>.Zero;
            foreach (double threshold in item.Thresholds)
            {
                reached += PortableVector.Logistic(a * (theta - Vector512.Create(threshold)));
            }

            return reached;
        }

        Vector512<double> log = Vector512<double>.Zero;
        Vector512<double> largest = log;
        foreach (double threshold in item.Thresholds)
        {
            log += a * (theta - Vector512.Create(threshold));
            largest = Vector512.Max(largest, log);
        }

        log = Vector512<double>.Zero;
        Vector512<double> weight = PortableVector.Exp(-largest);
        Vector512<double> points = Vector512<double>.Zero;
        double score = 0;
        foreach (double threshold in item.Thresholds)
        {
            log += a * (theta - Vector512.Create(threshold));
            Vector512<double> own = PortableVector.Exp(log - largest);
            weight += own;
            points += ++score * own;
        }

        return points / weight;
    }

    /// <summary>log P_k(θ) for every score k of <paramref name="item"/>; <paramref name="destination"/> has <see cref="ItemParameters.CategoryCount"/> places.</summary>
    public static void LogProbabilities(this ItemParameters item, double theta, Span<double> destination)
    {
        RequireLength(destination, item, nameof(destination));
        switch (item.Model)
        {
            case ItemModel.GradedResponse:
                for (int k = 0; k < destination.Length; k++)
                {
                    destination[k] = GradedLog(item, theta, k);
                }

                break;
            case ItemModel.GeneralizedPartialCredit:
                PartialCreditLogs(item, theta, destination);
                break;
            default:
                (destination[1], destination[0]) = LogProbabilities(
                    theta, item.Discrimination, item.Difficulty, item.LowerAsymptote, item.UpperAsymptote);
                break;
        }
    }

    /// <summary>P_k, P_k′ and P_k″ for every score k of <paramref name="item"/>; each span has <see cref="ItemParameters.CategoryCount"/> places.</summary>
    /// <remarks>
    /// Graded response (Samejima 1969): P_k = L(x_k)(1 − L(x_{k+1}))(1 − exp(x_{k+1} − x_k)) with x_k = a(θ − b_k), which never subtracts two
    /// near-equal curves; its logarithm has the derivative a(1 − L(x_k) − L(x_{k+1})). Generalized partial credit (Muraki 1992):
    /// P_k′ = aP_k(k − E), P_k″ = a²P_k((k − E)² − Var) with E and Var the mean and variance of the score.
    /// </remarks>
    public static void Categories(this ItemParameters item, double theta, Span<double> probability, Span<double> first, Span<double> second)
    {
        RequireLength(probability, item, nameof(probability));
        RequireLength(first, item, nameof(first));
        RequireLength(second, item, nameof(second));
        double a = item.Discrimination;
        switch (item.Model)
        {
            case ItemModel.GradedResponse:
                for (int k = 0; k < probability.Length; k++)
                {
                    double above = k == 0 ? 1 : Elementary.Logistic(a * (theta - item.Thresholds[k - 1]));
                    double next = k == item.MaximumScore ? 0 : Elementary.Logistic(a * (theta - item.Thresholds[k]));
                    double slope = a * (1 - above - next);
                    double p = PortableMath.Exp(GradedLog(item, theta, k));
                    probability[k] = p;
                    first[k] = p * slope;
                    second[k] = p * (slope * slope - a * a * (above * (1 - above) + next * (1 - next)));
                }

                break;
            case ItemModel.GeneralizedPartialCredit:
                PartialCreditLogs(item, theta, probability);
                double mean = 0;
                double square = 0;
                for (int k = 0; k < probability.Length; k++)
                {
                    probability[k] = PortableMath.Exp(probability[k]);
                    mean += k * probability[k];
                    square += (double)k * k * probability[k];
                }

                double variance = square - mean * mean;
                for (int k = 0; k < probability.Length; k++)
                {
                    double deviation = k - mean;
                    first[k] = a * probability[k] * deviation;
                    second[k] = a * a * probability[k] * (deviation * deviation - variance);
                }

                break;
            default:
                ResponseCurvePoint point = Curve(theta, a, item.Difficulty, item.LowerAsymptote, item.UpperAsymptote);
                probability[1] = point.Probability;
                probability[0] = (1 - item.UpperAsymptote)
                    + (item.UpperAsymptote - item.LowerAsymptote) * Elementary.Logistic(-a * (theta - item.Difficulty));
                first[1] = point.FirstDerivative;
                first[0] = -point.FirstDerivative;
                second[1] = point.SecondDerivative;
                second[0] = -point.SecondDerivative;
                break;
        }
    }

    private static double GradedLog(ItemParameters item, double theta, int score)
    {
        double a = item.Discrimination;
        double above = score == 0 ? 0 : Elementary.LogLogistic(a * (theta - item.Thresholds[score - 1]));
        if (score == item.MaximumScore)
        {
            return above;
        }

        double below = Elementary.LogLogistic(-a * (theta - item.Thresholds[score]));
        return score == 0
            ? below
            : above + below + Elementary.Log1p(-PortableMath.Exp(-a * (item.Thresholds[score] - item.Thresholds[score - 1])));
    }

    private static void PartialCreditLogs(ItemParameters item, double theta, Span<double> destination)
    {
        destination[0] = 0;
        for (int k = 1; k < destination.Length; k++)
        {
            destination[k] = destination[k - 1] + item.Discrimination * (theta - item.Thresholds[k - 1]);
        }

        double log = Elementary.LogSumExp(destination);
        for (int k = 0; k < destination.Length; k++)
        {
            destination[k] -= log;
        }
    }

    private static void RequireLength(ReadOnlySpan<double> span, ItemParameters item, string name)
    {
        if (span.Length != item.CategoryCount)
        {
            throw new ArgumentException($"The item has {item.CategoryCount} categories, but {name} has {span.Length} places.", name);
        }
    }
}

/// <summary>A response curve at one ability: P, dP/dθ and d²P/dθ².</summary>
public readonly record struct ResponseCurvePoint(double Probability, double FirstDerivative, double SecondDerivative);
