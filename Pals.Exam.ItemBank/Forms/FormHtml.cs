using System.Net;
using System.Text;

namespace Pals.Exam.ItemBank.Forms;

/// <summary>The page around every HTML document of a form: self-contained, made for paper, and readable on a screen.</summary>
internal sealed class FormHtml
{
    private const string Css = """

        :root { --ink: #111; --soft: #595959; --rule: #bbb; --tint: #f1f3f5; --accent: #0d5c75; }
        * { box-sizing: border-box; }
        body { margin: 0 auto; padding: 12mm 8mm; max-width: 186mm; color: var(--ink); background: #fff; font: 10.5pt/1.4 Helvetica, Arial, "Liberation Sans", sans-serif; }
        h1 { font-size: 20pt; line-height: 1.15; margin: 0 0 1mm; } h2 { font-size: 13pt; margin: 7mm 0 2mm; break-after: avoid; }
        .kind { font-size: 13pt; font-weight: bold; margin: 0; } .id { color: var(--soft); margin: 0 0 4mm; font-size: 11pt; }
        .tag { float: right; border: .4mm solid var(--ink); padding: .6mm 2mm; font-weight: bold; text-transform: uppercase; font-size: 8.5pt; letter-spacing: .05em; }
        .boxes { display: grid; grid-template-columns: 3fr 1fr 1.4fr; border: .3mm solid var(--ink); border-width: .3mm 0 0 .3mm; margin: 4mm 0; }
        .boxes div { height: 14mm; padding: .8mm 1.6mm; border: .3mm solid var(--ink); border-width: 0 .3mm .3mm 0; font-size: 7.5pt; color: var(--soft); }
        .boxes .wide { grid-column: span 2; }
        .note { border-left: 1.2mm solid var(--soft); padding: .5mm 0 .5mm 4mm; font-size: 9.5pt; margin: 4mm 0; }
        .secret { border-color: var(--ink); font-weight: bold; }
        .case { background: var(--tint); border-left: .9mm solid var(--accent); padding: 3mm; margin: 0 0 3mm; break-inside: avoid; break-after: avoid; }
        .case strong { font-size: 8.5pt; display: block; }
        .question { position: relative; padding-left: 10mm; margin: 0 0 5mm; break-inside: avoid; }
        .question > .number { position: absolute; left: 0; font-weight: bold; } .question p { margin: 0 0 1.4mm; }
        .question svg { max-width: 100%; height: auto; display: block; margin: 0 0 2.5mm; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
        .hint { font-style: italic; font-size: 9.5pt; } .soft, .soft td { color: var(--soft); font-size: 9pt; }
        ol.options { list-style: upper-alpha; margin: 0; padding-left: 7mm; } ol.options li { margin: 0 0 .5mm; padding-left: 0; } ol.options li::marker { font-weight: bold; }
        ol.options .keyed { font-weight: bold; } ol.options .reason { display: block; font-weight: normal; color: var(--soft); font-size: 9.5pt; }
        .blank { display: inline-block; width: 40mm; border-bottom: .3mm solid var(--ink); height: 1.2em; }
        table { border-collapse: collapse; } .keys { width: 100%; } .keys td { border: .2mm solid var(--rule); padding: .8mm 2mm; } .keys td:nth-child(odd) { color: var(--soft); text-align: right; width: 9mm; }
        .keys td:nth-child(even) { font-weight: bold; }
        .sheet { columns: 2; column-gap: 8mm; } .row { display: flex; align-items: center; height: 6.1mm; break-inside: avoid; } .row:nth-child(even) { background: var(--tint); }
        .row > b { width: 9mm; text-align: right; padding-right: 2mm; } .row span { margin-right: 1mm; } .row .tail { color: var(--soft); font-size: 7pt; font-style: italic; margin-left: 1.5mm; }
        .bubble { display: inline-flex; align-items: center; justify-content: center; width: 4.9mm; height: 4.9mm; border: .3mm solid var(--ink); border-radius: 50%; font-size: 7pt; color: var(--soft); }
        .cell { display: inline-block; width: 6mm; height: 5.1mm; border: .3mm solid var(--ink); font-size: 4.5pt; color: var(--soft); padding-left: .4mm; line-height: 2.4mm; }
        .long { display: inline-block; width: 30mm; margin-right: 1mm; height: 5.1mm; border: .3mm solid var(--ink); }
        .cover { break-after: page; }
        @media print { body { padding: 0; max-width: none; } }

        """;

    private readonly StringBuilder _body = new();
    private readonly ExamForm _form;
    private readonly string _kind;
    private readonly string _warning;

    public FormHtml(ExamForm form, string kind, string warning = "")
    {
        _form = form;
        _kind = kind;
        _warning = warning;
    }

    /// <summary>Adds markup.</summary>
    public FormHtml Add(string markup)
    {
        _body.Append(markup).Append('\n');
        return this;
    }

    /// <summary>Adds the title, and the mark of a provisional form.</summary>
    public FormHtml AddTitle()
    {
        string kind = _form.Count > 1 ? $"{_kind}, form {_form.Number} of {_form.Count}" : _kind;
        return Add($"{(_form.IsProvisional ? $"<span class=\"tag\">{FormText.ProvisionalWord}</span>" : "")}<h1>{Encode(_form.Definition.Title)}</h1>")
            .Add($"<p class=\"kind\">{Encode(kind)}</p><p class=\"id\">{Encode(_form.FormId)}</p>");
    }

    /// <summary>Adds the boxes for what identifies a candidate.</summary>
    public FormHtml AddCandidateBoxes() => Add(
        "<div class=\"boxes\"><div class=\"wide\">Name</div><div>Candidate number</div><div>Course and place</div><div>Date</div><div>Signature</div></div>");

    /// <summary>Adds the note that parameters are provisional, if they are.</summary>
    public FormHtml AddProvisionalNote() => _form.IsProvisional ? Add($"<p class=\"note\">{Encode(FormText.ProvisionalSentence)}</p>") : this;

    /// <summary>The whole page.</summary>
    public string ToHtml()
    {
        string left = Quote(_warning.Length > 0 ? _warning : _form.Definition.Title);
        string top = Quote(_form.IsProvisional ? $"{_form.FormId} · {FormText.ProvisionalWord.ToUpperInvariant()}" : _form.FormId);
        string pages = $$"""
            @page { margin: 20mm 20mm 18mm; @top-left { content: {{top}}; font: bold 8.5pt Helvetica, Arial, sans-serif; }
                    @bottom-left { content: {{left}}; font: 8.5pt Helvetica, Arial, sans-serif; }
                    @bottom-right { content: "Page " counter(page) " of " counter(pages); font: 8.5pt Helvetica, Arial, sans-serif; } }
            """;
        return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
            + $"<title>{Encode($"{_kind} {_form.FormId}")}</title>\n<style>{Css}{pages}\n</style>\n</head>\n<body>\n{_body}</body>\n</html>\n";
    }

    public static string Encode(string text) => WebUtility.HtmlEncode(text);

    private static string Quote(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("<", "\\3c ", StringComparison.Ordinal)}\"";
}
