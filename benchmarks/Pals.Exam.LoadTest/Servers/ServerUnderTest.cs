using System.Diagnostics;
using System.Globalization;
using System.Text;
using Pals.Exam.LoadTest.Floor;

namespace Pals.Exam.LoadTest.Servers;

/// <summary>A server as a real process from the build of the same configuration, on a free port of the loopback address.</summary>
internal sealed class ServerUnderTest : IAsyncDisposable
{
    public const string AdministratorKey = "ppx_the-administrators-key-of-a-load-test";

    private const string Unlimited = "100000000";
    private const string ListeningLine = "Now listening on: ";

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerUnderTest(string program, string[] arguments, string dataFolder)
    {
        // The exam server's own: how the runtime is set for the load generator, whose program the floor is in, is no server's affair.
        string[] runtime = ["exec", "--runtimeconfig", Path.ChangeExtension(ExamProgram(), ".runtimeconfig.json")];
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = ExamProject(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] common =
        [
            "--urls", "http://127.0.0.1:0", "--Data:Folder", dataFolder, "--Logging:LogLevel:Microsoft.Hosting.Lifetime", "Information",
        ];
        foreach (string argument in (string[])[.. runtime, program, .. arguments, .. common])
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

    public Uri Address { get; private set; } = new("about:blank");

    /// <summary>Processor time used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Resident memory in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    private string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Starts the exam server over <paramref name="dataFolder"/>.</summary>
    public static Task<ServerUnderTest> StartExams(string dataFolder, params string[] arguments) => Start(ExamProgram(), arguments, dataFolder);

    /// <summary>Starts the exam server that has the floor's endpoint as well.</summary>
    public static Task<ServerUnderTest> StartWithFloor(string dataFolder) =>
        Start(Path.Combine(AppContext.BaseDirectory, "Pals.Exam.LoadTest.dll"), [FloorServer.Command], dataFolder);

    /// <summary>A client for many requests at once.</summary>
    public static HttpClient Client(Uri address) => new(
        new SocketsHttpHandler
        {
            MaxConnectionsPerServer = int.MaxValue,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(10),
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
        })
    {
        BaseAddress = address,
        Timeout = TimeSpan.FromSeconds(60),
    };

    /// <summary>Ends the process at once, as <c>kill -9</c> does.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks the process to end and returns its exit code.</summary>
    public async Task<int> Stop()
    {
        using Process kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await Kill();
        }

        _process.Dispose();
    }

    private static async Task<ServerUnderTest> Start(string program, string[] arguments, string dataFolder)
    {
        // The limits count as they always do, but nobody meets them.
        string[] limits =
        [
            "--Practice:StartsPerMinute", Unlimited, "--Limits:ExamPerMinute", Unlimited,
            "--Limits:KeyPerMinute", Unlimited, "--Limits:AddressPerMinute", Unlimited,
        ];
        if (!File.Exists(program))
        {
            throw new FileNotFoundException($"The server is not built: {program}", program);
        }

        var server = new ServerUnderTest(program, [.. arguments, .. limits], dataFolder);
        server.Address = await server._listening.Task;
        return server;
    }

    private static string ExamProject() => Path.Combine(RepositoryRoot(), "Pals.Exam.Api");

    private static string ExamProgram()
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        return Path.Combine(ExamProject(), "bin", configuration, "net10.0", "Pals.Exam.Api.dll");
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

    private static string RepositoryRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "PalsExam.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"PalsExam.sln is in no folder above {AppContext.BaseDirectory}.");
    }
}
