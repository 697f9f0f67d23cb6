using System.Text;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Files;
using static Pals.Exam.ItemBank.Forms.FormHtml;

namespace Pals.Exam.ItemBank.Forms;

/// <summary>The key of a form with the reasons for it, as HTML.</summary>
internal static class KeyHtml
{
    private const int Columns = 5;

    public static string Create(ExamForm form)
    {
        var page = new FormHtml(form, "Key with rationales", FormText.Confidential);
        page.AddTitle()
            .Add($"<p class=\"note secret\">{Encode(FormText.Confidential)}.</p><p class=\"note\">{Encode(KeyPdf.Cut(form))}</p>")
            .AddProvisionalNote()
            .Add("<h2>Key</h2><table class=\"keys\">");
        int rows = (form.Questions.Length + Columns - 1) / Columns;
        for (int row = 0; row < rows; row++)
        {
            page.Add("<tr>");
            for (int column = 0; column < Columns; column++)
            {
                int k = column * rows + row;
                page.Add(k < form.Questions.Length ? $"<td>{k + 1}</td><td>{Encode(FormText.Key(form.Questions[k]))}</td>" : "<td></td><td></td>");
            }

            page.Add("</tr>");
        }

        page.Add("</table>\n<h2>Questions with the reasons for their keys</h2>");
        foreach (IReadOnlyList<FormQuestion> run in FormText.Runs(form))
        {
            page.Add(PaperHtml.Case(run));
            foreach (FormQuestion question in run)
            {
                page.Add(Question(form, question));
            }
        }

        return page.ToHtml();
    }

    private static string Question(ExamForm form, FormQuestion question)
    {
        Item item = question.Item;
        var html = new StringBuilder($"<section class=\"question\"><span class=\"number\">{question.Position}</span><p>{Encode(item.Stem)}</p>")
            .Append($"<p class=\"soft\">{Encode(FormText.Origin(form, item))}</p>{PaperHtml.Strips(item)}")
            .Append($"<p><b>Key: {Encode(FormText.Key(question))}</b></p>");
        if (FormText.Credit(item) is { Length: > 0 } credit)
        {
            html.Append($"<p class=\"hint\">{Encode(credit)}</p>");
        }

        html.Append($"<p>{Encode(item.Rationale)}</p>");
        if (question.Options.Length > 0)
        {
            html.Append("<ol class=\"options\">");
            for (int k = 0; k < question.Options.Length; k++)
            {
                AnswerOption option = question.Option((char)('A' + k))!;
                string keyed = item.IsKeyed(option.Key) ? " class=\"keyed\"" : "";
                html.Append($"<li{keyed}>{Encode(option.Text)}<span class=\"reason\">{Encode(option.Rationale)}</span></li>");
            }

            html.Append("</ol>");
        }

        return html.Append("</section>").ToString();
    }
}
