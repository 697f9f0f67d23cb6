using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Content.Csv;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Tests.Content;

public sealed class ItemTableTests
{
    private const string Contract = "item,version,type,topicArea,cognitiveLevel,answer,difficulty";

    private const string Small = """
        item,version,type,topicArea,cognitiveLevel,answer,difficulty,stem,optionA,optionB,tolerance,unit
        OWN-1,1,single-choice,shock-management,recall,B,-1.5,"Which, of two?
        Choose.",first,second,,
        OWN-2,3,numeric-entry,shock-management,application,12.5,-1,How much?,,,0.5,mL

        """;

    [Fact]
    public void Write_AllTypes_BeginsWithTheContractAndReadsBackTheSame()
    {
        Bank bank = Bank.Of([BankReader.Read("b.yaml", BankSamples.WithStrip)]);

        string table = Write(bank);
        BankFile back = ItemTableReader.Read("b.csv", new StringReader(table));

        Assert.StartsWith(Contract + ",", table, StringComparison.Ordinal);
        Assert.Single(back.Items[1].Media);
        Assert.Equal(Yaml(bank.Files[0] with { Facts = [] }), Yaml(back with { TopicArea = "shock-management" }));
    }

    [Fact]
    public void Read_OnlyTheColumnsNeeded_FillsTheRestWithDefaults()
    {
        BankFile file = ItemTableReader.Read("own.csv", new StringReader(Small));

        Item choice = file.Items[0];
        Assert.Equal("Which, of two?\nChoose.", choice.Stem);
        Assert.Equal([new AnswerOption("A", "first", ""), new AnswerOption("B", "second", "")], choice.Options);
        Assert.Equal((AgeGroup.Any, FactConfidence.C, ItemUse.Operational), (choice.AgeGroup, choice.Confidence, choice.Use));
        Assert.Null(choice.Review);
        Item numeric = file.Items[1];
        Assert.Equal((3, 0.5m, "mL", 4), (numeric.Version, numeric.Tolerance, numeric.Unit, numeric.Source!.Start.Line));
    }

    [Theory]
    [InlineData("single-choice", "choice", "own.csv:2:3: type: expected one of single-choice, multiple-response, ordering, numeric-entry, found 'choice'")]
    [InlineData("-1.5", "hard", "own.csv:2:7: difficulty: expected a number from -8 to 8, found 'hard'")]
    [InlineData(",B,", ",C,", "own.csv:2:6: answer: 'C' is none of the options A, B")]
    [InlineData("OWN-2,3", "OWN-2,0", "own.csv:4:2: version: expected a whole number of at least 1, found '0'")]
    [InlineData(",0.5,mL", ",0.5,", "own.csv:4:12: unit: expected text, found nothing")]
    [InlineData(",0.5,mL", ",0.5", "own.csv:4: the row has 11 fields, the header 12")]
    [InlineData("optionA", "optoinA", "own.csv:1:9: unknown column 'optoinA'; expected one of item, version")]
    [InlineData("optionB", "optionA", "own.csv:1:10: column 'optionA' stands twice")]
    [InlineData(",stem,", ",setting,", "own.csv:1: missing column 'stem'")]
    [InlineData("\nOWN-2", "\n\"OWN-2", "own.csv:4: is not valid CSV")]
    public void Read_OneFlaw_NamesLineAndColumn(string good, string bad, string message)
    {
        Assert.Contains(good, Small, StringComparison.Ordinal);
        string text = Small.Replace(good, bad, StringComparison.Ordinal);

        InputException e = Assert.Throws<InputException>(() => ItemTableReader.Read("own.csv", new StringReader(text)));

        Assert.StartsWith(message, e.Errors[0].ToString(), StringComparison.Ordinal);
    }

    private static string Write(Bank bank)
    {
        using var writer = new StringWriter();
        ItemTableWriter.Write(writer, bank);
        return writer.ToString();
    }

    private static string Yaml(BankFile file)
    {
        using var writer = new StringWriter();
        BankWriter.Write(writer, file);
        return writer.ToString();
    }
}
