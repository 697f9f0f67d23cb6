using System.Text.RegularExpressions;
using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.ItemBank.Validation.Rules;

/// <summary>A dose without a unit is how errors happen: bare numbers in options or after a drug's name in the stem.</summary>
internal sealed partial class MissingUnitRule() : ItemRule("missing-unit", Severity.Error)
{
    protected override IEnumerable<Finding> Check(Item item)
    {
        bool unitAsked = UnitInQuestion().IsMatch(item.Stem) || RatioLike(item);
        for (int i = 0; i < item.Options.Length; i++)
        {
            if (!unitAsked && BareNumber().IsMatch(item.Options[i].Text))
            {
                yield return At(item, OptionField(i), $"option {item.Options[i].Key} is the bare number '{item.Options[i].Text}'; give its unit");
            }
            else if (DoseWithoutUnit().Match(item.Options[i].Text) is { Success: true } inOption)
            {
                yield return At(item, OptionField(i), $"option {item.Options[i].Key} gives '{inOption.Value}' without a unit");
            }
        }

        if (DoseWithoutUnit().Match(item.Stem) is { Success: true } match)
        {
            yield return At(item, "stem", $"the stem gives '{match.Value}' without a unit");
        }
    }

    private static bool RatioLike(Item item) => item.Options.All(option => option.Text.Contains(':', StringComparison.Ordinal));

    [GeneratedRegex(@"^\d+(\.\d+)?((\s*(-|–|to)\s*)\d+(\.\d+)?)?$")]
    private static partial Regex BareNumber();

    [GeneratedRegex(@"\bhow many\b|\b(what|which) (score|number|ratio)\b|\bper (minute|hour|second|kilogram)\b[^.?]*\?|\bin (mg|mcg|g|mL|J|mEq|mm|cm|years|kg|minutes|seconds)\b[^.?]*\?", RegexOptions.IgnoreCase)]
    private static partial Regex UnitInQuestion();

    [GeneratedRegex(
        @"\b(epinephrine|norepinephrine|adenosine|amiodarone|atropine|lidocaine|magnesium( sulfate)?|procainamide|naloxone|dextrose|calcium chloride|sodium bicarbonate|dexamethasone|albuterol|ipratropium|dopamine|dobutamine|milrinone)( at| of)? (?<number>\d+(\.\d+)?)(?!(\.?\d)|\s*(%|mg|mcg|g|mL|J|mEq|L|units?|milligrams?|micrograms?|grams?|milliliters?|min|minutes?|s|seconds?|doses?|times|(-|–|to)\s*\d))\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex DoseWithoutUnit();
}
