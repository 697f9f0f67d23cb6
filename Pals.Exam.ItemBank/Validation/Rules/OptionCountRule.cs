using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.ItemBank.Validation.Rules;

/// <summary>A single choice has four options: fewer reward guessing, more dilute the distractors.</summary>
internal sealed class OptionCountRule() : ItemRule("option-count", Severity.Warning)
{
    private const int Usual = 4;

    protected override IEnumerable<Finding> Check(Item item)
    {
        if (item.Type == ItemType.SingleChoice && item.Options.Length != Usual)
        {
            yield return At(item, "options", $"has {item.Options.Length} options; a single choice has {Usual}");
        }
    }
}
