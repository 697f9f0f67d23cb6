using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Rhythms;
using Pals.Exam.ItemBank.Storage;
using Pals.Exam.ItemBank.Tests.Content;

namespace Pals.Exam.ItemBank.Tests.Rhythms;

public sealed class RhythmStripYamlTests
{
    private const string Media = """
            media:
              - type: rhythm-strip
                rhythm: supraventricular-tachycardia
                ageGroup: infant
                seed: 11
                rate: 240.00
              - type: rhythm-strip
                rhythm: second-degree-av-block-mobitz-two
                ageGroup: child
                seed: 3
                duration: 8
                qrsWidth: 0.075

        """;

    private const string StemLine = "    stem: Which findings speak for shock?\n";

    private static readonly string Sample = BankSamples.AllTypes.Replace(StemLine, StemLine + Media, StringComparison.Ordinal);

    [Fact]
    public void Read_ItemWithMedia_KnowsEachStrip()
    {
        Item item = BankReader.Read("b.yaml", Sample).Items[1];

        Assert.Equal(2, item.Media.Length);
        Assert.Equal(RhythmKind.SupraventricularTachycardia, item.Media[0].Rhythm);
        Assert.Equal((AgeGroup.Infant, 11, RhythmStrip.UsualDuration), (item.Media[0].AgeGroup, item.Media[0].Seed, item.Media[0].Duration));
        Assert.Equal(240, item.Media[0].Value(StripParameter.Rate));
        Assert.Equal(8, item.Media[1].Duration);
        Assert.Equal(0.075, item.Media[1].Value(StripParameter.QrsWidth));
        Assert.Empty(BankReader.Read("b.yaml", Sample).Items[0].Media);
    }

    [Fact]
    public void Write_AfterRead_GivesTheSameTextBack()
    {
        string expected = Sample.Replace("240.00", "240", StringComparison.Ordinal);
        using var writer = new StringWriter();

        BankWriter.Write(writer, BankReader.Read("b.yaml", Sample));

        Assert.Equal(expected, writer.ToString());
    }

    [Fact]
    public void ToJson_ItemWithMedia_ReadsBackTheSameDrawing()
    {
        Item item = BankReader.Read("b.yaml", Sample).Items[1];

        Item back = PublishedItem.FromJson(new PublishedItem(item, Scenario: null).ToJson()).Item;

        Assert.Equal(item.Media.Select(StripDrawing.Svg), back.Media.Select(StripDrawing.Svg));
    }

    [Theory]
    [InlineData("rhythm: supraventricular-tachycardia", "rhythm: svt", "rhythm: expected one of sinus-rhythm, sinus-tachycardia,")]
    [InlineData("type: rhythm-strip\n        rhythm: sup", "type: picture\n        rhythm: sup", "type: expected one of rhythm-strip, found 'picture'")]
    [InlineData("rate: 240.00", "rate: 170", "rate: expected 220 to 320 for supraventricular-tachycardia of the age group infant, found '170'")]
    [InlineData("rate: 240.00", "pulse: 240", "unknown key 'pulse' in a rhythm strip; expected one of type, rhythm, ageGroup, seed, duration, rate,")]
    [InlineData("rate: 240.00", "prInterval: 0.12", "prInterval: supraventricular-tachycardia has no such parameter; expected one of rate, qrsWidth,")]
    [InlineData("duration: 8", "duration: 80", "duration: expected a number from 3 to 12, found '80'")]
    [InlineData("seed: 11\n", "seed: -1\n", "seed: expected a whole number of at least 0, found '-1'")]
    [InlineData("ageGroup: infant\n        seed: 11", "ageGroup: any\n        seed: 11", "ageGroup: expected one of newborn, infant, child, adolescent")]
    public void Read_OneFlaw_NamesItsLineAndWhatIsAllowed(string good, string bad, string message)
    {
        int start = Sample.IndexOf(good, StringComparison.Ordinal);
        Assert.True(start >= 0, $"'{good}' is no part of the sample");
        int line = 1 + Sample[..start].Count(c => c == '\n');

        InputException e = Assert.Throws<InputException>(
            () => BankReader.Read("b.yaml", Sample.Remove(start, good.Length).Insert(start, bad)));

        InputError error = Assert.Single(e.Errors);
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.Equal((line, 15 > error.Column), (error.Line, error.Column < 15));
    }
}
