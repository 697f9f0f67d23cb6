namespace Pals.Exam.ItemBank.Validation.Rules;

/// <summary>Items that are much alike should not meet in one exam: they are to be told apart or declared enemies.</summary>
internal sealed class NearDuplicateRule() : BankRule("near-duplicate", Severity.Warning)
{
    private const double Similarity = 0.3;

    public override IEnumerable<Finding> Check(BankUnderReview review) =>
        from pair in Similar.Pairs(review.Bank.Items, Similarity, above: DuplicateItemRule.Similarity)
        where !pair.Second.Enemies.Contains(pair.First.Id)
        select At(pair.Second, "stem", $"is much like {pair.First.Id} (similarity {pair.Similarity:F2}); reword it or name them as enemies");
}
