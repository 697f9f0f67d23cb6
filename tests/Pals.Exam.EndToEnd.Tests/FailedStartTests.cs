using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Pals.Exam.EndToEnd.Tests;

/// <summary>A server that cannot start says why in one line and ends with the code that a service manager goes by. Which values are wrong is tested without a process.</summary>
public sealed class FailedStartTests
{
    private const int Failed = 1;
    private const int BadSettings = 2;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Telemetry:TraceShare", "often", "Telemetry:TraceShare is 'often', but a number from 0 to 1 was expected.")]
    [InlineData("Shutdown:DrainSeconds", "-1", "Shutdown:DrainSeconds is '-1', but a number from 0 to 3600 was expected.")]
    [InlineData("Urls", "rubbish", "Urls is 'rubbish', but an address to listen on, such as http://localhost:5080, was expected.")]
    [InlineData("Data:Folder", "/dev/null/data", "Data:Folder is '/dev/null/data', but a folder that the server can make was expected: ")]
    [InlineData("Database:Providor", "sqlite", "Database:Providor is no setting of the server; expected was one of Database:Provider, ")]
    public async Task Start_WrongSetting_IsToldInOneLine(string setting, string value, string expected)
    {
        using var folder = new TemporaryFolder();

        (int code, string[] errors) = await Run(folder.Path, $"--{setting}", value);

        string line = Assert.Single(errors);
        Assert.StartsWith($"The server cannot start: {expected}", line, StringComparison.Ordinal);
        Assert.Equal(BadSettings, code);
    }

    [Fact]
    public async Task Start_FileOfSettingsThatIsNoJson_IsToldWithItsPlace()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "appsettings.json"), "{\n  \"Urls\": nowhere\n}\n", Cancellation);

        (int code, string[] errors) = await Run(folder.Path, "--contentRoot", folder.Path);

        string line = Assert.Single(errors);
        Assert.Contains("appsettings.json", line, StringComparison.Ordinal);
        Assert.Contains("LineNumber: 1", line, StringComparison.Ordinal);
        Assert.Equal(BadSettings, code);
    }

    [Fact]
    public async Task Start_PortThatIsTaken_IsToldInOneLine()
    {
        using var folder = new TemporaryFolder();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        string url = $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}";

        (int code, string[] errors) = await Run(folder.Path, "--urls", url);

        Assert.Contains($"Failed to bind to address {url}", Assert.Single(errors), StringComparison.Ordinal);
        Assert.Equal(Failed, code);
    }

    [Fact]
    public async Task Start_AddressOfAnotherMachine_IsToldInOneLine()
    {
        using var folder = new TemporaryFolder();

        // Of the block that RFC 5737 keeps for documentation: no machine has it.
        (int code, string[] errors) = await Run(folder.Path, "--urls", "http://192.0.2.1:5080");

        Assert.StartsWith("The server cannot start: An address of Urls cannot be listened on: ", Assert.Single(errors), StringComparison.Ordinal);
        Assert.Equal(Failed, code);
    }

    [Fact]
    public async Task Start_DatabaseThatIsNone_IsToldInOneLine()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "exams.db"), string.Concat(Enumerable.Repeat("no database\n", 1000)), Cancellation);

        (int code, string[] errors) = await Run(folder.Path);

        Assert.Contains("exams.db", Assert.Single(errors), StringComparison.Ordinal);
        Assert.Equal(Failed, code);
    }

    /// <summary>Runs a server that does not start, with the log as it comes: it must leave the telling to the one line.</summary>
    private static async Task<(int ExitCode, string[] Errors)> Run(string dataFolder, params string[] arguments)
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        string project = Path.Combine(RepositoryRoot.Path, "Pals.Exam.Api");
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = project, RedirectStandardOutput = true, RedirectStandardError = true };
        string[] all =
        [
            Path.Combine(project, "bin", configuration, "net10.0", "Pals.Exam.Api.dll"), "--urls", "http://127.0.0.1:0", "--Data:Folder", dataFolder,
            .. arguments,
        ];
        foreach (string argument in all)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["ADMIN_KEY"] = ServerProcess.AdministratorKey;
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(Cancellation);
            string errors = await process.StandardError.ReadToEndAsync(Cancellation);
            Assert.Equal("", await output);
            await process.WaitForExitAsync(Cancellation);
            return (process.ExitCode, errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}
