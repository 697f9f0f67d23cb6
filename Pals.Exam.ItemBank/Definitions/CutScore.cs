using Pals.Exam.Engine.Items;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Definitions;

/// <summary>
/// Turns a standard in percent correct into one in logits. The reference form is all scored items of the bank, topic areas weighted as in the
/// exam; its test characteristic curve at equal ability in all areas is inverted (Lord 1980, chapter 4).
/// </summary>
internal static class CutScore
{
    /// <summary>Abilities beyond this many logits are no standard anybody would set.</summary>
    private const double Farthest = 8;

    /// <summary>Far below the standard error of any exam.</summary>
    private const double Precision = 1e-12;

    /// <summary>The ability whose expected score on the reference form is <paramref name="percent"/> of the highest possible.</summary>
    /// <exception cref="InputException">No ability in reach has that expected score.</exception>
    public static double FromPercentCorrect(DefinitionFile definition, ItemPool pool, double percent)
    {
        double low = -Farthest;
        double high = Farthest;
        double target = percent / 100;
        if (!(ExpectedShare(definition, pool, low) < target && target < ExpectedShare(definition, pool, high)))
        {
            throw new InputException(
                definition.Name, 0, 0, $"cut: no ability between {low} and {high} logits answers {percent} percent of the bank's scored items right");
        }

        while (high - low > Precision)
        {
            double middle = (low + high) / 2;
            if (ExpectedShare(definition, pool, middle) < target)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return (low + high) / 2;
    }

    private static double ExpectedShare(DefinitionFile definition, ItemPool pool, double theta)
    {
        double share = 0;
        double weights = 0;
        foreach (var area in definition.Template.TopicAreas)
        {
            double expected = 0;
            double possible = 0;
            for (int i = 0; i < pool.Count; i++)
            {
                if (pool[i].TopicArea == area.Id && !pool.IsPretest(i))
                {
                    expected += pool.Parameters(i).ExpectedScore(theta);
                    possible += pool.Parameters(i).MaximumScore;
                }
            }

            if (possible > 0)
            {
                share += area.Weight * expected / possible;
                weights += area.Weight;
            }
        }

        return share / weights;
    }
}
