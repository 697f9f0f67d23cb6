using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Rhythms;

namespace Pals.Exam.ItemBank.Tests.Commands;

public sealed class StripCommandTests
{
    [Fact]
    public async Task Process_Rhythm_WritesThePictureAndTellsItsAlternative()
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Path, "x.svg");

        ProcessResult result = await ItembankProcess.RunAsync(
            "strip", "--rhythm", "supraventricular-tachycardia", "--age", "infant", "--rate", "240", "--seed", "11", "--out", file);

        RhythmStrip strip = new RhythmStrip { Rhythm = RhythmKind.SupraventricularTachycardia, AgeGroup = AgeGroup.Infant, Seed = 11 }
            .With(StripParameter.Rate, 240);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(StripDescription.Of(strip), result.Output.TrimEnd());
        Assert.Equal(StripDrawing.Svg(strip), await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("--rate: expected 220 to 320 for supraventricular-tachycardia of the age group infant, found '100'",
        "--rhythm", "supraventricular-tachycardia", "--age", "infant", "--rate", "100", "--out", "x.svg")]
    [InlineData("--qrs-width: asystole has no such parameter; expected one of noise", "--rhythm", "asystole", "--qrs-width", "0.1", "--out", "x.svg")]
    [InlineData("itembank strip: takes either --rhythm KIND with --out X.svg, or --sheet DIR. See 'itembank strip --help'.")]
    [InlineData("itembank strip: --rhythm needs --out X.svg. See 'itembank strip --help'.", "--rhythm", "asystole")]
    public async Task Process_BadParameters_ExitsTwoWithOneLineAndWritesNothing(string message, params string[] args)
    {
        ProcessResult result = await ItembankProcess.RunAsync(["strip", .. args]);

        Assert.Equal((2, "", message), (result.ExitCode, result.Output, result.Error.TrimEnd()));
        Assert.False(File.Exists(Path.Combine(AppContext.BaseDirectory, "x.svg")));
    }
}
