using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.ItemBank.Validation.Rules;

/// <summary>A stem ends in one question that can be answered with the options covered.</summary>
internal sealed class StemQuestionRule() : ItemRule("stem-question", Severity.Warning)
{
    protected override IEnumerable<Finding> Check(Item item)
    {
        int questions = item.Stem.Count(c => c == '?');
        if (item.Type == ItemType.SingleChoice && (questions != 1 || !item.Stem.EndsWith('?')))
        {
            yield return At(item, "stem", questions == 0 ? "the stem asks no question" : "the stem does not end in its one question");
        }
    }
}
