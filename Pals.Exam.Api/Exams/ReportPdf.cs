using Pals.Exam.ItemBank.Documents;

namespace Pals.Exam.Api.Exams;

/// <summary>A report on paper: the result, the profile by topic area and what to study. It holds no question and no key, of a practice exam neither.</summary>
internal static class ReportPdf
{
    public const string MediaType = "application/pdf";

    private static readonly PdfMargins Margins = new(20, 22, 20, 20);
    private static readonly PdfTextStyle Title = new(19, PdfFace.Bold);
    private static readonly PdfTextStyle Heading = new(13, PdfFace.Bold);
    private static readonly PdfTextStyle Body = new(10.5);
    private static readonly PdfTextStyle Soft = new(9, PdfFace.Regular, PdfColor.Gray);
    private static readonly PdfColor Ink = PdfColor.FromHex("#0d5c75");

    /// <summary>The file.</summary>
    /// <exception cref="UnprintableCharacterException">The exam's title, a topic area or advice holds a character that PDF documents cannot show.</exception>
    public static byte[] Of(ReportResponse report)
    {
        var document = new PdfDocument($"{ReportText.Kind}: {report.Title}", ReportText.Kind);
        var writer = new PdfPageWriter(document, PaperSize.A4, Margins, (page, number, count) => Frame(page, report, number, count));
        writer.Add(
            new PdfParagraph(report.Title, Title, after: 1),
            new PdfParagraph($"{ReportText.Kind}, exam of {ReportText.Day(report.EndedAt)}", Soft with { Size = 11 }, after: 4));
        writer.Add(Result(report)).Add(Figures(report));
        if (report.Retake is { } retake)
        {
            writer.Add(new PdfParagraph(ReportText.RetakeHeading, Heading, after: 1), new PdfParagraph(retake.Sentence, Body, after: 4));
        }

        if (report.Status != "expired")
        {
            Profile(writer, report);
            Study(writer, report);
        }

        foreach (string? note in new[] { report.Purpose == "practice" ? ReportText.Practice : null, report.Note })
        {
            if (note is not null)
            {
                writer.Add(Note(note));
            }
        }

        writer.Finish();
        using var file = new MemoryStream();
        document.Save(file);
        return file.ToArray();
    }

    private static void Frame(PdfPage page, ReportResponse report, int number, int count)
    {
        double right = page.Size.Width - Margins.Right;
        double foot = page.Size.Height - 11;
        page.Text(Margins.Left, 13, $"{ReportText.Kind}, {report.Programme}", Soft);
        page.TextEndingAt(right, 13, report.ProvisionalParameters ? "Provisional item parameters" : "", Soft.Bold);
        page.Line(Margins.Left, 15, right, 15, 0.2, PdfColor.LightGray);
        page.Text(Margins.Left, foot, $"Exam {report.ExamId}", Soft);
        page.TextEndingAt(right, foot, $"Page {number} of {count}", Soft);
    }

    private static PdfDrawing Result(ReportResponse report)
    {
        (string ground, string edge) = report.Status switch
        {
            "passed" => ("#e3f3e9", "#176b3a"),
            "failed" => ("#fdecea", "#a3261c"),
            _ => ("#fff3da", "#7a4b00"),
        };
        var outcome = new PdfParagraph(ReportText.Outcome(report), new PdfTextStyle(18, PdfFace.Bold), after: 1);
        var sentence = new PdfParagraph(ReportText.Sentence(report), Body);
        const double pad = 4;
        double Inner(double width) => width - 2 * pad - 2;
        double Panel(double width) => outcome.Height(Inner(width)) + sentence.Height(Inner(width)) + 2 * pad;
        return new PdfDrawing(width => Panel(width) + 4, (page, x, y, width) =>
        {
            page.FillRectangle(x, y, width, Panel(width), PdfColor.FromHex(ground)).FillRectangle(x, y, 2, Panel(width), PdfColor.FromHex(edge));
            outcome.Draw(page, x + pad + 2, y + pad, Inner(width));
            sentence.Draw(page, x + pad + 2, y + pad + outcome.Height(Inner(width)), Inner(width));
        });
    }

    private static PdfDrawing Figures(ReportResponse report)
    {
        CompositeResponse composite = report.Composite;
        List<(string Label, string Value, string Note)> figures = [];
        if (report.Form is { } form)
        {
            figures.Add((ReportText.Points, $"{ReportText.Number(form.RawScore)} of {form.RawScorePossible}", $"passed with {form.RawCut}"));
        }

        if (report.Status != "expired")
        {
            figures.Add((ReportText.Score, ReportText.Tenths(composite.Percent.Estimate), $"likely {ReportText.Range(composite.Percent)}"));
        }

        figures.Add((ReportText.Standard, ReportText.Tenths(composite.CutPercent), ReportText.StandardHint));
        figures.Add((
            ReportText.Questions,
            ReportText.Number(report.ScoredItems + report.UnscoredItems),
            report.UnscoredItems > 0 ? $"{report.UnscoredItems} on trial, not scored" : "all scored"));
        return new PdfDrawing(_ => 26, (page, x, y, width) =>
        {
            const double gap = 4;
            double box = (width - gap * (figures.Count - 1)) / figures.Count;
            for (int i = 0; i < figures.Count; i++)
            {
                double left = x + i * (box + gap);
                page.Rectangle(left, y, box, 20, 0.2, PdfColor.LightGray)
                    .Text(left + 3, y + 5.2, figures[i].Label, Soft)
                    .Text(left + 3, y + 12, figures[i].Value, new PdfTextStyle(15, PdfFace.Bold))
                    .Text(left + 3, y + 17, figures[i].Note, Soft);
            }
        });
    }

    private static void Profile(PdfPageWriter writer, ReportResponse report)
    {
        PdfBlock heading = new PdfParagraph(ReportText.ProfileHeading, Heading, after: 2);
        foreach (TopicAreaResponse area in report.TopicAreas)
        {
            writer.Add(ReferenceEquals(area, report.TopicAreas[0]) ? [heading, Area(area, report.Composite.CutPercent)] : [Area(area, report.Composite.CutPercent)]);
        }

        writer.Add(new PdfParagraph(ReportText.Profile, Soft, after: 5));
    }

    private static PdfDrawing Area(TopicAreaResponse area, double cut) => new(_ => 16.5, (page, x, y, width) =>
    {
        double X(double percent) => x + Math.Clamp(percent, 0, 100) / 100 * width;
        double from = X(area.Percent.Lower);
        page.Text(x, y + 4, area.Name, Body.Bold)
            .TextEndingAt(x + width, y + 4, $"{ReportText.Percent(area.Percent.Estimate)} ({ReportText.Range(area.Percent)})", Body)
            .FillRectangle(x, y + 6, width, 3.6, PdfColor.FromHex("#eef0f2"))
            .FillRectangle(from, y + 6.8, X(area.Percent.Upper) - from, 2, PdfColor.FromHex("#8ab0bc"))
            .FillRectangle(X(area.Percent.Estimate) - 0.5, y + 6, 1, 3.6, Ink)
            .Line(X(cut), y + 5.4, X(cut), y + 10.2, 0.35, PdfColor.Black)
            .Text(x, y + 13.4, ReportText.Earned(area), Soft)
            .TextEndingAt(x + width, y + 13.4, ReportText.Standing(area), Soft.Bold with { Color = PdfColor.Black });
    });

    private static void Study(PdfPageWriter writer, ReportResponse report)
    {
        if (ReportText.WhereToBegin(report) is not { } lead)
        {
            return;
        }

        PdfBlock[] heading = [new PdfParagraph(ReportText.StudyHeading, Heading, after: 1), new PdfParagraph(lead, Body, after: 3)];
        foreach (TopicAreaResponse area in report.TopicAreas.Where(area => area.Advice is not null).OrderBy(area => area.Estimate))
        {
            writer.Add(
            [
                .. heading,
                new PdfParagraph($"{area.Name}: {ReportText.Standing(area)}", Body.Bold, after: 0.5),
                new PdfParagraph(area.Advice!.Text, Body, after: 0.8),
                new PdfParagraph($"{ReportText.Reading}{string.Join("; ", area.Advice.Reading)}.", Soft, after: 3.5),
            ]);
            heading = [];
        }
    }

    private static PdfDrawing Note(string text)
    {
        var paragraph = new PdfParagraph(text, Soft);
        return new PdfDrawing(
            width => paragraph.Height(width - 5) + 3,
            (page, x, y, width) =>
            {
                page.FillRectangle(x, y, 1, paragraph.Height(width - 5), PdfColor.Gray);
                paragraph.Draw(page, x + 4, y, width - 5);
            });
    }
}
