using System.CommandLine;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Commands;

/// <summary>Ties a command to its work.</summary>
internal static class CommandExtensions
{
    /// <summary>
    /// Runs <paramref name="work"/> when the command is called, and turns the ways it can fail into messages and exit codes.
    /// </summary>
    public static Command Does(this Command command, Func<ParseResult, CommandConsole, CancellationToken, ExitCode> work)
    {
        command.SetAction(async (parse, cancellation) =>
        {
            CommandConsole console = CommandConsole.For(parse);

            // Off this thread, so that Ctrl-C is answered while the work computes.
            return (int)await Task.Run(() => Guard(parse, console, work, cancellation), CancellationToken.None);
        });
        return command;
    }

    private static ExitCode Guard(
        ParseResult parse,
        CommandConsole console,
        Func<ParseResult, CommandConsole, CancellationToken, ExitCode> work,
        CancellationToken cancellation)
    {
        string name = $"itembank {parse.CommandResult.Command.Name}";
        try
        {
            return work(parse, console, cancellation);
        }
        catch (InputException e)
        {
            console.Message(e.Message);
            return ExitCode.BadInput;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            console.Message($"{name}: cancelled, nothing was changed.");
            return ExitCode.WorkFailed;
        }
#pragma warning disable CA1031 // The last place that can report an unforeseen failure: it is shown, with its trace on request, never hidden.
        catch (Exception e)
#pragma warning restore CA1031
        {
            console.Message(console.Verbose ? e.ToString() : $"{name}: {e.Message} (--verbose shows where)");
            return ExitCode.WorkFailed;
        }
    }
}
