using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Validation.Rules;

/// <summary>A strip is of the patient in the stem: what is fast or long depends on age.</summary>
internal sealed class StripAgeRule() : ItemRule("strip-age", Severity.Error)
{
    protected override IEnumerable<Finding> Check(Item item) =>
        from strip in item.Media
        where item.AgeGroup != AgeGroup.Any && strip.AgeGroup != item.AgeGroup
        select At(
            item, "media", $"the strip is of the age group {Words.Of(strip.AgeGroup)}, but the item's patient is of {Words.Of(item.AgeGroup)}");
}
