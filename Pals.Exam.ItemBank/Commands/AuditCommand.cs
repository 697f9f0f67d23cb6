using System.CommandLine;
using System.Globalization;
using Pals.Exam.ItemBank.Audit;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Commands;

/// <summary><c>itembank audit</c>: checks that nobody has changed the audit trail, nor the ended exams that it seals.</summary>
internal static class AuditCommand
{
    public static Command Create()
    {
        Option<string?> database = CommonOptions.Database();
        database.Description = "The database to check, for example \"Data Source=exams.db\".";
        database.Required = true;
        Option<Choice<DatabaseProvider>> provider = CommonOptions.Provider();
        var head = new Option<(long Sequence, string Hash)?>("--head")
        {
            HelpName = "SEQUENCE:HASH",
            Description = "The head that an earlier run printed: it must still be part of the trail.",
            CustomParser = result =>
            {
                string[] parts = result.Tokens[0].Value.Split(':');
                if (parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long sequence) && parts[1].Length == 64)
                {
                    return (sequence, parts[1]);
                }

                result.AddError($"--head takes the sequence and hash of an earlier run, such as 17:{new string('0', 8)}…, not '{result.Tokens[0].Value}'.");
                return null;
            },
        };
        var command = new Command("audit", "Check that nobody has changed the audit trail or the ended exams that it seals.") { database, provider, head };
        return command.Does((parse, console, _) => RunAsync(
            parse.GetRequiredValue(provider).Value, parse.GetRequiredValue(database)!, parse.GetValue(head), console, TimeProvider.System));
    }

    public static async Task<ExitCode> RunAsync(
        DatabaseProvider provider, string connection, (long Sequence, string Hash)? noted, CommandConsole console, TimeProvider time)
    {
        await using ExamDatabase database = ExamDatabase.Open(provider, connection, time);
        AuditVerification found = console.WithProgress(
            "checking the exams", progress => database.Read(transaction => AuditVerifier.Verify(transaction, noted, progress)));
        console.Result(found, Print);
        return found.IsWhole ? ExitCode.Success : ExitCode.WorkFailed;
    }

    private static void Print(TextWriter writer, AuditVerification found)
    {
        if (!found.IsWhole)
        {
            writer.WriteLine(found.BrokenSequence is long sequence
                ? $"The audit trail is broken at entry {sequence}: {found.Reason}."
                : $"The audit trail is broken: {found.Reason}.");
            return;
        }

        writer.WriteLine($"The audit trail is whole: {found.Entries} entries, {found.SealedExams} ended exams as they were sealed.");
        if (found.UnsealedExams > 0)
        {
            writer.WriteLine($"{found.UnsealedExams} exams ended before the trail began; it knows nothing of them.");
        }

        writer.WriteLine($"Head: {found.HeadSequence}:{found.HeadHash}");
    }
}
