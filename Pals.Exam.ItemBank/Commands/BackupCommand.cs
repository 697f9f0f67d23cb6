using System.CommandLine;
using Pals.Exam.ItemBank.Storage.Backups;

namespace Pals.Exam.ItemBank.Commands;

/// <summary><c>itembank backup</c>: a checked copy of the embedded database, made while exams run.</summary>
internal static class BackupCommand
{
    public static Command Create()
    {
        Option<string?> database = CommonOptions.Database();
        database.Required = true;
        database.Description = "The embedded database to copy, for example \"Data Source=exams.db\". SQL Server has its own backups.";
        Option<string> output = CommonOptions.Out("FILE", "The file to write, replaced when it exists; a name ending in .gz is compressed.");
        var command = new Command("backup", "Copy the embedded database while exams run, and check the copy.") { database, output };
        return command.Does((parse, console, _) =>
        {
            console.Result(DatabaseBackup.Create(parse.GetRequiredValue(database)!, parse.GetRequiredValue(output)), (writer, report) => writer.WriteLine(
                $"{report.File}: {report.Bytes:N0} bytes, {Count(report.Rows, "exams")} exams, {Count(report.Rows, "administered_items")} questions given; checked."));
            return ExitCode.Success;
        });
    }

    public static string Count(IReadOnlyDictionary<string, long> rows, string table) => $"{rows.GetValueOrDefault(table):N0}";
}
