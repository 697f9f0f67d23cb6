using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Documents;

namespace Pals.Exam.ItemBank.Forms;

/// <summary>The question booklet of a form as PDF: a cover with the instructions, then the questions, each whole on its page.</summary>
internal static class PaperPdf
{
    private const double Indent = 10;
    private const double OptionIndent = 17;

    public static PdfDocument Create(ExamForm form, PaperSize paper)
    {
        var document = new PdfDocument($"{form.Definition.Title}: question booklet {form.FormId}", "Question booklet");
        var writer = new PdfPageWriter(document, paper, FormPdf.Margins, FormPdf.Frame(form, "Question booklet", forCandidate: true));
        Cover(writer, form);
        writer.NewPage();
        foreach (IReadOnlyList<FormQuestion> run in FormText.Runs(form))
        {
            PdfBlock[] before = run[0].Scenario is { } scenario ? [FormPdf.Panel(FormText.CaseHeading(run), scenario.Text)] : [];
            foreach (FormQuestion question in run)
            {
                writer.Add([.. before, .. Question(question)]).Gap(5);
                before = [];
            }
        }

        writer.Add(new PdfParagraph("End of the questions. Check your answer sheet: is every question answered?", FormPdf.Hint));
        writer.Finish();
        return document;
    }

    /// <summary>The blocks of one question, as booklet and key show it.</summary>
    public static IEnumerable<PdfBlock> Question(FormQuestion question)
    {
        Item item = question.Item;
        string instruction = FormText.Instruction(item);
        yield return new PdfParagraph(
            item.Stem, FormPdf.Body, Indent, $"{question.Position}", FormPdf.Body.Bold, after: 1.4);
        foreach (Rhythms.RhythmStrip strip in item.Media)
        {
            yield return new PdfStrip(strip, Indent, after: 2.5);
        }

        if (instruction.Length > 0)
        {
            yield return new PdfParagraph(instruction, FormPdf.Hint, Indent, after: 1);
        }

        for (int k = 0; k < question.Options.Length; k++)
        {
            char letter = (char)('A' + k);
            yield return new PdfParagraph(
                question.Option(letter)!.Text, FormPdf.Body, OptionIndent, $"{letter}", FormPdf.Body.Bold, labelAt: Indent, after: 0.5);
        }

        if (item.Type == ItemType.NumericEntry)
        {
            yield return new PdfDrawing(_ => 8.5, (page, x, y, _) =>
            {
                page.Line(x + Indent, y + 6, x + Indent + 40, y + 6, 0.25, PdfColor.Black);
                page.Text(x + Indent + 42, y + 5.5, item.Unit ?? "", FormPdf.Body);
            });
        }
    }

    private static void Cover(PdfPageWriter writer, ExamForm form)
    {
        writer.Gap(6).Add(FormPdf.TitleBlocks(form, "Question booklet")).Add(FormPdf.CandidateBoxes()).Gap(4);
        writer.Add(new PdfParagraph("Instructions", FormPdf.Heading, after: 1.5));
        foreach (string sentence in FormText.Instructions(form))
        {
            writer.Add(new PdfParagraph(sentence, FormPdf.Body, 6, "•", after: 1.4));
        }

        writer.Gap(3).Add(FormPdf.ProvisionalNote(form));
    }
}
