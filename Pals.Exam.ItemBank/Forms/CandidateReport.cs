using System.Globalization;
using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Assembly;
using Pals.Exam.Engine.Exams;
using Pals.Exam.ItemBank.Documents;
using static Pals.Exam.ItemBank.Forms.FormHtml;

namespace Pals.Exam.ItemBank.Forms;

/// <summary>
/// What a candidate reads about a written form: the same report as after an online exam, on the percent scale of the reference form, with the raw score
/// beside it.
/// </summary>
internal sealed class CandidateReport(AnswerSheet sheet, FormScore score)
{
    private readonly ExamForm _form = sheet.Form;

    private string Result => score.Passed ? "Passed" : "Not passed";

    private string RawScore => $"{FormText.Points(score.Raw)} of {_form.Form.Length} points";

    private string Sentence => $"You earned {RawScore}; {score.Cut.RawScore} or more pass this form.";

    private IEnumerable<(string Label, string Value, string Note)> Facts =>
    [
        ("Your score", Tenths(score.Report.Composite.Mean), $"likely {Range(score.Report.Composite)}"),
        ("Passing standard", Tenths(score.Report.Cut), "of the reference exam"),
        ("Raw score", $"{FormText.Points(score.Raw)} / {_form.Form.Length}", $"{score.Cut.RawScore} or more pass"),
    ];

    private string Gaps => sheet.LeftOut + sheet.Spoiled == 0
        ? ""
        : $" Questions left out: {sheet.LeftOut}; answers that could not be scored: {sheet.Spoiled}. They earned nothing.";

    private string Explanation =>
        "The raw score decides. Forms differ a little in difficulty; equating makes the same standard of each, so it does not matter which form you had. "
        + "Your score and your profile take account of which questions you answered, not only how many, and say how sure they are: they are estimates, "
        + "likely within the bar, and the mark of the standard is drawn into each." + Gaps;

    public string ToHtml()
    {
        var page = new FormHtml(_form, "Score report");
        page.Add(Style).AddTitle()
            .Add($"<p>Candidate: <b>{Encode(sheet.CandidateId)}</b></p>")
            .Add($"<div class=\"result {(score.Passed ? "passed" : "failed")}\"><strong>{Result}</strong><p>{Encode(Sentence)}</p></div>\n<div class=\"facts\">");
        foreach ((string label, string value, string note) in Facts)
        {
            page.Add($"<div><span>{Encode(label)}</span><b>{Encode(value)}</b><span>{Encode(note)}</span></div>");
        }

        page.Add("</div>\n<h2>Your profile by topic area</h2>");
        foreach ((TopicAreaScore area, RawScore raw) in score.Report.TopicAreas.Zip(score.TopicAreas))
        {
            (double from, double at, double to) = Bar(area.Estimate);
            string bar = string.Create(
                CultureInfo.InvariantCulture,
                $"""
                <svg viewBox="0 0 100 4" preserveAspectRatio="none" role="img" aria-label="{Percent(area.Estimate.Mean)}, likely {Range(area.Estimate)}"><rect width="100" height="4" fill="#eef0f2"/><rect x="{from:0.##}" y="1" width="{to - from:0.##}" height="2" fill="#8ab0bc"/><rect x="{at - 0.3:0.##}" width=".6" height="4" fill="#0d5c75"/><rect x="{Standard - 0.1:0.##}" width=".2" height="4" fill="#111"/></svg>
                """);
            page.Add($"<div class=\"area\"><p><b>{Encode(area.Name)}</b><span>{Percent(area.Estimate.Mean)} ({Range(area.Estimate)})</span></p>{bar}"
                + $"<p class=\"soft\">{Earned(area, raw)}</p></div>");
        }

        return page.Add($"<p class=\"note\">{Encode(Explanation)}</p>").AddProvisionalNote().ToHtml();
    }

    /// <summary>The report as PDF.</summary>
    /// <exception cref="UnprintableCharacterException">The candidate's name holds a character that PDF documents cannot show.</exception>
    public PdfDocument ToPdf(PaperSize paper)
    {
        var document = new PdfDocument($"Score report {_form.FormId}", "Score report");
        var writer = new PdfPageWriter(document, paper, FormPdf.Margins, FormPdf.Frame(_form, "Score report"));
        writer.Gap(2).Add(FormPdf.TitleBlocks(_form, "Score report"))
            .Add(new PdfParagraph($"Candidate: {sheet.CandidateId}", FormPdf.Body.Bold, after: 3))
            .Add(ResultBlock())
            .Add(FactsBlock())
            .Add(new PdfParagraph("Your profile by topic area", FormPdf.Heading, after: 2));
        foreach ((TopicAreaScore area, RawScore raw) in score.Report.TopicAreas.Zip(score.TopicAreas))
        {
            writer.Add(AreaBlock(area, raw));
        }

        writer.Gap(2).Add(FormPdf.Note(Explanation)).Add(FormPdf.ProvisionalNote(_form));
        writer.Finish();
        return document;
    }

    private PdfDrawing ResultBlock() => new(_ => 24, (page, x, y, width) =>
    {
        PdfColor ground = score.Passed ? PdfColor.FromHex("#e3f3e9") : PdfColor.FromHex("#fdecea");
        PdfColor edge = score.Passed ? PdfColor.FromHex("#176b3a") : PdfColor.FromHex("#a3261c");
        page.FillRectangle(x, y, width, 20, ground).FillRectangle(x, y, 2, 20, edge);
        page.Text(x + 6, y + 9, Result, new PdfTextStyle(18, PdfFace.Bold)).Text(x + 6, y + 15.5, Sentence, FormPdf.Body);
    });

    private PdfDrawing FactsBlock() => new(_ => 26, (page, x, y, width) =>
    {
        const double gap = 4;
        (string Label, string Value, string Note)[] facts = [.. Facts];
        double box = (width - gap * (facts.Length - 1)) / facts.Length;
        for (int i = 0; i < facts.Length; i++)
        {
            double left = x + i * (box + gap);
            page.Rectangle(left, y, box, 21, 0.2, PdfColor.LightGray)
                .Text(left + 3, y + 5.5, facts[i].Label, FormPdf.Soft)
                .Text(left + 3, y + 12.5, facts[i].Value, new PdfTextStyle(15, PdfFace.Bold))
                .Text(left + 3, y + 17.8, facts[i].Note, FormPdf.Soft);
        }
    });

    private PdfDrawing AreaBlock(TopicAreaScore area, RawScore raw) => new(_ => 17.5, (page, x, y, width) =>
    {
        (double from, double at, double to) = Bar(area.Estimate);
        double X(double percent) => x + percent / 100 * width;
        page.Text(x, y + 4, area.Name, FormPdf.Body.Bold)
            .TextEndingAt(x + width, y + 4, $"{Percent(area.Estimate.Mean)} ({Range(area.Estimate)})", FormPdf.Body)
            .FillRectangle(x, y + 6, width, 4, PdfColor.FromHex("#eef0f2"))
            .FillRectangle(X(from), y + 7, X(to) - X(from), 2, PdfColor.FromHex("#8ab0bc"))
            .FillRectangle(X(at) - 0.5, y + 6, 1, 4, PdfColor.FromHex("#0d5c75"))
            .Line(X(Standard), y + 5.4, X(Standard), y + 10.6, 0.35, PdfColor.Black)
            .Text(x, y + 13.8, $"{Earned(area, raw)}", FormPdf.Soft);
    });

    private static string Earned(TopicAreaScore area, RawScore raw) => $"{FormText.Points(raw)} of {area.Scored} points in the questions you were given";

    private double Standard => _form.Scale.PercentCorrect(score.Report.Cut);

    private (double From, double At, double To) Bar(PosteriorSummary estimate) =>
        (_form.Scale.PercentCorrect(estimate.Lower), _form.Scale.PercentCorrect(estimate.Mean), _form.Scale.PercentCorrect(estimate.Upper));

    /// <summary>With a tenth, so that a score just below the standard does not look like the standard.</summary>
    private string Tenths(double theta) => $"{_form.Scale.PercentCorrect(theta).ToString("0.0", CultureInfo.InvariantCulture)} %";

    private string Percent(double theta) => FormText.Percent(_form.Scale.PercentCorrect(theta));

    private string Range(PosteriorSummary estimate) => string.Create(
        CultureInfo.InvariantCulture, $"{_form.Scale.PercentCorrect(estimate.Lower):0} to {_form.Scale.PercentCorrect(estimate.Upper):0} %");

    private const string Style = """
        <style>
        .result { padding: 4mm 5mm; border-left: 2mm solid; margin: 3mm 0; } .result strong { font-size: 18pt; } .result p { margin: 1mm 0 0; }
        .passed { background: #e3f3e9; border-color: #176b3a; } .failed { background: #fdecea; border-color: #a3261c; }
        .facts { display: grid; grid-template-columns: repeat(3, 1fr); gap: 4mm; } .facts div { border: .3mm solid var(--rule); padding: 2.5mm 3mm; }
        .facts span { display: block; color: var(--soft); font-size: 9pt; } .facts b { font-size: 15pt; }
        .area { margin: 0 0 4mm; break-inside: avoid; } .area p { display: flex; justify-content: space-between; margin: 0 0 1mm; } .area svg { width: 100%; height: 4mm; display: block; }
        .result, .area svg { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
        </style>
        """;
}
