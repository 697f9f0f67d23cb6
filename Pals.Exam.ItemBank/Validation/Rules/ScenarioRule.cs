using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.ItemBank.Validation.Rules;

/// <summary>The scenario that an item belongs to exists.</summary>
internal sealed class ScenarioRule() : BankRule("scenario", Severity.Error)
{
    public override IEnumerable<Finding> Check(BankUnderReview review) =>
        from item in review.Bank.Items
        where item.Scenario is not null && review.Bank.FindScenario(item.Scenario) is null
        select At(item, "scenario", $"belongs to scenario {item.Scenario}, which does not exist");
}
