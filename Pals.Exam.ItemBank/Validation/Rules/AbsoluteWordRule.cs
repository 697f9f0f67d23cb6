using System.Text.RegularExpressions;
using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.ItemBank.Validation.Rules;

/// <summary>Absolute words give a distractor away: in medicine hardly anything is always or never so.</summary>
internal sealed partial class AbsoluteWordRule() : ItemRule("absolute-word", Severity.Error)
{
    protected override IEnumerable<Finding> Check(Item item)
    {
        for (int i = 0; i < item.Options.Length; i++)
        {
            if (Absolute().Match(item.Options[i].Text) is { Success: true } match)
            {
                yield return At(item, OptionField(i), $"option {item.Options[i].Key} holds the absolute word '{match.Value}'");
            }
        }
    }

    [GeneratedRegex(@"\b(always|never|only|invariably|completely|absolutely|under no circumstances)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Absolute();
}
