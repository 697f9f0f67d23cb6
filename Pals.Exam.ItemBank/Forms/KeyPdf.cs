using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Documents;

namespace Pals.Exam.ItemBank.Forms;

/// <summary>The key of a form with the reasons for it, as PDF: a table to mark by hand, the cut, then every question with its rationales.</summary>
internal static class KeyPdf
{
    private const double Indent = 10;
    private const double OptionIndent = 17;
    private const double RowHeight = 6;
    private const int Columns = 5;

    public static PdfDocument Create(ExamForm form, PaperSize paper)
    {
        var document = new PdfDocument($"{form.Definition.Title}: key {form.FormId}", "Key with rationales, confidential");
        var writer = new PdfPageWriter(document, paper, FormPdf.Margins, FormPdf.Frame(form, "Key with rationales", FormText.Confidential));
        writer.Gap(4).Add(FormPdf.TitleBlocks(form, "Key with rationales"));
        writer.Add(FormPdf.Note($"{FormText.Confidential}. {Cut(form)}"));
        writer.Add(FormPdf.ProvisionalNote(form));
        writer.Add(new PdfParagraph("Key", FormPdf.Heading, after: 1.5)).Add(Table(form)).NewPage();
        writer.Add(new PdfParagraph("Questions with the reasons for their keys", FormPdf.Heading, after: 2));
        foreach (IReadOnlyList<FormQuestion> run in FormText.Runs(form))
        {
            PdfBlock[] before = run[0].Scenario is { } scenario ? [FormPdf.Panel(FormText.CaseHeading(run), scenario.Text)] : [];
            foreach (FormQuestion question in run)
            {
                writer.Add([.. before, .. Question(form, question)]).Gap(6);
                before = [];
            }
        }

        writer.Finish();
        return document;
    }

    /// <summary>The cut in a sentence.</summary>
    public static string Cut(ExamForm form) =>
        $"{form.Form.Cut.RawScore} of {form.Form.Length} points pass this form. The standard is {FormText.Reference(form)}; on this form its exact "
        + $"equivalent is {form.Form.Cut.ExactScore:0.00} points ({ExamForm.EquatingMethod}; {FormText.Rounding}).";

    private static PdfDrawing Table(ExamForm form)
    {
        int rows = (form.Questions.Length + Columns - 1) / Columns;
        return new PdfDrawing(_ => rows * RowHeight + 1, (page, x, y, width) =>
        {
            double column = width / Columns;
            for (int k = 0; k < form.Questions.Length; k++)
            {
                double left = x + k / rows * column;
                double top = y + k % rows * RowHeight;
                page.Rectangle(left, top, column, RowHeight, 0.15, PdfColor.LightGray);
                page.TextEndingAt(left + 8, top + 4.2, $"{k + 1}", new PdfTextStyle(9, PdfFace.Regular, PdfColor.Gray));
                page.Text(left + 10, top + 4.2, FormText.Key(form.Questions[k]), new PdfTextStyle(9, PdfFace.Bold));
            }
        });
    }

    private static IEnumerable<PdfBlock> Question(ExamForm form, FormQuestion question)
    {
        Item item = question.Item;
        yield return new PdfParagraph(item.Stem, FormPdf.Body, Indent, $"{question.Position}", FormPdf.Body.Bold, after: 0.8);
        yield return new PdfParagraph(FormText.Origin(form, item), FormPdf.Soft, Indent, after: 1);
        foreach (Rhythms.RhythmStrip strip in item.Media)
        {
            yield return new PdfStrip(strip, Indent, after: 2);
        }

        yield return new PdfParagraph($"Key: {FormText.Key(question)}", FormPdf.Body.Bold, Indent, after: 0.6);
        if (FormText.Credit(item) is { Length: > 0 } credit)
        {
            yield return new PdfParagraph(credit, FormPdf.Hint, Indent, after: 0.6);
        }

        if (item.Rationale.Length > 0)
        {
            yield return new PdfParagraph(item.Rationale, FormPdf.Body, Indent, after: 1.2);
        }

        for (int k = 0; k < question.Options.Length; k++)
        {
            char letter = (char)('A' + k);
            AnswerOption option = question.Option(letter)!;
            bool isKey = item.IsKeyed(option.Key);
            PdfTextStyle style = isKey ? FormPdf.Body.Bold : FormPdf.Body;
            yield return new PdfParagraph(option.Text, style, OptionIndent, $"{letter}", FormPdf.Body.Bold, labelAt: Indent);
            if (option.Rationale.Length > 0)
            {
                yield return new PdfParagraph(option.Rationale, new PdfTextStyle(9.5, PdfFace.Regular, PdfColor.Gray), OptionIndent, after: 0.8);
            }
        }
    }
}
