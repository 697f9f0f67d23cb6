using System.CommandLine;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Storage;
using Pals.Exam.ItemBank.Validation;

namespace Pals.Exam.ItemBank.Commands;

/// <summary>
/// <c>itembank import FILE…</c>: puts a bank into a database, or turns it into another format. Either all of it is taken or nothing changes.
/// </summary>
internal static class ImportCommand
{
    public sealed record Options(IReadOnlyList<string> Files, string? Out, BankFormat? Format, string? Database, DatabaseProvider Provider, string Programme);

    /// <summary>What became of the items.</summary>
    /// <param name="Provisional">Items whose parameters are provisional, set by judgement.</param>
    public sealed record Report(int Items, int Added, int Changed, int Unchanged, int Removed, int Provisional, int Errors, int Warnings);

    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Arity = ArgumentArity.OneOrMore, Description = "Bank files, YAML or CSV; together they are one bank." };
        Option<string?> output = CommonOptions.OptionalFile("--out", "FILE", "Write the bank to this file instead, YAML or by its name CSV.");
        Option<Choice<BankFormat>?> format = CommonOptions.OptionalChoice(
            "--format", "The format of --out.", ("yaml", BankFormat.Yaml), ("csv", BankFormat.Csv));
        Option<string?> database = CommonOptions.Database();
        database.Description = "Make this the bank that new exams in the database draw from, for example \"Data Source=exams.db\".";
        Option<Choice<DatabaseProvider>> provider = CommonOptions.Provider();
        Option<string> programme = CommonOptions.Programme();
        var command = new Command("import", "Put a bank into a database, or turn it into another format.") { files, output, format, database, provider, programme };
        command.Validators.Add(result =>
        {
            if (result.GetValue(database) is null == result.GetValue(output) is null)
            {
                result.AddError("Give either --database or --out.");
            }
        });
        return command.Does((parse, console, cancellation) => RunAsync(
            new Options(
                parse.GetRequiredValue(files),
                parse.GetValue(output),
                parse.GetValue(format),
                parse.GetValue(database),
                parse.GetValue(provider),
                parse.GetRequiredValue(programme)),
            console,
            TimeProvider.System,
            cancellation));
    }

    public static async Task<ExitCode> RunAsync(Options options, CommandConsole console, TimeProvider time, CancellationToken cancellation)
    {
        Bank bank = BankFiles.Read(options.Files);
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        IReadOnlyList<Finding> findings = BankRules.Review(new BankUnderReview(bank, [], Trap.Shipped(options.Programme), today));
        int errors = findings.Count(finding => finding.Severity == Severity.Error);
        Report report;
        if (options.Out is not null)
        {
            BankFiles.Write(options.Out, bank, options.Format ?? BankFiles.FormatOf(options.Out));
            report = new Report(bank.Items.Length, bank.Items.Length, 0, 0, 0, bank.Items.Length, errors, findings.Count - errors);
        }
        else
        {
            await using ExamDatabase database = ExamDatabase.Open(options.Provider, options.Database!, time);
            ReplacedItems replaced = await database.Write(
                transaction => BankInDatabase.Replace(transaction, options.Programme, bank, time.GetUtcNow()), cancellation);
            report = new Report(
                bank.Items.Length,
                replaced.Added,
                replaced.Changed,
                replaced.Unchanged,
                replaced.Removed,
                replaced.Provisional,
                errors,
                findings.Count - errors);
        }

        if (findings.Count > 0)
        {
            console.Message($"{errors} errors and {findings.Count - errors} warnings in the content; itembank validate {string.Join(' ', options.Files)} lists them.");
        }

        console.Result(report, Print);
        return ExitCode.Success;
    }

    private static void Print(TextWriter writer, Report report) => writer.WriteLine(
        $"{report.Items} items: {report.Added} new, {report.Changed} changed, {report.Unchanged} unchanged, {report.Removed} no longer used; "
        + $"{report.Provisional} with provisional parameters.");
}
