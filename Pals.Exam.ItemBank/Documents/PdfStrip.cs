using System.Globalization;
using Pals.Exam.ItemBank.Rhythms;

namespace Pals.Exam.ItemBank.Documents;

/// <summary>
/// A rhythm strip as a drawing of lines on its paper, the same as <see cref="StripDrawing"/> makes: to scale at 25 mm/s and 10 mm/mV where the column
/// is wide enough, and smaller with its grid where it is not.
/// </summary>
/// <param name="strip">The strip.</param>
/// <param name="indent">The indent in millimeters.</param>
/// <param name="after">The gap after it in millimeters.</param>
public sealed class PdfStrip(RhythmStrip strip, double indent = 0, double after = 0) : PdfBlock
{
    /// <summary>Points nearer than this to the line between their neighbours are left out, in millimeters: a tenth of the pen's width.</summary>
    private const double Reduction = 0.03;

    private const double PulseFoot = 1.5;

    private static readonly PdfColor Paper = PdfColor.FromHex("#fff7f6");
    private static readonly PdfColor FineGrid = PdfColor.FromHex("#f2b8b5");
    private static readonly PdfColor Grid = PdfColor.FromHex("#dd7f7b");
    private static readonly PdfColor Mark = PdfColor.FromHex("#6b2b28");
    private static readonly PdfColor Pen = PdfColor.FromHex("#111111");

    private readonly double _width = StripDrawing.CalibrationWidth + strip.Duration * StripDrawing.MillimetersPerSecond;

    /// <inheritdoc/>
    public override double Height(double width) => StripDrawing.PaperHeight * Scale(width) + after;

    /// <inheritdoc/>
    public override void Draw(PdfPage page, double x, double y, double width)
    {
        double scale = Scale(width);
        double left = x + indent;
        page.FillRectangle(left, y, _width * scale, StripDrawing.PaperHeight * scale, Paper);
        page.Clipped(left, y, _width * scale, StripDrawing.PaperHeight * scale, clipped =>
        {
            double X(double millimeters) => left + millimeters * scale;
            double Y(double millimeters) => y + millimeters * scale;
            DrawGrid(clipped, X, Y, 1, 0.1 * scale, FineGrid);
            DrawGrid(clipped, X, Y, 5, 0.2 * scale, Grid);
            DrawMarks(clipped, X, Y, scale);
            double top = StripDrawing.Baseline - StripDrawing.MillimetersPerMillivolt;
            clipped.Polyline(
                [
                    (X(1), Y(StripDrawing.Baseline)), (X(1 + PulseFoot), Y(StripDrawing.Baseline)), (X(1 + PulseFoot), Y(top)), (X(6 + PulseFoot), Y(top)),
                    (X(6 + PulseFoot), Y(StripDrawing.Baseline)), (X(9), Y(StripDrawing.Baseline)),
                ],
                0.35 * scale,
                Pen);
            clipped.Polyline([.. TracingPoints().Select(point => (X(point.X), Y(point.Y)))], 0.35 * scale, Pen);
        });
    }

    private double Scale(double width) => Math.Min(1, (width - indent) / _width);

    private void DrawGrid(PdfPage page, Func<double, double> x, Func<double, double> y, int spacing, double line, PdfColor color)
    {
        IEnumerable<(double, double, double, double)> upright = Enumerable.Range(0, (int)_width / spacing + 1)
            .Select(i => (x(i * spacing), y(0), x(i * spacing), y(StripDrawing.PaperHeight)));
        IEnumerable<(double, double, double, double)> level = Enumerable.Range(0, (int)StripDrawing.PaperHeight / spacing + 1)
            .Select(i => (x(0), y(i * spacing), x(_width), y(i * spacing)));
        page.Lines(upright.Concat(level), line, color);
    }

    private void DrawMarks(PdfPage page, Func<double, double> x, Func<double, double> y, double scale)
    {
        var style = new PdfTextStyle(3 * scale / PdfPage.MillimetersPerPoint, PdfFace.Regular, Mark);
        for (int second = 0; second <= strip.Duration; second++)
        {
            double at = StripDrawing.CalibrationWidth + second * StripDrawing.MillimetersPerSecond;
            page.Line(x(at), y(0), x(at), y(second % 3 == 0 ? 4 : 2.5), 0.3 * scale, Mark);
            if (second % 3 == 0 && second < strip.Duration)
            {
                page.Text(x(at + 0.8), y(3.8), string.Create(CultureInfo.InvariantCulture, $"{second} s"), style);
            }
        }

        page.Text(x(1), y(StripDrawing.PaperHeight - 1.4), "25 mm/s, 10 mm/mV", style);
    }

    private IEnumerable<(double X, double Y)> TracingPoints()
    {
        double[] samples = Tracing.Of(strip);
        var points = new (double X, double Y)[samples.Length];
        for (int i = 0; i < samples.Length; i++)
        {
            points[i] = (
                StripDrawing.CalibrationWidth + i * Tracing.SampleInterval * StripDrawing.MillimetersPerSecond,
                StripDrawing.Baseline - samples[i] * StripDrawing.MillimetersPerMillivolt);
        }

        return PathReduction.Reduce(points, Reduction);
    }
}
