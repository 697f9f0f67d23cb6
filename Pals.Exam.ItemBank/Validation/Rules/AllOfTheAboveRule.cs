using System.Text.RegularExpressions;
using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.ItemBank.Validation.Rules;

/// <summary>No option points at other options: "all of the above" rewards those who know only part of it.</summary>
internal sealed partial class AllOfTheAboveRule() : ItemRule("all-of-the-above", Severity.Error)
{
    protected override IEnumerable<Finding> Check(Item item)
    {
        for (int i = 0; i < item.Options.Length; i++)
        {
            if (PointsAtOthers().Match(item.Options[i].Text) is { Success: true } match)
            {
                yield return At(item, OptionField(i), $"option {item.Options[i].Key} says '{match.Value}'; an option must stand by itself");
            }
        }
    }

    [GeneratedRegex(@"\b(all|none|both|neither|any) of (the above|these|them)\b|\b(both|neither) [A-H] (and|nor) [A-H]\b", RegexOptions.IgnoreCase)]
    private static partial Regex PointsAtOthers();
}
