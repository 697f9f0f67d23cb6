using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Pals.Exam.EndToEnd.Tests;

/// <summary>A telemetry collector that takes OTLP over HTTP and keeps what it got. Names and texts stand in protobuf as plain UTF-8.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Path, string ContentType, string Body)> _received = new();

    // Replaced and completed whenever something arrives.
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Collector(WebApplication app) => _app = app;

    public string Url { get; private set; } = "";

    public static async Task<Collector> Start()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseSetting(WebHostDefaults.ServerUrlsKey, $"http://{IPAddress.Loopback}:0");
        builder.Logging.ClearProviders();
        var collector = new Collector(builder.Build());
        collector._app.MapPost("/{**path}", collector.Take);
        await collector._app.StartAsync(TestContext.Current.CancellationToken);
        collector.Url = collector._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return collector;
    }

    /// <summary>All that was sent to an address, as soon as it holds every one of these texts.</summary>
    public async Task<string> Until(string path, params string[] texts)
    {
        while (true)
        {
            Task more = Volatile.Read(ref _more).Task;
            string received = string.Concat(_received.Where(sent => sent.Path == path).Select(sent => sent.Body));
            if (texts.All(text => received.Contains(text, StringComparison.Ordinal)))
            {
                return received;
            }

            try
            {
                await more.WaitAsync(TestContext.Current.CancellationToken);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"{path} never received {string.Join(", ", texts.Where(text => !received.Contains(text, StringComparison.Ordinal)))}.");
            }
        }
    }

    /// <summary>The kinds of content sent so far.</summary>
    public IEnumerable<string> ContentTypes => _received.Select(sent => sent.ContentType).Distinct();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> Take(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body, Encoding.Latin1);
        _received.Enqueue((request.Path.ToString(), request.ContentType ?? "", await reader.ReadToEndAsync()));
        Interlocked.Exchange(ref _more, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        return Results.Ok();
    }
}
