using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.ItemBank.Tests.Content;

public sealed class AnswerKeyTests
{
    private static readonly Dictionary<ItemType, Item> Items =
        BankReader.Read("b.yaml", BankSamples.AllTypes).Items.DistinctBy(item => item.Type).ToDictionary(item => item.Type);

    [Theory]
    [InlineData(ItemType.SingleChoice, CreditRule.AllOrNothing, "B", 1)]
    [InlineData(ItemType.SingleChoice, CreditRule.AllOrNothing, "A", 0)]
    [InlineData(ItemType.MultipleResponse, CreditRule.AllOrNothing, "C;A", 1)]
    [InlineData(ItemType.MultipleResponse, CreditRule.AllOrNothing, "A", 0)]
    [InlineData(ItemType.MultipleResponse, CreditRule.Partial, "C;A", 2)]
    [InlineData(ItemType.MultipleResponse, CreditRule.Partial, "A", 1)]
    [InlineData(ItemType.MultipleResponse, CreditRule.Partial, "A;B;C", 1)]
    [InlineData(ItemType.MultipleResponse, CreditRule.Partial, "B", 0)]
    [InlineData(ItemType.Ordering, CreditRule.AllOrNothing, "B;C;A", 1)]
    [InlineData(ItemType.Ordering, CreditRule.AllOrNothing, "B;A;C", 0)]
    [InlineData(ItemType.Ordering, CreditRule.Partial, "B;C;A", 2)]
    [InlineData(ItemType.Ordering, CreditRule.Partial, "B;A;C", 1)]
    [InlineData(ItemType.Ordering, CreditRule.Partial, "A;C;B", 0)]
    [InlineData(ItemType.NumericEntry, CreditRule.AllOrNothing, "280", 1)]
    [InlineData(ItemType.NumericEntry, CreditRule.AllOrNothing, " 280.50 ", 1)]
    [InlineData(ItemType.NumericEntry, CreditRule.AllOrNothing, "280.51", 0)]
    public void Score_Answer_EarnsWhatTheRuleSays(ItemType type, CreditRule credit, string answer, int expected)
    {
        Item item = Items[type] with { Credit = credit };

        Assert.Equal(expected, item.Score(answer.Split(';')));
        Assert.Equal(item.MaximumScore(), item.Score([.. item.Answer]));
    }

    [Theory]
    [InlineData(ItemType.SingleChoice, "E", "there is no option 'E'")]
    [InlineData(ItemType.SingleChoice, "A;B", "expected one option")]
    [InlineData(ItemType.MultipleResponse, "A;A", "an option was given twice")]
    [InlineData(ItemType.Ordering, "A;B", "expected every option once, in order")]
    [InlineData(ItemType.NumericEntry, "1,5", "expected one number")]
    [InlineData(ItemType.NumericEntry, "1e3", "expected one number")]
    public void Refusal_ImpossibleAnswer_SaysWhyAndScoreThrows(ItemType type, string answer, string expected)
    {
        string[] parts = answer.Split(';');

        Assert.Equal(expected, Items[type].Refusal(parts));
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => Items[type].Score(parts)).Message, StringComparison.Ordinal);
    }
}
