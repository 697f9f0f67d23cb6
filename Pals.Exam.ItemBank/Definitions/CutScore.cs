using Pals.Exam.Engine.Decisions;
using Pals.Exam.Engine.Items;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Definitions;

/// <summary>
/// Turns a standard in percent correct into one in logits: the reference form is all scored items of the bank, topic areas weighted as in the exam
/// (see <see cref="ScoreScale"/>).
/// </summary>
internal static class CutScore
{
    /// <summary>The ability whose expected score on the reference form is <paramref name="percent"/> of the highest possible.</summary>
    /// <exception cref="InputException">No ability in reach has that expected score.</exception>
    public static double FromPercentCorrect(DefinitionFile definition, ItemPool pool, double percent)
    {
        try
        {
            return ScoreScale.Create(definition.Template, pool).AbilityAt(percent);
        }
        catch (ArgumentException e)
        {
            throw new InputException(definition.Name, 0, 0, $"cut: no ability between -20 and 20 logits answers {percent} percent of the bank's scored items right", e);
        }
    }
}
