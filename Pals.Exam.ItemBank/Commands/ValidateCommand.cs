using System.CommandLine;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Definitions;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Validation;

namespace Pals.Exam.ItemBank.Commands;

/// <summary><c>itembank validate [FILE…]</c>: the schema, and the rules of item writing that a program can check.</summary>
internal static class ValidateCommand
{
    /// <param name="Files">Bank files; none for the shipped bank.</param>
    /// <param name="Definition">An exam that the bank has to serve, or null for the shipped one where the bank has all its topic areas.</param>
    public sealed record Options(IReadOnlyList<string> Files, string? Definition);

    /// <summary>What validation says: the findings in the order of the files.</summary>
    public sealed record Report(int Files, int Items, int Errors, int Warnings, IReadOnlyList<Finding> Findings);

    public static Command Create()
    {
        Argument<string[]> files = CommonOptions.BankFiles();
        Option<string?> definition = CommonOptions.Definition();
        return new Command("validate", "Check a bank: keys, options, duplicates, wording, sources, enemies, reviews, traps and blueprint.")
        {
            files,
            definition,
        }.Does((parse, console, _) => Run(new Options(parse.GetRequiredValue(files), parse.GetValue(definition)), console, TimeProvider.System));
    }

    public static ExitCode Run(Options options, CommandConsole console, TimeProvider time)
    {
        Bank bank;
        try
        {
            bank = options.Files.Count == 0 ? ShippedBank.Load() : BankFiles.Read(options.Files);
        }
        catch (InputException e) when (console.Json)
        {
            Finding[] schema = [.. e.Errors.Select(error => new Finding(error.File, error.Line, "schema", Severity.Error, null, error.Message))];
            console.Result(new Report(options.Files.Count, 0, schema.Length, 0, schema), Print);
            return ExitCode.BadInput;
        }

        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        IReadOnlyList<Finding> findings =
            BankRules.Review(new BankUnderReview(bank, DefinitionFor(bank, options.Definition), Trap.Shipped(), today));
        int errors = findings.Count(finding => finding.Severity == Severity.Error);
        console.Result(new Report(bank.Files.Length, bank.Items.Length, errors, findings.Count - errors, findings), Print);
        return errors == 0 ? ExitCode.Success : ExitCode.WorkFailed;
    }

    /// <summary>A single file of a bank is no fault of the blueprint: without a definition given, only a bank with all topic areas is held to it.</summary>
    private static DefinitionFile? DefinitionFor(Bank bank, string? path)
    {
        if (path is not null)
        {
            return DefinitionReader.ReadFile(path);
        }

        DefinitionFile shipped = ShippedDefinitions.Load();
        return shipped.Template.TopicAreas.All(area => bank.Items.Any(item => item.TopicArea == area.Id)) ? shipped : null;
    }

    private static void Print(TextWriter writer, Report report)
    {
        foreach (Finding finding in report.Findings)
        {
            writer.WriteLine(finding);
        }

        writer.WriteLine($"{report.Items} items in {report.Files} files: {report.Errors} errors, {report.Warnings} warnings.");
    }
}
