using System.Globalization;
using System.Text.RegularExpressions;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Documents;
using Pals.Exam.ItemBank.Rhythms;
using Pals.Exam.Tests.Shared;

namespace Pals.Exam.ItemBank.Tests.Documents;

public sealed partial class PdfStripTests
{
    // Coordinates are written with three decimals of a point.
    private const double Rounding = 0.002;

    [Fact]
    public void Draw_StripThatFits_IsToScale()
    {
        var strip = new RhythmStrip { Rhythm = RhythmKind.SinusRhythm, AgeGroup = AgeGroup.Child };
        var block = new PdfStrip(strip, indent: 10);
        Assert.Equal(StripDrawing.PaperHeight, block.Height(175.9));

        double[] tracing = Tracing(block, 175.9);

        // Six seconds at 25 mm/s, from the end of the calibration pulse's paper.
        Assert.Equal(Points(20 + 10 + StripDrawing.CalibrationWidth), tracing[0], Rounding);
        Assert.Equal(Points(20 + 10 + StripDrawing.CalibrationWidth + 150), tracing[^1], Rounding);
    }

    [Fact]
    public void Draw_StripTooLongForTheColumn_ShrinksWithItsGrid()
    {
        var strip = new RhythmStrip { Rhythm = RhythmKind.SinusRhythm, AgeGroup = AgeGroup.Child, Duration = 12 };
        var block = new PdfStrip(strip);
        const double scale = 155.0 / 310;

        double[] tracing = Tracing(block, 155);

        Assert.Equal(StripDrawing.PaperHeight * scale, block.Height(155), Rounding);
        Assert.Equal(Points(20 + 310 * scale), tracing[^1], Rounding);
    }

    /// <summary>The places of the tracing's points from left to right, in points: the longest line of the drawing.</summary>
    private static double[] Tracing(PdfStrip block, double width)
    {
        var document = new PdfDocument("T");
        block.Draw(document.AddPage(PaperSize.Letter), 20, 30, width);
        using var stream = new MemoryStream();
        document.Save(stream);
        string content = new ReadPdf(stream.ToArray()).Contents[0];
        string longest = content.Split(" m\n").OrderByDescending(part => Line().Count(part.Split(" S")[0])).First();
        string first = content[..content.IndexOf(longest, StringComparison.Ordinal)];
        double start = double.Parse(first[..^3].Split([' ', '\n'])[^2], CultureInfo.InvariantCulture);
        return [start, .. Line().Matches(longest.Split("S Q")[0]).Select(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];
    }

    private static double Points(double millimeters) => millimeters / PdfPage.MillimetersPerPoint;

    [GeneratedRegex(@"(?m)^(-?[\d.]+) -?[\d.]+ l$")]
    private static partial Regex Line();
}
