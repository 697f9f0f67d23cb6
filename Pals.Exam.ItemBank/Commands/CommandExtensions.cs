using System.CommandLine;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Commands;

/// <summary>Ties a command to its work.</summary>
internal static class CommandExtensions
{
    /// <summary>
    /// Runs <paramref name="work"/> when the command is called, and turns the ways it can fail into messages and exit codes.
    /// </summary>
    public static Command Does(this Command command, Func<ParseResult, CommandConsole, CancellationToken, ExitCode> work) =>
        command.Does((parse, console, cancellation) => Task.FromResult(work(parse, console, cancellation)));

    /// <inheritdoc cref="Does(Command, Func{ParseResult, CommandConsole, CancellationToken, ExitCode})"/>
    public static Command Does(this Command command, Func<ParseResult, CommandConsole, CancellationToken, Task<ExitCode>> work)
    {
        command.SetAction(async (parse, cancellation) =>
        {
            CommandConsole console = CommandConsole.For(parse);

            // Off this thread, so that Ctrl-C is answered while the work computes.
            return (int)await Task.Run(() => GuardAsync(parse, console, work, cancellation), CancellationToken.None);
        });
        return command;
    }

    private static async Task<ExitCode> GuardAsync(
        ParseResult parse,
        CommandConsole console,
        Func<ParseResult, CommandConsole, CancellationToken, Task<ExitCode>> work,
        CancellationToken cancellation)
    {
        string name = $"itembank {parse.CommandResult.Command.Name}";
        try
        {
            return await work(parse, console, cancellation);
        }
        catch (InputException e)
        {
            console.Message(e.Message);
            return ExitCode.BadInput;
        }
        catch (StorageException e) when (!console.Verbose)
        {
            console.Message($"{name}: {e.Message}");
            return ExitCode.WorkFailed;
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
