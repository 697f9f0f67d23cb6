using System.Globalization;
using System.Text;

namespace Pals.Exam.ItemBank.Documents;

/// <summary>Sizes of paper.</summary>
/// <param name="Width">In millimeters.</param>
/// <param name="Height">In millimeters.</param>
public readonly record struct PaperSize(double Width, double Height)
{
    public static readonly PaperSize A4 = new(210, 297);
    public static readonly PaperSize Letter = new(215.9, 279.4);
}

/// <summary>
/// One page to draw on. Places and lengths are millimeters from the upper left corner, x to the right and y down; font sizes and nothing else are
/// points. Text stands on the base line that it is given.
/// </summary>
public sealed class PdfPage
{
    /// <summary>Millimeters of a typographic point.</summary>
    public const double MillimetersPerPoint = 25.4 / 72;

    /// <summary>How far the control points of a quarter circle lie from its ends, in radii.</summary>
    private const double QuarterCircle = 0.5522847498;

    private readonly StringBuilder _content = new();

    internal PdfPage(PaperSize size) => Size = size;

    /// <summary>The paper.</summary>
    public PaperSize Size { get; }

    internal string Content => _content.ToString();

    /// <summary>The width of a text.</summary>
    /// <exception cref="UnprintableCharacterException">A character is in none of the fonts.</exception>
    public static double Measure(string text, PdfTextStyle style) => PdfText.Width(text, style);

    /// <summary>Why a text cannot be written, or null when it can.</summary>
    public static string? Unprintable(string text)
    {
        try
        {
            PdfText.Runs(text, PdfFace.Regular);
            return null;
        }
        catch (UnprintableCharacterException e)
        {
            return e.Message;
        }
    }

    /// <summary>Writes a text from <paramref name="x"/> on.</summary>
    /// <exception cref="UnprintableCharacterException">A character is in none of the fonts.</exception>
    public PdfPage Text(double x, double y, string text, PdfTextStyle style)
    {
        double at = x;
        foreach (PdfText.Run run in PdfText.Runs(text, style.Face))
        {
            string font = run.IsSymbol ? PdfDocument.SymbolFont : PdfDocument.FontOf(style.Face);
            _content.Append(CultureInfo.InvariantCulture, $"BT {Fill(style.Color)} /{font} {Number(style.Size)} Tf {X(at)} {Y(y)} Td <{Convert.ToHexString(run.Codes)}> Tj ET\n");
            at += run.Width / 1000 * style.Size * MillimetersPerPoint;
        }

        return this;
    }

    /// <summary>Writes a text that ends at <paramref name="x"/>.</summary>
    public PdfPage TextEndingAt(double x, double y, string text, PdfTextStyle style) => Text(x - Measure(text, style), y, text, style);

    /// <summary>Writes a text centred on <paramref name="x"/>.</summary>
    public PdfPage TextCentredAt(double x, double y, string text, PdfTextStyle style) => Text(x - Measure(text, style) / 2, y, text, style);

    /// <summary>Draws a line.</summary>
    public PdfPage Line(double x1, double y1, double x2, double y2, double width, PdfColor color) =>
        Append($"q {Stroke(color)} {Length(width)} w {X(x1)} {Y(y1)} m {X(x2)} {Y(y2)} l S Q");

    /// <summary>Draws many lines of one kind, such as a grid.</summary>
    public PdfPage Lines(IEnumerable<(double X1, double Y1, double X2, double Y2)> lines, double width, PdfColor color)
    {
        Append($"q {Stroke(color)} {Length(width)} w");
        foreach ((double x1, double y1, double x2, double y2) in lines)
        {
            Append($"{X(x1)} {Y(y1)} m {X(x2)} {Y(y2)} l");
        }

        return Append("S Q");
    }

    /// <summary>Draws the outline of a rectangle.</summary>
    public PdfPage Rectangle(double x, double y, double width, double height, double lineWidth, PdfColor color) =>
        Append($"q {Stroke(color)} {Length(lineWidth)} w {X(x)} {Y(y + height)} {Length(width)} {Length(height)} re S Q");

    /// <summary>Fills a rectangle.</summary>
    public PdfPage FillRectangle(double x, double y, double width, double height, PdfColor color) =>
        Append($"{Fill(color)} {X(x)} {Y(y + height)} {Length(width)} {Length(height)} re f");

    /// <summary>Draws a circle around a centre.</summary>
    public PdfPage Circle(double x, double y, double radius, double lineWidth, PdfColor color)
    {
        double c = radius * QuarterCircle;
        return Append(
            $"q {Stroke(color)} {Length(lineWidth)} w {X(x + radius)} {Y(y)} m "
            + Curve(x + radius, y + c, x + c, y + radius, x, y + radius)
            + Curve(x - c, y + radius, x - radius, y + c, x - radius, y)
            + Curve(x - radius, y - c, x - c, y - radius, x, y - radius)
            + Curve(x + c, y - radius, x + radius, y - c, x + radius, y)
            + "s Q");
    }

    /// <summary>Draws a line through points, with round joins.</summary>
    public PdfPage Polyline(IReadOnlyList<(double X, double Y)> points, double width, PdfColor color)
    {
        if (points.Count < 2)
        {
            throw new ArgumentException($"A line needs two points or more, but there are {points.Count}.", nameof(points));
        }

        _content.Append(CultureInfo.InvariantCulture, $"q {Stroke(color)} {Length(width)} w 1 J 1 j {X(points[0].X)} {Y(points[0].Y)} m\n");
        for (int i = 1; i < points.Count; i++)
        {
            _content.Append(CultureInfo.InvariantCulture, $"{X(points[i].X)} {Y(points[i].Y)} l\n");
        }

        return Append("S Q");
    }

    /// <summary>Draws what <paramref name="draw"/> draws, but only inside a rectangle.</summary>
    public PdfPage Clipped(double x, double y, double width, double height, Action<PdfPage> draw)
    {
        Append($"q {X(x)} {Y(y + height)} {Length(width)} {Length(height)} re W n");
        draw(this);
        return Append("Q");
    }

    private string Curve(double x1, double y1, double x2, double y2, double x3, double y3) => $"{X(x1)} {Y(y1)} {X(x2)} {Y(y2)} {X(x3)} {Y(y3)} c ";

    private PdfPage Append(string operators)
    {
        _content.Append(operators).Append('\n');
        return this;
    }

    private static string X(double millimeters) => Length(millimeters);

    private string Y(double millimeters) => Length(Size.Height - millimeters);

    private static string Length(double millimeters) => Number(millimeters / MillimetersPerPoint);

    private static string Fill(PdfColor color) => $"{Number(color.Red)} {Number(color.Green)} {Number(color.Blue)} rg";

    private static string Stroke(PdfColor color) => $"{Number(color.Red)} {Number(color.Green)} {Number(color.Blue)} RG";

    private static string Number(double value) => double.IsFinite(value)
        ? Math.Round(value, 3).ToString("0.###", CultureInfo.InvariantCulture)
        : throw new ArgumentOutOfRangeException(nameof(value), value, "A finite place or length is expected.");
}
