using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.ItemBank.Validation.Rules;

/// <summary>A key and each option are explained: practice is where candidates learn.</summary>
internal sealed class MissingRationaleRule() : ItemRule("missing-rationale", Severity.Error)
{
    protected override IEnumerable<Finding> Check(Item item)
    {
        if (item.Rationale.Length == 0)
        {
            yield return At(item, "rationale", "the key is not explained");
        }

        for (int i = 0; i < item.Options.Length; i++)
        {
            if (item.Options[i].Rationale.Length == 0)
            {
                yield return At(item, OptionField(i), $"option {item.Options[i].Key} is not explained");
            }
        }
    }
}
