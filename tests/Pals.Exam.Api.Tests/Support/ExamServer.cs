using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Tests.Support;

/// <summary>The server on a port of its own, over a database file of its own and a clock that the test moves.</summary>
internal sealed class ExamServer : IAsyncDisposable
{
    public const string AdministratorKey = "ppx_an-administrators-key-for-tests";

    private readonly string _folder = Directory.CreateTempSubdirectory("pals-exam-").FullName;
    private readonly (string Key, string Value)[] _settings;
    private WebApplicationFactory<Program> _factory;

    private ExamServer((string Key, string Value)[] settings)
    {
        _settings = settings;
        _factory = Start();
        Http = _factory.CreateClient();
    }

    /// <summary>A server whose new exams use <see cref="TestBank.SingleChoice"/>.</summary>
    public static async Task<ExamServer> Create(params (string Key, string Value)[] settings)
    {
        ExamServer server = WithShippedBank(settings);
        await TestBank.Publish(server.Database, TestBank.SingleChoice, server.Clock.GetUtcNow());
        return server;
    }

    /// <summary>A server as it is after its first start.</summary>
    public static ExamServer WithShippedBank(params (string Key, string Value)[] settings) => new(settings);

    public ManualClock Clock { get; } = new(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero));

    public HttpClient Http { get; private set; }

    public IServiceProvider Services => _factory.Services;

    public ExamDatabase Database => _factory.Services.GetRequiredService<ExamDatabase>();

    /// <summary>A client that bears a key.</summary>
    public HttpClient HttpWith(string key)
    {
        HttpClient client = _factory.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>Makes a course provider and returns a client that bears its key.</summary>
    public async Task<HttpClient> NewProvider(string providerId)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using HttpClient administrator = HttpWith(AdministratorKey);
        using HttpResponseMessage added = await administrator.PostAsJsonAsync("/v1/providers", new { providerId, name = "A provider" }, cancellation);
        added.EnsureSuccessStatusCode();
        using HttpResponseMessage made = await administrator.PostAsync($"/v1/providers/{providerId}/keys", null, cancellation);
        JsonElement key = await made.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(cancellation);
        return HttpWith(key.GetProperty("key").GetString()!);
    }

    /// <summary>The files of the database, its write-ahead log included.</summary>
    public string[] DatabaseFiles() => Directory.GetFiles(_folder, "exams.db*");

    /// <summary>Holds the write lock of the database as another process would, until the result is disposed of.</summary>
    public IDisposable Lock()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "exams.db")};Pooling=False");
        connection.Open();
        connection.BeginTransaction();
        return connection;
    }

    /// <summary>Reads until what is read satisfies the condition; the test's own time limit ends a wait in vain.</summary>
    public static async Task<T> Until<T>(Func<T> read, Func<T, bool> condition)
    {
        T value = read();
        while (!condition(value))
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
            value = read();
        }

        return value;
    }

    /// <summary>A second node over the same database, with the same clock, as a client of it.</summary>
    public WebApplicationFactory<Program> StartNode() => Start();

    /// <summary>Ends the server and starts another over the same file.</summary>
    public async Task Restart()
    {
        Http.Dispose();
        await _factory.DisposeAsync();
        _factory = Start();
        Http = _factory.CreateClient();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _factory.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private WebApplicationFactory<Program> Start()
    {
        var factory = new Factory(_folder, _settings, Clock);

        // A real listener: limits of the request body and the like are its own.
        factory.UseKestrel(0);
        factory.StartServer();
        return factory;
    }

    private sealed class Factory(string folder, (string Key, string Value)[] settings, ManualClock clock) : WebApplicationFactory<Program>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseSetting("Data:Folder", folder);
            builder.UseSetting("ADMIN_KEY", AdministratorKey);
            builder.UseSetting("Practice:StartsPerMinute", "100000");
            builder.UseSetting("Limits:FailedCredentialsPerMinute", "1000000");
            builder.UseSetting("Logging:LogLevel:Default", "Warning");
            foreach ((string key, string value) in settings)
            {
                builder.UseSetting(key, value);
            }

            builder.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(clock));
        }
    }
}
