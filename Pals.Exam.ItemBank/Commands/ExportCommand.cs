using System.CommandLine;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Content.Qti;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Commands;

/// <summary><c>itembank export</c>: a bank in one file, as YAML, CSV or a QTI 3.0 package.</summary>
internal static class ExportCommand
{
    /// <param name="Files">Bank files; none for the shipped bank or, with a database, the bank in use there.</param>
    /// <param name="Format">The format, or null to go by the name of the output.</param>
    public sealed record Options(IReadOnlyList<string> Files, string Out, BankFormat? Format, string? Database, DatabaseProvider Provider, string Programme);

    public sealed record Report(string Out, BankFormat Format, int Items);

    public static Command Create()
    {
        Argument<string[]> files = CommonOptions.BankFiles();
        Option<string> output = CommonOptions.Out("FILE", "The file to write; a name ending in .gz is compressed.");
        Option<Choice<BankFormat>?> format = CommonOptions.OptionalChoice(
            "--format",
            "The format. Without it: csv for a name ending in .csv, qti for .zip, else yaml.",
            ("yaml", BankFormat.Yaml),
            ("csv", BankFormat.Csv),
            ("qti", BankFormat.Qti));
        Option<string?> database = CommonOptions.Database();
        Option<Choice<DatabaseProvider>> provider = CommonOptions.Provider();
        Option<string> programme = CommonOptions.Programme();
        var command = new Command("export", "Write a bank as YAML, CSV or a QTI 3.0 package.") { files, output, format, database, provider, programme };
        command.Validators.Add(result =>
        {
            if (result.GetValue(database) is not null && result.GetValue(files) is { Length: > 0 })
            {
                result.AddError("Give either bank files or --database, not both.");
            }
        });
        return command.Does((parse, console, _) => RunAsync(
            new Options(
                parse.GetRequiredValue(files),
                parse.GetRequiredValue(output),
                parse.GetValue(format),
                parse.GetValue(database),
                parse.GetValue(provider),
                parse.GetRequiredValue(programme)),
            console));
    }

    public static async Task<ExitCode> RunAsync(Options options, CommandConsole console)
    {
        Bank bank = await ReadAsync(options);
        BankFormat format = options.Format ?? BankFiles.FormatOf(options.Out);
        BankFiles.Write(options.Out, bank, format);
        if (format == BankFormat.Qti)
        {
            foreach (Item item in QtiPackage.Simplified(bank))
            {
                console.Message($"{item.Id}: QTI has no ready-made partial credit for ordering; exported as all or nothing.");
            }
        }

        console.Result(
            new Report(options.Out, format, bank.Items.Length),
            (writer, report) => writer.WriteLine($"{report.Items} items written to {report.Out}."));
        return ExitCode.Success;
    }

    private static async Task<Bank> ReadAsync(Options options)
    {
        if (options.Database is null)
        {
            return options.Files.Count == 0 ? ShippedBank.Load(options.Programme) : BankFiles.Read(options.Files);
        }

        await using ExamDatabase database = ExamDatabase.Open(options.Provider, options.Database, TimeProvider.System);
        return database.Read(transaction => BankInDatabase.Load(transaction, options.Programme))
            ?? throw new StorageException($"The database has no bank '{options.Programme}'.");
    }
}
