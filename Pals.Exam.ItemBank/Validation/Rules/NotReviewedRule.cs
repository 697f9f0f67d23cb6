using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.ItemBank.Validation.Rules;

/// <summary>Somebody other than the writer has answered the item.</summary>
internal sealed class NotReviewedRule() : ItemRule("not-reviewed", Severity.Warning)
{
    protected override IEnumerable<Finding> Check(Item item)
    {
        if (item.Review is not { Status: ReviewStatus.Reviewed })
        {
            yield return At(item, "review", item.Review is null ? "has never been reviewed" : "is a draft that awaits review");
        }
    }
}
