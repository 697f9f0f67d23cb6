using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.ItemBank.Tests.Content;

public sealed class ShippedBankTests
{
    [Fact]
    public void Load_Pals_HoldsEveryFileUnderItsTopicArea()
    {
        Bank bank = ShippedBank.Load();

        Assert.NotEmpty(bank.Items);
        Assert.All(bank.Files, file => Assert.Equal($"Banks/pals/{file.TopicArea}.yaml", file.Name));
    }
}
