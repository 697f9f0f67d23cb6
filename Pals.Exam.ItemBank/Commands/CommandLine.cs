using System.CommandLine;
using System.CommandLine.Invocation;

namespace Pals.Exam.ItemBank.Commands;

/// <summary>The table of contents of <c>itembank</c>, and the rules that all its commands share: one way to fail, one set of exit codes.</summary>
internal static class CommandLine
{
    /// <summary>After Ctrl-C a command has this long to reach a place where it can stop; half-written files are removed on the way.</summary>
    private static readonly TimeSpan CancellationGrace = TimeSpan.FromSeconds(30);

    /// <summary>All commands.</summary>
    public static RootCommand CreateRoot() => CreateRoot(
    [
        CalibrateCommand.Create(),
        ScoreCommand.Create(),
        FitCommand.Create(),
        DifCommand.Create(),
        LinkCommand.Create(),
        DriftCommand.Create(),
        RespondCommand.Create(),
        PredictCommand.Create(),
        ValidateCommand.Create(),
        DefinitionCommand.Create(),
        ImportCommand.Create(),
        ExportCommand.Create(),
        SimulateCommand.Create(),
        StripCommand.Create(),
        AssembleCommand.Create(),
        ScoreFormsCommand.Create(),
        AuditCommand.Create(),
        BackupCommand.Create(),
        RestoreCommand.Create(),
    ]);

    /// <summary>A root with the shared options and the given commands.</summary>
    public static RootCommand CreateRoot(IEnumerable<Command> commands)
    {
        var root = new RootCommand("Item banks, calibration and simulation for PALS certification exams.");
        root.Options.Add(CommonOptions.Json());
        root.Options.Add(CommonOptions.Verbose());
        foreach (Command command in commands)
        {
            root.Subcommands.Add(command);
        }

        return root;
    }

    /// <summary>Parses and runs <paramref name="args"/>; the result is the process's exit code.</summary>
    public static async Task<int> RunAsync(
        RootCommand root, string[] args, TextWriter output, TextWriter error, CancellationToken cancellation = default)
    {
        ParseResult parse = root.Parse(args);
        if (parse.Action is ParseErrorAction)
        {
            return (int)ReportUsage(parse, error);
        }

        var configuration = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            Output = output,
            Error = error,
            ProcessTerminationTimeout = CancellationGrace,
        };
        return await parse.InvokeAsync(configuration, cancellation);
    }

    private static ExitCode ReportUsage(ParseResult parse, TextWriter error)
    {
        Command command = parse.CommandResult.Command;
        if (command is RootCommand && parse.Tokens.Count == 0)
        {
            command.Parse(["--help"]).Invoke(new InvocationConfiguration { Output = error });
            return ExitCode.BadInput;
        }

        string path = command is RootCommand ? "itembank" : $"itembank {command.Name}";
        string message = parse.UnmatchedTokens is [var unknown, ..] ? $"there is no command or option '{unknown}'." : parse.Errors[0].Message;
        error.WriteLine($"{path}: {message} See '{path} --help'.");
        return ExitCode.BadInput;
    }
}
