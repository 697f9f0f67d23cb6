using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Simulation;

/// <summary>Draws the answer of a simulated candidate.</summary>
public static class SimulatedAnswer
{
    private const int StackCategories = 32;

    /// <summary>A score of <paramref name="item"/> with the probabilities of its response model at <paramref name="theta"/>; uses one random number.</summary>
    public static int Draw(ItemParameters item, double theta, ref RandomStream random)
    {
        double u = random.NextDouble();
        if (item.IsDichotomous)
        {
            double p = ResponseModel.Probability(theta, item.Discrimination, item.Difficulty, item.LowerAsymptote, item.UpperAsymptote);
            return u < p ? 1 : 0;
        }

        Span<double> logs = item.CategoryCount <= StackCategories ? stackalloc double[item.CategoryCount] : new double[item.CategoryCount];
        item.LogProbabilities(theta, logs);
        int score = 0;
        double below = PortableMath.Exp(logs[0]);
        while (score < item.MaximumScore && u >= below)
        {
            below += PortableMath.Exp(logs[++score]);
        }

        return score;
    }
}
