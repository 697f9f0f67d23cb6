using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Calibration.Fit;

/// <summary>Derivatives of an item's expected score in the item's free parameters, in the order a, b (or b1…bk), c, d.</summary>
internal static class ItemPerturbation
{
    public static int Count(ItemParameters item) => item.Model switch
    {
        ItemModel.Rasch => 1,
        ItemModel.OneParameterLogistic or ItemModel.TwoParameterLogistic => 2,
        ItemModel.ThreeParameterLogistic => 3,
        ItemModel.FourParameterLogistic => 4,
        _ => 1 + item.Thresholds.Length,
    };

    /// <summary>dE/d(parameter) at θ; for Rasch items parameter 0 is b.</summary>
    public static double ScoreDerivative(ItemParameters item, int parameter, double theta) => item.Model switch
    {
        ItemModel.GradedResponse => Graded(item, parameter, theta),
        ItemModel.GeneralizedPartialCredit => PartialCredit(item, parameter, theta),
        ItemModel.Rasch => Logistic(item, 1, theta),
        _ => Logistic(item, parameter, theta),
    };

    private static double Logistic(ItemParameters item, int parameter, double theta)
    {
        double z = item.Discrimination * (theta - item.Difficulty);
        double right = Elementary.Logistic(z);
        double wrong = Elementary.Logistic(-z);
        double density = (item.UpperAsymptote - item.LowerAsymptote) * right * wrong;
        return parameter switch
        {
            0 => density * (theta - item.Difficulty),
            1 => -item.Discrimination * density,
            2 => wrong,
            _ => right,
        };
    }

    /// <summary>E = Σ_k L(a(θ − b_k)), so each boundary moves only its own term.</summary>
    private static double Graded(ItemParameters item, int parameter, double theta)
    {
        double a = item.Discrimination;
        double byA = 0;
        for (int k = 0; k < item.Thresholds.Length; k++)
        {
            double z = a * (theta - item.Thresholds[k]);
            double density = Elementary.Logistic(z) * Elementary.Logistic(-z);
            if (parameter == k + 1)
            {
                return -a * density;
            }

            byA += density * (theta - item.Thresholds[k]);
        }

        return byA;
    }

    /// <summary>dE/dx = Cov(score, dx-rate of the exponent): the exponent of score k is Σ_{h ≤ k} a(θ − b_h).</summary>
    private static double PartialCredit(ItemParameters item, int parameter, double theta)
    {
        int count = item.CategoryCount;
        Span<double> p = count <= 64 ? stackalloc double[count] : new double[count];
        item.LogProbabilities(theta, p);
        double mean = 0;
        double meanRate = 0;
        double product = 0;
        double rate = 0;
        for (int k = 0; k < count; k++)
        {
            if (k > 0)
            {
                rate += parameter == 0 ? theta - item.Thresholds[k - 1] : parameter == k ? -item.Discrimination : 0;
            }

            double share = Math.Exp(p[k]);
            mean += share * k;
            meanRate += share * rate;
            product += share * k * rate;
        }

        return product - mean * meanRate;
    }
}
