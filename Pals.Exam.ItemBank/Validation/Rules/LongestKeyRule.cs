using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.ItemBank.Validation.Rules;

/// <summary>Over a file, "pick the longest option" must not beat guessing: a one-sided binomial test.</summary>
internal sealed class LongestKeyRule() : BankRule("longest-key", Severity.Error)
{
    private const double SmallestProbability = 0.01;

    public override IEnumerable<Finding> Check(BankUnderReview review)
    {
        foreach (BankFile file in review.Bank.Files)
        {
            Item[] items = [.. file.Items.Where(item => item.Type == ItemType.SingleChoice)];
            if (items.Length == 0)
            {
                continue;
            }

            int longest = items.Count(KeyIsLongest);
            double chance = items.Average(item => 1.0 / item.Options.Length);
            double probability = Chance.BinomialUpperTail(items.Length, longest, chance);
            if (probability < SmallestProbability)
            {
                yield return At(
                    file, $"the key is the longest option in {longest} of {items.Length} items (chance would do so with probability {probability:G2})");
            }
        }
    }

    private static bool KeyIsLongest(Item item)
    {
        int key = item.Options.First(option => item.IsKeyed(option.Key)).Text.Length;
        return item.Options.All(option => item.IsKeyed(option.Key) || option.Text.Length < key);
    }
}
