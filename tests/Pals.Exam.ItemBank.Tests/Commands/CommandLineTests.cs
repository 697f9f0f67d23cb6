using System.CommandLine;
using System.Text.Json;
using Pals.Exam.ItemBank.Commands;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Tests.Commands;

public sealed class CommandLineTests
{
    [Fact]
    public async Task Process_Help_NamesTheToolAndSucceeds()
    {
        ProcessResult result = await ItembankProcess.RunAsync("--help");

        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@"Usage:\s+itembank ", result.Output);
        Assert.Contains("--json", result.Output, StringComparison.Ordinal);
        Assert.Equal("", result.Error);
    }

    [Theory]
    [InlineData("no-such-command")]
    [InlineData("--no-such-option")]
    public async Task Process_BadUsage_ExitsTwoWithOneLineOnStandardError(string argument)
    {
        ProcessResult result = await ItembankProcess.RunAsync(argument);

        Assert.Equal(2, result.ExitCode);
        Assert.Equal("", result.Output);
        string line = Assert.Single(result.Error.TrimEnd().Split('\n'));
        Assert.StartsWith("itembank: ", line, StringComparison.Ordinal);
        Assert.Contains(argument, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_NoArguments_ShowsHelpOnStandardErrorAndExitsTwo()
    {
        ProcessResult result = await ItembankProcess.RunAsync();

        Assert.Equal(2, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Contains("Usage:", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_InputException_ExitsTwoWithFileLineAndColumn()
    {
        CallResult result = await CallAsync((_, _) => throw new InputException("bank.yaml", 3, 7, "expected a list"), "work");

        Assert.Equal(new CallResult(2, "", "bank.yaml:3:7: expected a list"), result);
    }

    [Fact]
    public async Task Run_SeveralInputErrors_ReportsEachOnItsLine()
    {
        InputError[] errors = [new("b.csv", 2, 0, "too few cells"), new("b.csv", 0, 0, "no rows")];

        CallResult result = await CallAsync((_, _) => throw new InputException(errors), "work");

        Assert.Equal(new CallResult(2, "", "b.csv:2: too few cells\nb.csv: no rows"), result);
    }

    [Fact]
    public async Task Run_UnexpectedException_ExitsOneWithItsMessage()
    {
        CallResult result = await CallAsync((_, _) => throw new InvalidOperationException("the matrix is singular"), "work");

        Assert.Equal(new CallResult(1, "", "itembank work: the matrix is singular (--verbose shows where)"), result);
    }

    [Fact]
    public async Task Run_UnexpectedExceptionVerbose_ShowsTheTrace()
    {
        CallResult result = await CallAsync((_, _) => throw new InvalidOperationException("the matrix is singular"), "work", "--verbose");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("   at ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Cancelled_ExitsOneAndSaysSo()
    {
        using var source = new CancellationTokenSource();

        CallResult result = await CallAsync(
            (_, cancellation) =>
            {
                source.Cancel();
                cancellation.ThrowIfCancellationRequested();
                return ExitCode.Success;
            },
            source.Token,
            "work");

        Assert.Equal(new CallResult(1, "", "itembank work: cancelled, nothing was changed."), result);
    }

    [Fact]
    public async Task Run_Json_PrintsNothingButJsonOnStandardOutput()
    {
        CallResult result = await CallAsync(
            (console, _) =>
            {
                int done = console.WithProgress("Working", progress =>
                {
                    progress.Report(0.5);
                    return 7;
                });
                console.Message("a word to the person");
                console.Result(
                    new { Done = done, Undefined = double.NaN, Kind = ExitCode.WorkFailed },
                    (writer, value) => writer.WriteLine($"{value.Done} done"));
                return ExitCode.Success;
            },
            "work", "--json");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("a word to the person", result.Error);
        using JsonDocument json = JsonDocument.Parse(result.Output);
        Assert.Equal(7, json.RootElement.GetProperty("done").GetInt32());
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("undefined").ValueKind);
        Assert.Equal("work-failed", json.RootElement.GetProperty("kind").GetString());
    }

    [Fact]
    public async Task Run_WithoutJson_PrintsText()
    {
        CallResult result = await CallAsync(
            (console, _) =>
            {
                console.Result(3, (writer, value) => writer.WriteLine($"{value} items"));
                return ExitCode.WorkFailed;
            },
            "work");

        Assert.Equal(new CallResult(1, "3 items", ""), result);
    }

    [Theory]
    [InlineData("--count", "0", "--count takes at least 1, not '0'.")]
    [InlineData("--count", "many", "--count takes at least 1, not 'many'.")]
    [InlineData("--tolerance", "NaN", "--tolerance takes a number above 0, not 'NaN'.")]
    [InlineData("--tolerance", "0", "--tolerance takes a number above 0, not '0'.")]
    [InlineData("--code", "maybe", "--code takes good|bad, not 'maybe'.")]
    public async Task Run_ValueOutOfRange_ExitsTwoAndNamesWhatIsAllowed(string option, string value, string expected)
    {
        CallResult result = await CallAsync((_, _) => ExitCode.Success, "work", option, value);

        Assert.Equal(new CallResult(2, "", $"itembank work: {expected} See 'itembank work --help'."), result);
    }

    [Fact]
    public async Task Run_HelpOfACommand_ListsItsOptionsWithDefaults()
    {
        CallResult result = await CallAsync((_, _) => ExitCode.Success, "work", "--help");

        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@"--count <N>\s+How many\. \[default: 5\]", result.Output);
        Assert.Matches(@"--code <good\|bad>\s+Which way\. \[default: good\]\s*\n", result.Output);
    }

    private static Task<CallResult> CallAsync(Func<CommandConsole, CancellationToken, ExitCode> work, params string[] args) =>
        CallAsync(work, TestContext.Current.CancellationToken, args);

    private static async Task<CallResult> CallAsync(
        Func<CommandConsole, CancellationToken, ExitCode> work, CancellationToken token, params string[] args)
    {
        var command = new Command("work", "Does some work.")
        {
            CommonOptions.AtLeast("--count", "N", "How many.", minimum: 1, byDefault: 5),
            CommonOptions.Above("--tolerance", "T", "How near.", bound: 0.0, byDefault: 1e-4),
            CommonOptions.Choice("--code", "Which way.", ExitCode.Success, ("good", ExitCode.Success), ("bad", ExitCode.BadInput)),
        };
        command.Does((_, console, cancellation) => work(console, cancellation));
        var output = new StringWriter { NewLine = "\n" };
        var error = new StringWriter { NewLine = "\n" };
        int exitCode = await CommandLine.RunAsync(CommandLine.CreateRoot([command]), args, output, error, token);
        return new CallResult(exitCode, output.ToString().TrimEnd(), error.ToString().TrimEnd());
    }

    private sealed record CallResult(int ExitCode, string Output, string Error);
}
