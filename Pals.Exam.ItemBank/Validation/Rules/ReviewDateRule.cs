using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.ItemBank.Validation.Rules;

/// <summary>A review lies in the past.</summary>
internal sealed class ReviewDateRule() : BankRule("review-date", Severity.Error)
{
    /// <summary>Somewhere on earth it is already tomorrow.</summary>
    private const int DaysAhead = 1;

    private static readonly DateOnly Earliest = new(2000, 1, 1);

    public override IEnumerable<Finding> Check(BankUnderReview review) =>
        from item in review.Bank.Items
        let date = item.Review?.Date
        where date > review.Today.AddDays(DaysAhead) || date < Earliest
        select At(item, "review", $"the review is dated {date:yyyy-MM-dd}, but today is {review.Today:yyyy-MM-dd}");
}
