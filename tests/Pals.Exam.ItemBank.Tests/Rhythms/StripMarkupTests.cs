using System.Text.RegularExpressions;
using System.Xml.Linq;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Rhythms;

namespace Pals.Exam.ItemBank.Tests.Rhythms;

/// <summary>What a candidate's browser is given: nothing that names the rhythm, nothing that runs, always the same bytes.</summary>
public sealed partial class StripMarkupTests
{
    /// <summary>A page on a slow phone line waits for no strip longer than for a line of text.</summary>
    private const int LargestFile = 16_384;

    public static TheoryData<RhythmKind, AgeGroup> All => new(
        from rhythm in Enum.GetValues<RhythmKind>() from age in Enum.GetValues<AgeGroup>() where age != AgeGroup.Any select (rhythm, age));

    [Theory]
    [MemberData(nameof(All))]
    public void Svg_AnyKind_NamesNoDiagnosis(RhythmKind rhythm, AgeGroup age)
    {
        RhythmStrip strip = Strip(rhythm, age);
        string[] texts = [StripDrawing.Svg(strip), StripDescription.Of(strip)];

        Assert.All(texts, text => Assert.Empty(Diagnosis().Matches(text)));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Svg_AnyKind_IsAnImageWithNothingThatRunsOrRefersElsewhere(RhythmKind rhythm, AgeGroup age)
    {
        RhythmStrip strip = Strip(rhythm, age);
        string svg = StripDrawing.Svg(strip);
        XElement root = XDocument.Parse(svg).Root!;

        Assert.Equal("img", root.Attribute("role")!.Value);
        Assert.Equal("Rhythm strip", root.Elements().First(element => element.Name.LocalName == "title").Value);
        Assert.Equal(StripDescription.Of(strip), root.Elements().First(element => element.Name.LocalName == "desc").Value);
        string[] allowed = ["svg", "title", "desc", "defs", "pattern", "path", "rect", "g", "text"];
        Assert.All(root.DescendantsAndSelf(), element => Assert.Contains(element.Name.LocalName, allowed));
        IEnumerable<XAttribute> attributes = root.DescendantsAndSelf().Attributes().Where(attribute => !attribute.IsNamespaceDeclaration);
        Assert.All(attributes, attribute =>
        {
            Assert.DoesNotMatch("^(style|class|href|on.*)$", attribute.Name.LocalName);
            Assert.DoesNotMatch("url\\((?!#)|://|javascript:|data:", attribute.Value);
        });
        Assert.InRange(svg.Length, 1, LargestFile);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Svg_SameSeed_GivesTheSameBytesAndAnotherSeedGivesOthers(RhythmKind rhythm, AgeGroup age)
    {
        string first = StripDrawing.Svg(Strip(rhythm, age));

        Assert.Equal(first, StripDrawing.Svg(Strip(rhythm, age)));
        Assert.NotEqual(first, StripDrawing.Svg(Strip(rhythm, age) with { Seed = 2 }));
    }

    /// <summary>The paper holds every strip that an author may ask for.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void Of_AnyParameterAtItsLimits_StaysOnThePaperOrIsRefused(RhythmKind rhythm, AgeGroup age)
    {
        double above = StripDrawing.Baseline / StripDrawing.MillimetersPerMillivolt;
        double below = (StripDrawing.PaperHeight - StripDrawing.Baseline) / StripDrawing.MillimetersPerMillivolt;
        int drawn = 0;
        foreach ((StripParameter parameter, ParameterRange range) in RhythmProfile.Of(rhythm, age))
        {
            foreach (double value in new[] { range.Minimum, range.Maximum })
            {
                RhythmStrip strip = Strip(rhythm, age).With(parameter, value);
                if (!strip.Problems().Any())
                {
                    Assert.All(Tracing.Of(strip), sample => Assert.InRange(sample, -below, above));
                    drawn++;
                }
            }
        }

        Assert.True(drawn > 0, "at least one strip was drawn");
    }

    /// <summary>The pictures in docs are what the program draws today, on this machine as on the one that made them.</summary>
    [Fact]
    public void WriteTo_Folder_GivesThePagesInDocs()
    {
        string docs = Path.Combine(AppContext.BaseDirectory, "Data", "rhythm-strips");
        using var folder = new TemporaryFolder();

        IReadOnlyList<string> files = StripSheet.WriteTo(folder.Path);

        Assert.Equal(Directory.GetFiles(docs).Select(Path.GetFileName).Order(), files.Select(Path.GetFileName).Order());
        Assert.All(files, file => Assert.Equal(File.ReadAllText(Path.Combine(docs, Path.GetFileName(file))), File.ReadAllText(file)));
        Assert.Equal(Enum.GetValues<RhythmKind>(), StripSheet.Entries.Select(entry => entry.Strip.Rhythm).Distinct().Order());
    }

    private static RhythmStrip Strip(RhythmKind rhythm, AgeGroup age) => new() { Rhythm = rhythm, AgeGroup = age };

    [GeneratedRegex(
        "sinus|tachy|brady|supraventr|svt|flutter|fibrillat|torsade|asystol|arrest|pulseless|block|degree|mobitz|wenckebach|pac(ing|er|emaker)|captur|ventricular|atrial",
        RegexOptions.IgnoreCase)]
    private static partial Regex Diagnosis();
}
