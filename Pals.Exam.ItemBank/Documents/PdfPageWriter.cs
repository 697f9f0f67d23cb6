namespace Pals.Exam.ItemBank.Documents;

/// <summary>Fills pages from top to bottom with blocks, beginning a new page when one does not fit, and then numbers them.</summary>
public sealed class PdfPageWriter
{
    private readonly PdfDocument _document;
    private readonly PaperSize _paper;
    private readonly Action<PdfPage, int, int> _frame;
    private readonly int _firstPage;
    private PdfPage _page;

    /// <summary>Begins with an empty page.</summary>
    /// <param name="document">Where pages are added.</param>
    /// <param name="paper">Their size.</param>
    /// <param name="margins">The margins of the text.</param>
    /// <param name="frame">Draws header and footer of a page, given its number and how many there are; called by <see cref="Finish"/>.</param>
    public PdfPageWriter(PdfDocument document, PaperSize paper, PdfMargins margins, Action<PdfPage, int, int> frame)
    {
        _document = document;
        _paper = paper;
        Margins = margins;
        _frame = frame;
        _firstPage = document.Pages.Count;
        _page = document.AddPage(paper);
        Y = margins.Top;
    }

    /// <summary>The margins.</summary>
    public PdfMargins Margins { get; }

    /// <summary>Where the next block begins, from the upper edge.</summary>
    public double Y { get; private set; }

    /// <summary>The width of the text.</summary>
    public double Width => _paper.Width - Margins.Left - Margins.Right;

    /// <summary>The height left on this page.</summary>
    public double Room => _paper.Height - Margins.Bottom - Y;

    private double FullHeight => _paper.Height - Margins.Top - Margins.Bottom;

    /// <summary>Adds blocks that stay together on one page, unless they are taller than a page; then they break between blocks.</summary>
    public PdfPageWriter Add(params ReadOnlySpan<PdfBlock> blocks)
    {
        double height = 0;
        foreach (PdfBlock block in blocks)
        {
            height += block.Height(Width);
        }

        if (height > Room && height <= FullHeight)
        {
            NewPage();
        }

        foreach (PdfBlock block in blocks)
        {
            Place(block);
        }

        return this;
    }

    /// <summary>Leaves a gap, which vanishes at the top of a page.</summary>
    public PdfPageWriter Gap(double height)
    {
        if (Y > Margins.Top)
        {
            Y += Math.Min(height, Math.Max(0, Room));
        }

        return this;
    }

    /// <summary>Begins a new page, unless this one is still empty.</summary>
    public PdfPageWriter NewPage()
    {
        if (Y > Margins.Top)
        {
            _page = _document.AddPage(_paper);
            Y = Margins.Top;
        }

        return this;
    }

    /// <summary>Draws headers and footers. Nothing can be added afterwards.</summary>
    public void Finish()
    {
        int count = _document.Pages.Count - _firstPage;
        for (int i = 0; i < count; i++)
        {
            _frame(_document.Pages[_firstPage + i], i + 1, count);
        }
    }

    private void Place(PdfBlock block)
    {
        while (block.Height(Width) > Room)
        {
            (PdfBlock? head, PdfBlock? tail) = block.Split(Width, Room);
            if (head is not null)
            {
                head.Draw(_page, Margins.Left, Y, Width);
                Y += head.Height(Width);
            }

            if (tail is null)
            {
                return;
            }

            // A block that cannot be split and is taller than an empty page runs over its end rather than round in circles.
            if (Y <= Margins.Top)
            {
                break;
            }

            NewPage();
            block = tail;
        }

        block.Draw(_page, Margins.Left, Y, Width);
        Y += block.Height(Width);
    }
}

/// <summary>The margins of a page in millimeters.</summary>
public readonly record struct PdfMargins(double Left, double Top, double Right, double Bottom);
