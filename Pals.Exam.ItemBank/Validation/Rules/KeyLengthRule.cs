using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.ItemBank.Validation.Rules;

/// <summary>Within an item, a key that is much longer than its distractors gives itself away.</summary>
internal sealed class KeyLengthRule() : ItemRule("key-length", Severity.Error)
{
    private const double LargestRatio = 1.6;

    /// <summary>Below this length a ratio says nothing: "VF" against "asystole" is no cue.</summary>
    private const int ShortestTelling = 25;

    protected override IEnumerable<Finding> Check(Item item)
    {
        if (item.Type != ItemType.SingleChoice)
        {
            yield break;
        }

        int index = item.Answer[0][0] - 'A';
        int key = item.Options[index].Text.Length;
        int next = item.Options.Where((_, i) => i != index).Max(option => option.Text.Length);
        if (key >= ShortestTelling && key > LargestRatio * next)
        {
            yield return At(item, OptionField(index), $"the key has {key} characters, the longest distractor {next}; make them alike");
        }
    }
}
