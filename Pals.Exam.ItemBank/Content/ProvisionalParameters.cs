using Pals.Exam.Engine.Items;

namespace Pals.Exam.ItemBank.Content;

/// <summary>
/// Item parameters before any candidate has answered: b is the writers' judgement of difficulty, everything else a convention. They are
/// provisional wherever they show, and serve until a calibration replaces them.
/// </summary>
public static class ProvisionalParameters
{
    /// <summary>Slope of an ordinary item, in the middle of what licensure exams find.</summary>
    private const double Discrimination = 1;

    /// <summary>
    /// A blind guess among k options succeeds in 1/k, but those who do not know are drawn to a misconception: a little less, which makes
    /// 0.2 among four.
    /// </summary>
    private const double ShareOfBlindGuessing = 0.8;

    /// <summary>Distance in logits between the steps of an item with partial credit.</summary>
    private const double StepDistance = 0.5;

    /// <summary>The provisional parameters of <paramref name="item"/>: 3PL for right or wrong, generalized partial credit otherwise.</summary>
    public static ItemParameters Of(Item item)
    {
        int maximum = item.MaximumScore();
        if (maximum > 1)
        {
            var steps = new double[maximum];
            for (int k = 0; k < maximum; k++)
            {
                steps[k] = item.Difficulty + (StepDistance * (k - ((maximum - 1) / 2.0)));
            }

            return ItemParameters.PartialCredit(Discrimination, steps);
        }

        double guessing = item.Type == ItemType.SingleChoice ? ShareOfBlindGuessing / item.Options.Length : 0;
        return ItemParameters.Dichotomous(ItemModel.ThreeParameterLogistic, Discrimination, item.Difficulty, guessing);
    }
}
