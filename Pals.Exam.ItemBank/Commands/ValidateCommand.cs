using System.CommandLine;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Definitions;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Validation;

namespace Pals.Exam.ItemBank.Commands;

/// <summary><c>itembank validate [FILE…]</c>: the schema, and the rules of item writing that a program can check.</summary>
internal static class ValidateCommand
{
    /// <param name="Files">Bank files; none for the shipped banks.</param>
    /// <param name="Definition">An exam that the bank has to serve, or null for the shipped ones of its programme where it has all their topic areas.</param>
    /// <param name="Programme">The programme whose traps and exams apply, or null to go by the definition or by the topic areas.</param>
    public sealed record Options(IReadOnlyList<string> Files, string? Definition, string? Programme);

    /// <summary>What validation says: the findings in the order of the files.</summary>
    public sealed record Report(int Files, int Items, int Errors, int Warnings, IReadOnlyList<Finding> Findings);

    public static Command Create()
    {
        Argument<string[]> files = CommonOptions.BankFiles();
        files.Description = "Bank files, YAML or CSV. Without any: the shipped banks.";
        Option<string?> definition = CommonOptions.OptionalFile(
            "--definition", "D.yaml", "An exam that the bank has to serve: a file, or the name of a shipped definition. Without it: those of its programme.");
        var programme = new Option<string?>("--programme")
        {
            HelpName = "NAME",
            Description = "The programme of the bank. Without it: all shipped banks, or for files the one with their topic areas.",
        };
        return new Command("validate", "Check a bank: keys, options, duplicates, wording, sources, enemies, reviews, traps and blueprint.")
        {
            files,
            definition,
            programme,
        }.Does((parse, console, _) => Run(
            new Options(parse.GetRequiredValue(files), parse.GetValue(definition), parse.GetValue(programme)), console, TimeProvider.System));
    }

    public static ExitCode Run(Options options, CommandConsole console, TimeProvider time)
    {
        DefinitionFile? definition = options.Definition is null ? null : ShippedDefinitions.LoadOrRead(options.Definition);
        string? programme = options.Programme ?? definition?.BankName;
        Bank[] banks;
        try
        {
            banks = options.Files.Count > 0
                ? [BankFiles.Read(options.Files)]
                : programme is null ? [.. ShippedBank.Programmes.Select(ShippedBank.Load)] : [ShippedBank.Load(programme)];
        }
        catch (InputException e) when (console.Json)
        {
            Finding[] schema = [.. e.Errors.Select(error => new Finding(error.File, error.Line, "schema", Severity.Error, null, error.Message))];
            console.Result(new Report(options.Files.Count, 0, schema.Length, 0, schema), Print);
            return ExitCode.BadInput;
        }

        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        Finding[] findings = [.. banks.SelectMany(bank => Review(bank, definition, programme ?? ProgrammeOf(bank), today))];
        int errors = findings.Count(finding => finding.Severity == Severity.Error);
        console.Result(
            new Report(banks.Sum(bank => bank.Files.Length), banks.Sum(bank => bank.Items.Length), errors, findings.Length - errors, findings), Print);
        return errors == 0 ? ExitCode.Success : ExitCode.WorkFailed;
    }

    /// <summary>A single file of a bank is no fault of the blueprint: without a definition given, only a bank with all topic areas is held to it.</summary>
    private static IReadOnlyList<Finding> Review(Bank bank, DefinitionFile? definition, string programme, DateOnly today)
    {
        IEnumerable<DefinitionFile> definitions = definition is not null
            ? [definition]
            : ShippedDefinitions.Of(programme).Where(shipped => shipped.Template.TopicAreas.All(area => bank.Items.Any(item => item.TopicArea == area.Id)));
        return BankRules.Review(new BankUnderReview(bank, [.. definitions], Trap.Shipped(programme), today));
    }

    /// <summary>The programme whose exams know the topic areas of the bank; one with areas of its own is held to the rules of the first.</summary>
    private static string ProgrammeOf(Bank bank)
    {
        HashSet<string> areas = [.. bank.Items.Select(item => item.TopicArea)];
        return ShippedBank.Programmes.FirstOrDefault(
            programme => ShippedDefinitions.Of(programme).Any(definition => definition.Template.TopicAreas.Any(area => areas.Contains(area.Id))),
            ShippedBank.Pals);
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
