using System.Diagnostics;
using System.Text;

namespace Pals.Exam.EndToEnd.Tests;

/// <summary>
/// The server as its users run it: a process of its own, started from the build of the same configuration, on a free port, over the data folder
/// that the test gives.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    public const string AdministratorKey = "ppx_an-administrators-key-for-tests";

    private const string ListeningLine = "Now listening on: ";

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(string[] launcher, string dataFolder, string[] arguments)
    {
         string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        string project = Path.Combine(RepositoryRoot.Path, "Pals.Exam.Api");
        string program = Path.Combine(project, "bin", configuration, "net10.0", "Pals.Exam.Api.dll");
        string[] command = [.. launcher, "dotnet"];
        var start = new ProcessStartInfo(command[0])
        {
            WorkingDirectory = project,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Port 0: the system chooses a free one, and the output says which.
        string[] all =
        [
            .. command[1..], program, "--urls", "http://127.0.0.1:0", "--Data:Folder", dataFolder, "--Practice:StartsPerMinute", "1000000", "--Limits:AddressPerMinute", "1000000",
            "--Logging:LogLevel:Microsoft.Hosting.Lifetime", "Information", .. arguments,
        ];
        foreach (string argument in all)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["ADMIN_KEY"] = AdministratorKey;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.Exited += (_, _) => _listening.TrySetException(new InvalidOperationException($"The server ended early:\n{Output}"));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Where the server listens.</summary>
    public Uri Address { get; private set; } = new("about:blank");

    public int ProcessId => _process.Id;

    /// <summary>Everything the server has printed.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Starts a server over <paramref name="dataFolder"/> and returns when it is ready to serve.</summary>
    public static Task<ServerProcess> Start(string dataFolder, params string[] arguments) => StartBehind([], dataFolder, arguments);

    /// <summary>The same with a command that prepares the ground and then becomes the server.</summary>
    public static async Task<ServerProcess> StartBehind(string[] launcher, string dataFolder, params string[] arguments)
    {
        var server = new ServerProcess(launcher, dataFolder, arguments);
        server.Address = await server._listening.Task.WaitAsync(TestContext.Current.CancellationToken);
        using HttpClient client = server.Client();
        using HttpResponseMessage ready = await client.GetAsync("/health/ready", TestContext.Current.CancellationToken);
        ready.EnsureSuccessStatusCode();
        return server;
    }

    /// <summary>A client of the server.</summary>
    public HttpClient Client() => new() { BaseAddress = Address };

    /// <summary>Ends the process at once, as <c>kill -9</c> does: it gets no chance to write anything.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Asks the process to end, as a service manager does, and returns its exit code.</summary>
    public async Task<int> Stop()
    {
        using Process kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Read(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            _output.AppendLine(line);
        }

        int at = line.IndexOf(ListeningLine, StringComparison.Ordinal);
        if (at >= 0)
        {
            _listening.TrySetResult(new Uri(line[(at + ListeningLine.Length)..].Trim()));
        }
    }
}
