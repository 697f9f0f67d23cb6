using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.ItemBank.Validation.Rules;

/// <summary>No two options of an item say the same.</summary>
internal sealed class DuplicateOptionRule() : ItemRule("duplicate-option", Severity.Error)
{
    protected override IEnumerable<Finding> Check(Item item)
    {
        for (int i = 1; i < item.Options.Length; i++)
        {
            AnswerOption option = item.Options[i];
            AnswerOption? twin = item.Options.Take(i)
                .FirstOrDefault(other => string.Equals(other.Text, option.Text, StringComparison.OrdinalIgnoreCase));
            if (twin is not null)
            {
                yield return At(item, OptionField(i), $"option {option.Key} says the same as option {twin.Key}");
            }
        }
    }
}
