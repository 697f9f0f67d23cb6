using System.CommandLine;
using Pals.Exam.ItemBank.Storage.Backups;

namespace Pals.Exam.ItemBank.Commands;

/// <summary><c>itembank restore</c>: puts a copy of the embedded database back, after checking it.</summary>
internal static class RestoreCommand
{
    public static Command Create()
    {
        Option<string> from = CommonOptions.InputFile("--from", "FILE", "A copy that itembank backup has written.");
        Option<string?> database = CommonOptions.Database();
        database.Required = true;
        database.Description = "Where the database belongs, for example \"Data Source=exams.db\". No server may be using it.";
        var replace = new Option<bool>("--replace") { Description = "Replace a database that stands there; it is kept under another name." };
        var command = new Command("restore", "Put a copy of the embedded database back, after checking it.") { from, database, replace };
        return command.Does((parse, console, _) =>
        {
            RestoreReport report = DatabaseBackup.Restore(
                parse.GetRequiredValue(from), parse.GetRequiredValue(database)!, parse.GetValue(replace), TimeProvider.System.GetUtcNow());
            console.Result(report, (writer, restored) =>
            {
                writer.WriteLine(
                    $"{restored.Database}: {restored.Bytes:N0} bytes, {BackupCommand.Count(restored.Rows, "exams")} exams, "
                    + $"{BackupCommand.Count(restored.Rows, "administered_items")} questions given; checked and in place.");
                if (restored.Kept is not null)
                {
                    writer.WriteLine($"What stood there before is {restored.Kept}.");
                }
            });
            return ExitCode.Success;
        });
    }
}
