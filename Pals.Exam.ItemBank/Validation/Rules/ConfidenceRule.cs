using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.ItemBank.Validation.Rules;

/// <summary>An item is as well founded as the weakest of its facts.</summary>
internal sealed class ConfidenceRule() : BankRule("confidence", Severity.Error)
{
    public override IEnumerable<Finding> Check(BankUnderReview review)
    {
        foreach (Item item in review.Bank.Items)
        {
            Fact[] facts = [.. item.Facts.Select(review.Bank.FindFact).OfType<Fact>()];
            if (facts.Length > 0 && facts.Max(fact => fact.Confidence) is var lowest && lowest != item.Confidence)
            {
                yield return At(item, "confidence", $"claims confidence {item.Confidence}, but the lowest of its facts is {lowest}");
            }
        }
    }
}
