using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Documents;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Forms;

/// <summary>The kinds of documents to write.</summary>
public enum DocumentKinds
{
    Both,
    Html,
    Pdf,
}

/// <summary>Writes everything of one form into a folder: booklet, answer sheet, key, and the form for programs.</summary>
public static class FormDocuments
{
    /// <summary>Writes the files of a form into a folder that exists.</summary>
    /// <exception cref="InputException">A text holds a character that PDF documents cannot show; file and line of the item are named.</exception>
    public static void Write(string folder, ExamForm form, DocumentKinds kinds, PaperSize paper)
    {
        ArgumentNullException.ThrowIfNull(form);
        AtomicFile.WriteText(Path.Combine(folder, FormFile.FileName), writer => writer.Write(FormFile.ToJson(form)));
        if (kinds != DocumentKinds.Pdf)
        {
            Write("paper.html", PaperHtml.Create(form));
            Write("answer-sheet.html", AnswerSheetHtml.Create(form));
            Write("key.html", KeyHtml.Create(form));
        }

        if (kinds != DocumentKinds.Html)
        {
            RequirePrintable(form);
            WritePdf("paper.pdf", PaperPdf.Create(form, paper));
            WritePdf("answer-sheet.pdf", AnswerSheetPdf.Create(form, paper));
            WritePdf("key.pdf", KeyPdf.Create(form, paper));
        }

        void Write(string name, string html) => AtomicFile.WriteText(Path.Combine(folder, name), writer => writer.Write(html));
        void WritePdf(string name, PdfDocument document) => AtomicFile.WriteBinary(Path.Combine(folder, name), document.Save);
    }

    /// <summary>Finds every item that PDF cannot show before a page is drawn, so that all can be mended in one go.</summary>
    private static void RequirePrintable(ExamForm form)
    {
        var errors = new List<InputError>();
        foreach (FormQuestion question in form.Questions)
        {
            Item item = question.Item;
            IEnumerable<string> texts = item.Options.SelectMany(option => new[] { option.Text, option.Rationale })
                .Prepend(question.Scenario?.Text ?? "").Prepend(item.Rationale).Prepend(item.Unit ?? "").Prepend(item.Stem);
            if (texts.Select(PdfPage.Unprintable).FirstOrDefault(problem => problem is not null) is { } problem)
            {
                FilePosition at = item.Source?.Start ?? default;
                errors.Add(new InputError(
                    item.Source?.File ?? form.FormId, at.Line, at.Column, $"item {item.Id}: {problem}; mend it, or ask for --documents html alone"));
            }
        }

        if (errors.Count > 0)
        {
            throw new InputException(errors);
        }
    }
}
