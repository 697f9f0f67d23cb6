using Pals.Exam.ItemBank.Documents;

namespace Pals.Exam.ItemBank.Forms;

/// <summary>What the PDF documents of a form have in common: styles, title, frame and the boxes for the candidate.</summary>
internal static class FormPdf
{
    public static readonly PdfMargins Margins = new(20, 24, 20, 20);
    public static readonly PdfTextStyle Body = new(10.5);
    public static readonly PdfTextStyle Small = new(8.5);
    public static readonly PdfTextStyle Hint = new(9.5, PdfFace.Oblique);
    public static readonly PdfTextStyle Title = new(20, PdfFace.Bold);
    public static readonly PdfTextStyle Heading = new(13, PdfFace.Bold);
    public static readonly PdfTextStyle Soft = new(8.5, PdfFace.Regular, PdfColor.Gray);

    /// <summary>Where a page's header and footer stand.</summary>
    private const double HeaderLine = 14;
    private const double FooterFromBottom = 11;

    /// <summary>Header and footer: what the page is of, the form, the page's number, and what must be seen on every page.</summary>
    public static Action<PdfPage, int, int> Frame(ExamForm form, string kind, string warning = "", bool forCandidate = false) => (page, number, count) =>
    {
        double right = page.Size.Width - Margins.Right;
        double foot = page.Size.Height - FooterFromBottom;
        page.Text(Margins.Left, HeaderLine, form.FormId, Small.Bold);
        string middle = forCandidate && number > 1 ? "Candidate number ____________________" : kind;
        page.TextCentredAt(page.Size.Width / 2, HeaderLine, middle, Soft);
        page.TextEndingAt(right, HeaderLine, form.IsProvisional ? FormText.ProvisionalWord.ToUpperInvariant() : "", Small.Bold);
        page.Line(Margins.Left, HeaderLine + 2, right, HeaderLine + 2, 0.2, PdfColor.LightGray);
        page.Text(Margins.Left, foot, warning.Length > 0 ? warning : form.Definition.Title, warning.Length > 0 ? Small.Bold : Soft);
        page.TextEndingAt(right, foot, $"Page {number} of {count}", Soft);
    };

    /// <summary>The title of a document, with what it is.</summary>
    public static PdfBlock[] TitleBlocks(ExamForm form, string kind) =>
    [
        new PdfParagraph(form.Definition.Title, Title, after: 1),
        new PdfParagraph(form.Count > 1 ? $"{kind}, form {form.Number} of {form.Count}" : kind, Heading, after: 1),
        new PdfParagraph(form.FormId, new PdfTextStyle(11, PdfFace.Regular, PdfColor.Gray), after: 4),
    ];

    /// <summary>Boxes for what identifies a candidate.</summary>
    public static PdfBlock CandidateBoxes() => new PdfDrawing(_ => 31, (page, x, y, width) =>
    {
        double half = width / 2;
        Box(page, x, y, width - 62, 14, "Name");
        Box(page, x + width - 62, y, 62, 14, "Candidate number");
        Box(page, x, y + 14, half - 10, 14, "Course and place");
        Box(page, x + half - 10, y + 14, 34, 14, "Date");
        Box(page, x + half + 24, y + 14, half - 24, 14, "Signature");
    });

    /// <summary>The note that parameters are provisional; nothing when they are not.</summary>
    public static PdfBlock[] ProvisionalNote(ExamForm form) => form.IsProvisional ? [Note(FormText.ProvisionalSentence)] : [];

    /// <summary>A paragraph with a bar at its left.</summary>
    public static PdfBlock Note(string text)
    {
        var paragraph = new PdfParagraph(text, new PdfTextStyle(9.5));
        return new PdfDrawing(
            width => paragraph.Height(width - 5) + 4,
            (page, x, y, width) =>
            {
                double height = paragraph.Height(width - 5);
                page.FillRectangle(x, y, 1.2, height, PdfColor.Gray);
                paragraph.Draw(page, x + 5, y, width - 5);
            });
    }

    /// <summary>A paragraph on a tinted ground, with a heading: a case.</summary>
    public static PdfBlock Panel(string heading, string text)
    {
        const double pad = 3;
        var head = new PdfParagraph(heading, Small.Bold, after: 0.6);
        var body = new PdfParagraph(text, Body);
        return new PdfDrawing(
            width => head.Height(width - 2 * pad) + body.Height(width - 2 * pad) + 2 * pad + 3,
            (page, x, y, width) =>
            {
                double inner = width - 2 * pad;
                double height = head.Height(inner) + body.Height(inner) + 2 * pad;
                page.FillRectangle(x, y, width, height, new PdfColor(0.945, 0.953, 0.961));
                page.FillRectangle(x, y, 0.9, height, new PdfColor(0.05, 0.36, 0.46));
                head.Draw(page, x + pad, y + pad, inner);
                body.Draw(page, x + pad, y + pad + head.Height(inner), inner);
            });
    }

    private static void Box(PdfPage page, double x, double y, double width, double height, string label)
    {
        page.Rectangle(x, y, width, height, 0.25, PdfColor.Black);
        page.Text(x + 1.6, y + 3.6, label, new PdfTextStyle(7.5, PdfFace.Regular, PdfColor.Gray));
    }
}
