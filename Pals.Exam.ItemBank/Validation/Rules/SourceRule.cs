using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.ItemBank.Validation.Rules;

/// <summary>Every item rests on at least one fact of a register, with its edition named.</summary>
internal sealed class SourceRule() : BankRule("source", Severity.Error)
{
    public override IEnumerable<Finding> Check(BankUnderReview review)
    {
        foreach (Item item in review.Bank.Items)
        {
            if (item.Facts.IsEmpty)
            {
                yield return At(item, "facts", "rests on no fact");
            }

            if (item.GuidelineEdition.Length == 0)
            {
                yield return At(item, "guidelineEdition", "names no guideline edition");
            }

            foreach (string id in item.Facts.Where(id => review.Bank.FindFact(id) is null))
            {
                yield return At(item, "facts", $"rests on fact {id}, which is in no register");
            }
        }
    }
}
