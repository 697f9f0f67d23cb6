namespace Pals.Exam.ItemBank.Documents;

/// <summary>Something of known height that takes the whole width of a column.</summary>
public abstract class PdfBlock
{
    /// <summary>Its height in a column of that width, in millimeters.</summary>
    public abstract double Height(double width);

    /// <summary>Draws it with its upper left corner at a place.</summary>
    public abstract void Draw(PdfPage page, double x, double y, double width);

    /// <summary>
    /// Cuts it for the end of a page: what fits into <paramref name="height"/>, or null, and the rest. The rest of a block that cannot be cut is the block.
    /// </summary>
    public virtual (PdfBlock? Head, PdfBlock? Tail) Split(double width, double height) => (null, this);
}

/// <summary>A paragraph, with an indent and a label that hangs in it: a number, a letter, a bullet.</summary>
/// <param name="text">The text; line ends break lines.</param>
/// <param name="style">How it looks.</param>
/// <param name="indent">The indent in millimeters.</param>
/// <param name="label">What hangs in the indent, or empty.</param>
/// <param name="labelStyle">How the label looks; like the text unless given.</param>
/// <param name="labelAt">Where the label begins, in millimeters from the left.</param>
/// <param name="after">The gap after it in millimeters.</param>
public sealed class PdfParagraph(
    string text, PdfTextStyle style, double indent = 0, string label = "", PdfTextStyle? labelStyle = null, double labelAt = 0, double after = 0) : PdfBlock
{
    /// <summary>Lines that are never left alone at the end or the beginning of a page.</summary>
    private const int FewestLines = 2;

    /// <inheritdoc/>
    public override double Height(double width) => Lines(width).Count * style.Leading + after;

    /// <inheritdoc/>
    public override void Draw(PdfPage page, double x, double y, double width)
    {
        double baseLine = y + style.Ascent;
        if (label.Length > 0)
        {
            page.Text(x + labelAt, baseLine, label, labelStyle ?? style);
        }

        foreach (string line in Lines(width))
        {
            page.Text(x + indent, baseLine, line, style);
            baseLine += style.Leading;
        }
    }

    /// <inheritdoc/>
    public override (PdfBlock? Head, PdfBlock? Tail) Split(double width, double height)
    {
        List<string> lines = Lines(width);
        int fit = Math.Min((int)Math.Floor(height / style.Leading + 1e-9), lines.Count);
        if (fit == lines.Count)
        {
            return (new PdfParagraph(text, style, indent, label, labelStyle, labelAt), null);
        }

        fit = Math.Min(fit, lines.Count - FewestLines);
        return fit < FewestLines
            ? (null, this)
            : (new PdfParagraph(string.Join('\n', lines.Take(fit)), style, indent, label, labelStyle, labelAt),
                new PdfParagraph(string.Join('\n', lines.Skip(fit)), style, indent, after: after));
    }

    private List<string> Lines(double width) => PdfText.Wrap(text, style, width - indent);
}

/// <summary>A gap that stays with its neighbours.</summary>
public sealed class PdfGap(double size) : PdfBlock
{
    /// <inheritdoc/>
    public override double Height(double width) => size;

    /// <inheritdoc/>
    public override void Draw(PdfPage page, double x, double y, double width)
    {
    }

    /// <inheritdoc/>
    public override (PdfBlock? Head, PdfBlock? Tail) Split(double width, double height) => (null, null);
}

/// <summary>A block that draws itself.</summary>
/// <param name="height">Its height in a column of a width.</param>
/// <param name="draw">Draws it at a place in a column of a width.</param>
public sealed class PdfDrawing(Func<double, double> height, Action<PdfPage, double, double, double> draw) : PdfBlock
{
    /// <inheritdoc/>
    public override double Height(double width) => height(width);

    /// <inheritdoc/>
    public override void Draw(PdfPage page, double x, double y, double width) => draw(page, x, y, width);
}
