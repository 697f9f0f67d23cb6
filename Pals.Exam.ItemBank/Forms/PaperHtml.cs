using System.Text;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Rhythms;
using static Pals.Exam.ItemBank.Forms.FormHtml;

namespace Pals.Exam.ItemBank.Forms;

/// <summary>The question booklet of a form as HTML to print or to read aloud: strips are drawn and described.</summary>
internal static class PaperHtml
{
    public static string Create(ExamForm form)
    {
        var page = new FormHtml(form, "Question booklet");
        page.Add("<header class=\"cover\">").AddTitle().AddCandidateBoxes().Add("<h2>Instructions</h2><ul>");
        foreach (string sentence in FormText.Instructions(form))
        {
            page.Add($"<li>{Encode(sentence)}</li>");
        }

        page.Add("</ul>").AddProvisionalNote().Add("</header>\n<main>");
        foreach (IReadOnlyList<FormQuestion> run in FormText.Runs(form))
        {
            page.Add(Case(run));
            foreach (FormQuestion question in run)
            {
                page.Add(Question(question));
            }
        }

        return page.Add("<p class=\"hint\">End of the questions. Check your answer sheet: is every question answered?</p></main>").ToHtml();
    }

    /// <summary>The case above a run of questions; empty when they have none.</summary>
    public static string Case(IReadOnlyList<FormQuestion> run) => run[0].Scenario is { } scenario
        ? $"<div class=\"case\"><strong>{FormText.CaseHeading(run)}</strong>{Encode(scenario.Text)}</div>"
        : "";

    /// <summary>The strips of a question.</summary>
    public static string Strips(Item item) => string.Concat(item.Media.Select(StripDrawing.Svg));

    private static string Question(FormQuestion question)
    {
        Item item = question.Item;
        var html = new StringBuilder($"<section class=\"question\"><span class=\"number\">{question.Position}</span><p>{Encode(item.Stem)}</p>{Strips(item)}");
        if (FormText.Instruction(item) is { Length: > 0 } instruction)
        {
            html.Append($"<p class=\"hint\">{Encode(instruction)}</p>");
        }

        if (item.Type == ItemType.NumericEntry)
        {
            return html.Append($"<p><span class=\"blank\"></span> {Encode(item.Unit ?? "")}</p></section>").ToString();
        }

        html.Append("<ol class=\"options\">");
        for (int k = 0; k < question.Options.Length; k++)
        {
            html.Append($"<li>{Encode(question.Option((char)('A' + k))!.Text)}</li>");
        }

        return html.Append("</ol></section>").ToString();
    }
}
