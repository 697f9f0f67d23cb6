using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.ItemBank.Validation.Rules;

/// <summary>Over a file, no key position may be favoured: an exact multinomial test against equal shares.</summary>
internal sealed class KeyBalanceRule() : BankRule("key-balance", Severity.Error)
{
    private const double SmallestProbability = 0.01;

    public override IEnumerable<Finding> Check(BankUnderReview review)
    {
        foreach (BankFile file in review.Bank.Files)
        {
            foreach (IGrouping<int, Item> group in file.Items.Where(item => item.Type == ItemType.SingleChoice).GroupBy(item => item.Options.Length))
            {
                var counts = new int[group.Key];
                foreach (Item item in group)
                {
                    counts[item.Answer[0][0] - 'A']++;
                }

                double probability = Chance.EqualShares(counts);
                if (probability < SmallestProbability)
                {
                    string shares = string.Join(", ", counts.Select((count, i) => $"{(char)('A' + i)} {count}"));
                    yield return At(file, $"the keys are unevenly spread ({shares}; chance would do so with probability {probability:G2})");
                }
            }
        }
    }
}
