namespace Pals.Exam.ItemBank.Validation.Rules;

/// <summary>No item is a copy of another.</summary>
internal sealed class DuplicateItemRule() : BankRule("duplicate-item", Severity.Error)
{
    /// <summary>From this similarity on two items are the same but for a word.</summary>
    public const double Similarity = 0.9;

    public override IEnumerable<Finding> Check(BankUnderReview review) =>
        from pair in Similar.Pairs(review.Bank.Items, Similarity, above: double.PositiveInfinity)
        select At(pair.Second, "stem", $"is a copy of {pair.First.Id} (similarity {pair.Similarity:F2})");
}
