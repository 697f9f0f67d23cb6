using System.Text;
using Pals.Exam.ItemBank.Content;
using static Pals.Exam.ItemBank.Forms.FormHtml;

namespace Pals.Exam.ItemBank.Forms;

/// <summary>The answer sheet of a form as HTML to print.</summary>
internal static class AnswerSheetHtml
{
    public static string Create(ExamForm form)
    {
        var page = new FormHtml(form, "Answer sheet");
        page.AddTitle().AddCandidateBoxes()
            .Add("<p>Fill the circle of your answer with a dark pen or pencil. To change an answer, erase it fully or cross it out and fill another.</p>")
            .Add("<div class=\"sheet\">");
        foreach (FormQuestion question in form.Questions)
        {
            page.Add($"<div class=\"row\"><b>{question.Position}</b>{Places(question)}</div>");
        }

        return page.Add("</div>").ToHtml();
    }

    private static string Places(FormQuestion question)
    {
        if (question.Item.Type == ItemType.NumericEntry)
        {
            return $"<span class=\"long\"></span>{Encode(question.Item.Unit ?? "")}";
        }

        bool isOrder = question.Item.Type == ItemType.Ordering;
        var html = new StringBuilder();
        for (int k = 0; k < question.Options.Length; k++)
        {
            html.Append(isOrder ? $"<span class=\"cell\">{FormText.Ordinal(k + 1)}</span>" : $"<span class=\"bubble\">{(char)('A' + k)}</span>");
        }

        return html.Append(question.Item.Type switch
        {
            ItemType.Ordering => "<span class=\"tail\">letters in order</span>",
            ItemType.MultipleResponse => "<span class=\"tail\">all that apply</span>",
            _ => "",
        }).ToString();
    }
}
