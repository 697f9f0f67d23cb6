using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Documents;

namespace Pals.Exam.ItemBank.Forms;

/// <summary>
/// The answer sheet of a form as PDF: circles to fill for choices, boxes for the letters of an order, a long box for a number. The places follow the
/// form's own questions, so that nothing can be marked that a question does not ask for.
/// </summary>
internal static class AnswerSheetPdf
{
    private const double RowHeight = 7.3;
    private const double Gutter = 8;
    private const double NumberWidth = 9;
    private const double Pitch = 6.7;
    private const double Radius = 2.35;
    private const double Box = 6;
    private const double NumberBox = 30;

    private static readonly PdfTextStyle Letter = new(7.5, PdfFace.Regular, PdfColor.Gray);
    private static readonly PdfTextStyle Tag = new(6.5, PdfFace.Oblique, PdfColor.Gray);

    public static PdfDocument Create(ExamForm form, PaperSize paper)
    {
        var document = new PdfDocument($"{form.Definition.Title}: answer sheet {form.FormId}", "Answer sheet");
        var writer = new PdfPageWriter(document, paper, FormPdf.Margins with { Top = 20, Bottom = 16 }, FormPdf.Frame(form, "Answer sheet", forCandidate: true));
        writer.Add(new PdfParagraph($"{form.Definition.Title}: answer sheet", FormPdf.Heading, after: 2)).Add(FormPdf.CandidateBoxes());
        writer.Add(new PdfParagraph(
            "Fill the circle of your answer with a dark pen or pencil. To change an answer, erase it fully or cross it out and fill another.", FormPdf.Small, after: 2));
        int done = 0;
        while (done < form.Questions.Length)
        {
            int rows = (int)(writer.Room / RowHeight);
            int left = form.Questions.Length - done;
            rows = Math.Min(rows, (left + 1) / 2);
            FormQuestion[] page = [.. form.Questions.Skip(done).Take(2 * rows)];
            writer.Add(new PdfDrawing(_ => rows * RowHeight, (sheet, x, y, width) => Columns(sheet, page, rows, x, y, width)));
            done += page.Length;
            if (done < form.Questions.Length)
            {
                writer.NewPage();
            }
        }

        writer.Finish();
        return document;
    }

    private static void Columns(PdfPage page, FormQuestion[] questions, int rows, double x, double y, double width)
    {
        double column = (width - Gutter) / 2;
        for (int k = 0; k < questions.Length; k++)
        {
            double left = x + (k / rows) * (column + Gutter);
            double top = y + k % rows * RowHeight;
            if (k % rows % 2 == 1)
            {
                page.FillRectangle(left, top, column, RowHeight, new PdfColor(0.965, 0.965, 0.965));
            }

            Row(page, questions[k], left, top, column);
        }

        for (int c = 0; c < 2; c++)
        {
            double left = x + c * (column + Gutter);
            int count = Math.Min(rows, questions.Length - c * rows);
            if (count > 0)
            {
                page.Lines(
                    Enumerable.Range(0, count / 5 + 1).Select(i => (left, y + i * 5 * RowHeight, left + column, y + i * 5 * RowHeight)), 0.2, PdfColor.LightGray);
            }
        }
    }

    private static void Row(PdfPage page, FormQuestion question, double x, double y, double width)
    {
        double middle = y + RowHeight / 2;
        double baseLine = middle + 1.25;
        page.TextEndingAt(x + NumberWidth - 2, baseLine, $"{question.Position}", new PdfTextStyle(10, PdfFace.Bold));
        double at = x + NumberWidth;
        switch (question.Item.Type)
        {
            case ItemType.NumericEntry:
                page.Rectangle(at + 0.6, y + 0.7, NumberBox, RowHeight - 1.4, 0.3, PdfColor.Black);
                page.Text(at + NumberBox + 2.5, baseLine, question.Item.Unit ?? "", FormPdf.Small);
                break;
            case ItemType.Ordering:
                double box = Math.Min(Box, (width - NumberWidth - 1) / question.Options.Length);
                for (int k = 0; k < question.Options.Length; k++)
                {
                    page.Rectangle(at + 0.6 + k * (box + 0.7), y + 0.7, box, RowHeight - 1.4, 0.3, PdfColor.Black);
                    page.Text(at + 1 + k * (box + 0.7), y + 2.5, FormText.Ordinal(k + 1), new PdfTextStyle(4.5, PdfFace.Regular, PdfColor.Gray));
                }

                TagAt(page, at + 2 + question.Options.Length * (box + 0.7), x + width, baseLine, "letters in order");
                break;
            default:
                for (int k = 0; k < question.Options.Length; k++)
                {
                    double centre = at + Radius + 0.6 + k * Pitch;
                    page.Circle(centre, middle, Radius, 0.3, PdfColor.Black);
                    page.TextCentredAt(centre, middle + 0.95, $"{(char)('A' + k)}", Letter);
                }

                if (question.Item.Type == ItemType.MultipleResponse)
                {
                    TagAt(page, at + 2 + question.Options.Length * Pitch, x + width, baseLine, "all that apply");
                }

                break;
        }
    }

    private static void TagAt(PdfPage page, double x, double right, double y, string text)
    {
        if (x + PdfPage.Measure(text, Tag) <= right)
        {
            page.Text(x, y, text, Tag);
        }
    }
}
