using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.ItemBank.Validation.Rules;

/// <summary>No key and no fact rests on the wrong side of a known trap; as a distractor a trap is welcome.</summary>
internal sealed class TrapRule() : BankRule("trap", Severity.Error)
{
    public override IEnumerable<Finding> Check(BankUnderReview review)
    {
        foreach (Trap trap in review.Traps)
        {
            foreach (Fact fact in review.Bank.Facts.Where(fact => trap.Catches(fact.Statement, fact.Statement)))
            {
                yield return At(fact, "statement", $"{trap.Id}: {trap.Message}");
            }

            foreach (Item item in review.Bank.Items)
            {
                for (int i = 0; i < item.Options.Length; i++)
                {
                    AnswerOption option = item.Options[i];
                    if (item.IsKeyed(option.Key) && trap.Catches(option.Text, $"{item.Stem} {option.Text}"))
                    {
                        yield return At(item, OptionField(i), $"{trap.Id}: {trap.Message}");
                    }
                }
            }
        }
    }
}
