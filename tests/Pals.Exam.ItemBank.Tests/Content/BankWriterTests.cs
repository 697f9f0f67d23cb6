using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.ItemBank.Tests.Content;

public sealed class BankWriterTests
{
    [Fact]
    public void Write_AfterRead_GivesTheSameTextBack()
    {
        BankFile file = BankReader.Read("b.yaml", BankSamples.AllTypes);

        Assert.Equal(BankSamples.AllTypes, Text(file));
    }

    [Theory]
    [InlineData("plain words")]
    [InlineData("no")]
    [InlineData("- a list?")]
    [InlineData("ends in colon:")]
    [InlineData("a: b # c")]
    [InlineData("'quoted' \"twice\" \\ back")]
    [InlineData("two\nlines\n\nand a third")]
    [InlineData("two  spaces, which folding would lose, in a text that is much too long for one line of the file because it goes on and on and on")]
    [InlineData("# one long text that begins as a comment would and is much too long for one line of the file, because it goes on and on and on: end")]
    [InlineData("≥ 0.09 s at 37.5 °C")]
    [InlineData("{braces} [brackets] & * ! | > % @ `")]
    [InlineData("-1.5")]
    [InlineData("\u0007bell")]
    public void Write_AnyText_ReadsBackTheSame(string text)
    {
        BankFile file = BankReader.Read("b.yaml", BankSamples.AllTypes);
        BankFile changed = file with
        {
            Items = [file.Items[0] with { Stem = text, Options = [new("A", text, text), new("B", "x", "")], Setting = text }, .. file.Items[1..]],
        };

        BankFile back = BankReader.Read("b.yaml", Text(changed));

        Assert.Equal(text, back.Items[0].Stem);
        Assert.Equal(new AnswerOption("A", text, text), back.Items[0].Options[0]);
        Assert.Equal(text, back.Items[0].Setting);
        Assert.Equal(Text(changed), Text(back));
    }

    private static string Text(BankFile file)
    {
        using var writer = new StringWriter();
        BankWriter.Write(writer, file);
        return writer.ToString();
    }
}
