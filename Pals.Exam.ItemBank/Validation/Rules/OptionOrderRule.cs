using System.Globalization;
using System.Text.RegularExpressions;
using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.ItemBank.Validation.Rules;

/// <summary>Options that are plain numbers of one unit stand in order of size, so that their order is no hint.</summary>
internal sealed partial class OptionOrderRule() : ItemRule("option-order", Severity.Warning)
{
    protected override IEnumerable<Finding> Check(Item item)
    {
        Match[] numbers = [.. item.Options.Select(option => NumberWithUnit().Match(option.Text))];
        if (item.Type != ItemType.SingleChoice
            || !numbers.All(match => match.Success)
            || numbers.Select(match => match.Groups["unit"].Value).Distinct().Count() != 1)
        {
            yield break;
        }

        decimal[] values = [.. numbers.Select(match => decimal.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture))];
        bool ascends = values.Zip(values.Skip(1)).All(pair => pair.First <= pair.Second);
        bool descends = values.Zip(values.Skip(1)).All(pair => pair.First >= pair.Second);
        if (!ascends && !descends)
        {
            yield return At(item, "options", "the options are numbers, but stand neither in ascending nor in descending order");
        }
    }

    [GeneratedRegex(@"^(?<number>\d+(\.\d+)?)\s*(?<unit>[^\d\s]*)$", RegexOptions.ExplicitCapture)]
    private static partial Regex NumberWithUnit();
}
