using System.Collections.Immutable;
using System.CommandLine;
using System.Diagnostics;
using Pals.Exam.Engine.Assembly;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Documents;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Forms;

namespace Pals.Exam.ItemBank.Commands;

/// <summary><c>itembank assemble</c>: parallel written forms with everything that it takes to sit and mark them.</summary>
internal static class AssembleCommand
{
    public enum Paper
    {
        Letter,
        A4,
    }

    public sealed record Options(
        IReadOnlyList<string> BankFiles,
        string? Parameters,
        string? Definition,
        int Forms,
        int? Length,
        ulong Seed,
        string Out,
        DocumentKinds Documents,
        Paper Paper);

    /// <summary>What the command prints.</summary>
    public sealed record Summary
    {
        public required string Definition { get; init; }

        public required string ParameterSet { get; init; }

        public required bool Provisional { get; init; }

        public required string Method { get; init; }

        public required string Reference { get; init; }

        public required string Rounding { get; init; }

        public required double CutAbility { get; init; }

        public required IReadOnlyList<FormSummary> Forms { get; init; }

        public required double InformationSpread { get; init; }

        public required double ScoreSpread { get; init; }

        public required IReadOnlyList<FormQuota> Blueprint { get; init; }

        public required IReadOnlyList<ImmutableArray<int>> Overlap { get; init; }

        public required IReadOnlyList<string> Unmet { get; init; }

        public required double Seconds { get; init; }

        /// <summary>The folder; null when nothing was written because a demand was not met.</summary>
        public required string? Out { get; init; }
    }

    /// <summary>One form of the summary.</summary>
    public sealed record FormSummary(
        string FormId, string Folder, int Items, double ExactCut, int RawCut, double PassProbabilityAtCut, double InformationAtCut, double InformationBelow, double InformationAbove);

    public static Command Create()
    {
        Argument<string[]> files = CommonOptions.BankFiles();
        Option<string?> parameters = CommonOptions.Parameters();
        Option<string?> definition = CommonOptions.OptionalFile("--definition", "D.yaml", "The exam. Without it: the shipped pals-written.");
        Option<int> forms = CommonOptions.AtLeast("--forms", "N", "Number of parallel forms.", minimum: 1, byDefault: 1);
        Option<int> length = CommonOptions.AtLeast("--length", "N", "Items on each form. Without it: the definition's maximum length.", minimum: 1, byDefault: 1);
        length.DefaultValueFactory = null;
        Option<ulong> seed = CommonOptions.Seed();
        Option<string> output = CommonOptions.Out("DIR", "New folder: a folder for each form with booklet, answer sheet, key and form.json, and report.html.");
        Option<Choice<DocumentKinds>> documents = CommonOptions.Choice(
            "--documents", "Kinds of documents.", DocumentKinds.Both, ("both", DocumentKinds.Both), ("html", DocumentKinds.Html), ("pdf", DocumentKinds.Pdf));
        Option<Choice<Paper>> paper = CommonOptions.Choice("--paper", "Size of the PDF pages.", Paper.Letter, ("letter", Paper.Letter), ("a4", Paper.A4));
        return new Command("assemble", "Assemble parallel written forms: booklets, answer sheets, keys, equated cuts.")
        {
            files, parameters, definition, forms, length, seed, output, documents, paper,
        }.Does((parse, console, cancellation) => Run(
            new Options(
                parse.GetRequiredValue(files),
                parse.GetValue(parameters),
                parse.GetValue(definition),
                parse.GetValue(forms),
                parse.GetResult(length) is null ? null : parse.GetValue(length),
                parse.GetValue(seed),
                parse.GetRequiredValue(output),
                parse.GetValue(documents),
                parse.GetValue(paper)),
            console,
            cancellation));
    }

    public static ExitCode Run(Options options, CommandConsole console, CancellationToken cancellation)
    {
        (FormSource source, Bank bank) = FormInput.Load(
            options.BankFiles, options.Parameters, options.Definition, message => console.Message($"itembank assemble: {message}"));
        var demands = new AssemblyOptions { Forms = options.Forms, Length = options.Length ?? source.Definition.MaximumLength, Seed = options.Seed };
        long start = Stopwatch.GetTimestamp();
        AssemblyResult result = Assemble(source, demands, console, cancellation);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        ImmutableArray<ExamForm> forms = ExamForm.Of(source, bank, result);
        bool isSound = result.Unmet.IsEmpty;
        if (isSound)
        {
            PaperSize size = options.Paper == Paper.A4 ? PaperSize.A4 : PaperSize.Letter;
            AtomicFolder.Create(options.Out, folder => Write(folder, forms, result, demands, options.Documents, size, cancellation));
        }

        foreach (string unmet in result.Unmet)
        {
            console.Message($"itembank assemble: {unmet}");
        }

        console.Result(Summarize(forms, result, seconds, isSound ? options.Out : null), Print);
        return isSound ? ExitCode.Success : ExitCode.WorkFailed;
    }

    private static AssemblyResult Assemble(FormSource source, AssemblyOptions demands, CommandConsole console, CancellationToken cancellation)
    {
        try
        {
            return console.WithProgress(
                "Assembling forms", progress => FormAssembly.Assemble(source.Definition, source.Pool, demands, progress, cancellation));
        }
        catch (ArgumentException e)
        {
            throw new InputException(source.DefinitionFile.Name, 0, 0, e.Message.Split(" (Parameter '")[0], e);
        }
    }

    private static void Write(
        string folder, ImmutableArray<ExamForm> forms, AssemblyResult result, AssemblyOptions demands, DocumentKinds kinds, PaperSize paper, CancellationToken cancellation)
    {
        foreach (ExamForm form in forms)
        {
            cancellation.ThrowIfCancellationRequested();
            string own = Path.Combine(folder, FolderOf(form));
            Directory.CreateDirectory(own);
            FormDocuments.Write(own, form, kinds, paper);
        }

        string html = AssemblyReport.Create(forms, result, demands).ToHtml();
        AtomicFile.WriteText(Path.Combine(folder, "report.html"), writer => writer.Write(html));

        // What a bank ships beside its items, so that the server has forms to give.
        AtomicFile.WriteText(
            Path.Combine(folder, FormSelection.FileName),
            writer => FormSelection.Write(
                writer,
                FormSelection.Of(forms),
                $"Made by: itembank assemble --definition {forms[0].Definition.Id} --forms {demands.Forms} --length {demands.Length} --seed {demands.Seed} --out DIR"));
    }

    private static string FolderOf(ExamForm form) => $"form-{form.Number}";

    private static Summary Summarize(ImmutableArray<ExamForm> forms, AssemblyResult result, double seconds, string? output)
    {
        ExamForm first = forms[0];
        double cut = first.Definition.Cut;
        return new Summary
        {
            Definition = first.Definition.Id,
            ParameterSet = first.Source.ParameterSetId,
            Provisional = first.IsProvisional,
            Method = ExamForm.EquatingMethod,
            Reference = FormText.Reference(first),
            Rounding = FormText.Rounding,
            CutAbility = cut,
            Forms = [.. forms.Select(form => new FormSummary(
                form.FormId,
                FolderOf(form),
                form.Form.Length,
                form.Form.Cut.ExactScore,
                form.Form.Cut.RawScore,
                form.Form.Cut.PassProbability,
                form.Form.Information(cut),
                form.Form.Information(cut - 0.5),
                form.Form.Information(cut + 0.5)))],
            InformationSpread = result.InformationSpread(cut),
            ScoreSpread = result.ScoreSpread(cut),
            Blueprint = result.Blueprint,
            Overlap = result.Overlap,
            Unmet = result.Unmet,
            Seconds = seconds,
            Out = output,
        };
    }

    private static void Print(TextWriter writer, Summary summary)
    {
        writer.WriteLine($"{summary.Forms.Count} forms of {summary.Definition}, {summary.Forms[0].Items} items each, assembled in {summary.Seconds:0.0} s.");
        if (summary.Provisional)
        {
            writer.WriteLine(FormText.ProvisionalSentence);
        }

        writer.WriteLine($"Standard: {summary.Reference}; {summary.CutAbility:0.0000} logits.");
        writer.WriteLine($"Raw cuts by {summary.Method}, {summary.Rounding}.");
        writer.WriteLine();
        writer.WriteLine("form             exact cut  raw cut  passes at the standard  information at the cut  at cut - 0.5  at cut + 0.5");
        foreach (FormSummary form in summary.Forms)
        {
            writer.WriteLine(
                $"{form.FormId,-16} {form.ExactCut,9:0.000}  {form.RawCut,7}  {form.PassProbabilityAtCut,22:P1}  {form.InformationAtCut,22:0.0000}  {form.InformationBelow,12:0.0000}  {form.InformationAbove,12:0.0000}");
        }

        writer.WriteLine();
        writer.WriteLine($"Information at the cut spreads by {summary.InformationSpread:P2} of its mean, expected scores by {summary.ScoreSpread:0.000} points.");
        foreach (FormQuota quota in summary.Blueprint)
        {
            string asked = quota.Minimum == quota.Maximum ? $"{quota.Minimum}" : $"{quota.Minimum} to {quota.Maximum}";
            writer.WriteLine($"{quota.Name}: {asked} asked for, {string.Join(", ", quota.Counts)} taken.");
        }

        writer.WriteLine();
        writer.WriteLine("Items shared by two forms:");
        for (int i = 0; i < summary.Overlap.Count; i++)
        {
            writer.WriteLine($"{summary.Forms[i].FormId,-16} {string.Join(' ', summary.Overlap[i].Select((count, j) => i == j ? "   -" : $"{count,4}"))}");
        }

        if (summary.Out is not null)
        {
            writer.WriteLine();
            writer.WriteLine($"Written to {summary.Out}: {string.Join(", ", summary.Forms.Select(form => form.Folder))}, report.html.");
        }
    }
}
