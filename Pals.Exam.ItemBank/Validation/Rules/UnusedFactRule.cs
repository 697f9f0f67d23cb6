namespace Pals.Exam.ItemBank.Validation.Rules;

/// <summary>A fact on which no item rests is a leftover, or an item not yet written.</summary>
internal sealed class UnusedFactRule() : BankRule("unused-fact", Severity.Warning)
{
    public override IEnumerable<Finding> Check(BankUnderReview review)
    {
        HashSet<string> used = [.. review.Bank.Items.SelectMany(item => item.Facts)];
        return review.Bank.Facts.Where(fact => !used.Contains(fact.Id)).Select(fact => At(fact, "id", "no item rests on this fact"));
    }
}
