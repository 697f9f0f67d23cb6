using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Pals.Exam.Engine.Assembly;
using Pals.Exam.Engine.Exams;
using Pals.Exam.ItemBank.Documents;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Forms;
using Pals.Exam.ItemBank.Responses;

namespace Pals.Exam.ItemBank.Commands;

/// <summary><c>itembank score-forms</c>: answer sheets of written forms become results and reports.</summary>
internal static class ScoreFormsCommand
{
    private const string ResultsFile = "results.csv";
    private const string ReportFolder = "reports";

    public sealed record Options(IReadOnlyList<string> Forms, string Answers, string Out, DocumentKinds Documents, AssembleCommand.Paper Paper);

    /// <summary>What the command prints.</summary>
    public sealed record Summary(
        int Candidates, int Passed, int Failed, bool Provisional, IReadOnlyList<FormSummary> Forms, IReadOnlyList<CandidateSummary> Results, string Out);

    /// <summary>The candidates of one form.</summary>
    public sealed record FormSummary(string FormId, int Candidates, int RawCut, double MeanRawScore, int Passed);

    /// <summary>One candidate; files are relative to the output folder.</summary>
    public sealed record CandidateSummary(
        string Candidate, string Form, double RawScore, int RawCut, string Decision, double Ability, double StandardError, double ProbabilityAboveCut, string Report);

    public static Command Create()
    {
        Option<string[]> forms = new("--form")
        {
            HelpName = "form.json",
            Description = "The forms that were sat, as itembank assemble wrote them; repeat or list several.",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        Option<string> answers = CommonOptions.InputFile("--answers", "A.csv", "Answer sheets: candidate,form,1,2,…; a cell is what was marked: B, A;C, an order C;A;B, a number, ? when unreadable, or nothing.");
        Option<string> output = CommonOptions.Out("DIR", "New folder for results.csv and a report for each candidate.");
        Option<Choice<DocumentKinds>> documents = CommonOptions.Choice(
            "--documents", "Kinds of reports.", DocumentKinds.Both, ("both", DocumentKinds.Both), ("html", DocumentKinds.Html), ("pdf", DocumentKinds.Pdf));
        Option<Choice<AssembleCommand.Paper>> paper = CommonOptions.Choice(
            "--paper", "Size of the PDF pages.", AssembleCommand.Paper.Letter, ("letter", AssembleCommand.Paper.Letter), ("a4", AssembleCommand.Paper.A4));
        return new Command("score-forms", "Score the answer sheets of written forms: raw score, decision by the equated cut, ability by topic area.")
        {
            forms, answers, output, documents, paper,
        }.Does((parse, console, _) => Run(
            new Options(
                parse.GetRequiredValue(forms), parse.GetRequiredValue(answers), parse.GetRequiredValue(output), parse.GetValue(documents), parse.GetValue(paper)),
            console));
    }

    public static ExitCode Run(Options options, CommandConsole console)
    {
        ExamForm[] forms = ReadForms(options.Forms);
        ImmutableArray<AnswerSheet> sheets = AnswerSheetFile.Read(options.Answers, forms);
        (AnswerSheet Sheet, FormScore Score, string File)[] scored =
            [.. sheets.Select((sheet, n) => (sheet, sheet.Form.Score(sheet.Answers), $"{n + 1:D4}-{Uri.EscapeDataString(sheet.CandidateId)}"))];
        PaperSize paper = options.Paper == AssembleCommand.Paper.A4 ? PaperSize.A4 : PaperSize.Letter;
        AtomicFolder.Create(options.Out, folder => Write(folder, forms[0].Definition, scored, options, paper));
        console.Result(Summarize(forms, scored, options), Print);
        return ExitCode.Success;
    }

    private static ExamForm[] ReadForms(IReadOnlyList<string> paths)
    {
        ExamForm[] forms = [.. paths.Select(FormFile.Read)];
        for (int i = 1; i < forms.Length; i++)
        {
            if (forms[i].Source.DefinitionFile.Text != forms[0].Source.DefinitionFile.Text)
            {
                throw new InputException(
                    paths[i], 0, 0, $"the form is of another definition ({forms[i].Definition.Id}) than {paths[0]} ({forms[0].Definition.Id}); score them in runs of their own");
            }

            int same = Array.FindIndex(forms, form => form.FormId == forms[i].FormId);
            if (same < i)
            {
                throw new InputException(paths[i], 0, 0, $"is the same form as {paths[same]}");
            }
        }

        return forms;
    }

    private static void Write(
        string folder, ExamDefinition definition, (AnswerSheet Sheet, FormScore Score, string File)[] scored, Options options, PaperSize paper)
    {
        CsvOutput.Write(Path.Combine(folder, ResultsFile), Header(definition), scored.Select(entry => Row(entry.Sheet, entry.Score)));
        string reports = Path.Combine(folder, ReportFolder);
        Directory.CreateDirectory(reports);
        for (int n = 0; n < scored.Length; n++)
        {
            (AnswerSheet sheet, FormScore score, string file) = scored[n];
            var report = new CandidateReport(sheet, score);
            if (options.Documents != DocumentKinds.Pdf)
            {
                AtomicFile.WriteText(Path.Combine(reports, $"{file}.html"), writer => writer.Write(report.ToHtml()));
            }

            if (options.Documents != DocumentKinds.Html)
            {
                try
                {
                    AtomicFile.WriteBinary(Path.Combine(reports, $"{file}.pdf"), report.ToPdf(paper).Save);
                }
                catch (UnprintableCharacterException e)
                {
                    throw new InputException(options.Answers, 0, 0, $"candidate '{sheet.CandidateId}': {e.Message}; ask for --documents html alone", e);
                }
            }
        }
    }

    private static string[] Header(ExamDefinition definition) =>
    [
        "candidate", "form", "raw_score", "points_possible", "raw_cut", "decision", "theta", "se", "percent", "percent_lower", "percent_upper",
        "probability_above_cut", "left_out", "not_scorable", "provisional",
        .. definition.TopicAreas.SelectMany(area => new[] { $"{area.Id}_theta", $"{area.Id}_se", $"{area.Id}_points", $"{area.Id}_possible" }),
    ];

    private static IReadOnlyList<object?> Row(AnswerSheet sheet, FormScore score)
    {
        ScoreReport report = score.Report;
        return
        [
            sheet.CandidateId,
            sheet.Form.FormId,
            score.Raw.Points,
            sheet.Form.Form.Length,
            score.Cut.RawScore,
            Decision(score),
            report.Composite.Mean,
            report.Composite.StandardDeviation,
            sheet.Form.Scale.PercentCorrect(report.Composite.Mean),
            sheet.Form.Scale.PercentCorrect(report.Composite.Lower),
            sheet.Form.Scale.PercentCorrect(report.Composite.Upper),
            report.ProbabilityAboveCut,
            sheet.LeftOut,
            sheet.Spoiled,
            sheet.Form.IsProvisional ? "provisional" : "",
            .. report.TopicAreas.SelectMany((area, t) => new object?[] { area.Estimate.Mean, area.Estimate.StandardDeviation, score.TopicAreas[t].Points, area.Scored }),
        ];
    }

    private static string Decision(FormScore score) => score.Passed ? "passed" : "failed";

    private static Summary Summarize(ExamForm[] forms, (AnswerSheet Sheet, FormScore Score, string File)[] scored, Options options) => new(
        scored.Length,
        scored.Count(entry => entry.Score.Passed),
        scored.Count(entry => !entry.Score.Passed),
        forms.Any(form => form.IsProvisional),
        [
            .. from form in forms
               let own = scored.Where(entry => entry.Sheet.Form.FormId == form.FormId).ToArray()
               select new FormSummary(
                   form.FormId,
                   own.Length,
                   form.Form.Cut.RawScore,
                   own.Length == 0 ? double.NaN : own.Average(entry => entry.Score.Raw.Points),
                   own.Count(entry => entry.Score.Passed)),
        ],
        [
            .. scored.Select(entry => new CandidateSummary(
                entry.Sheet.CandidateId,
                entry.Sheet.Form.FormId,
                entry.Score.Raw.Points,
                entry.Score.Cut.RawScore,
                Decision(entry.Score),
                entry.Score.Report.Composite.Mean,
                entry.Score.Report.Composite.StandardDeviation,
                entry.Score.Report.ProbabilityAboveCut,
                $"{ReportFolder}/{entry.File}.{(options.Documents == DocumentKinds.Pdf ? "pdf" : "html")}")),
        ],
        options.Out);

    private static void Print(TextWriter writer, Summary summary)
    {
        foreach (CandidateSummary result in summary.Results)
        {
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{result.Candidate}: {result.Decision}, {FormText.Points(result.RawScore)} points where {result.RawCut} pass ({result.Form}); ability {result.Ability:0.00} ± {result.StandardError:0.00}"));
        }

        writer.WriteLine($"{summary.Candidates} candidates, {summary.Passed} passed, {summary.Failed} failed. Written to {summary.Out}: {ResultsFile}, {ReportFolder}.");
        if (summary.Provisional)
        {
            writer.WriteLine(FormText.ProvisionalSentence);
        }
    }
}
