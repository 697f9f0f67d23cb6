using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Pals.Exam.Tests.Shared.Web;

/// <summary>A course provider's server that is told of events, on a port of its own.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<int> _answers = new();
    private readonly ConcurrentQueue<Delivered> _deliveries = new();

    private Receiver(WebApplication app) => _app = app;

    /// <summary>Where events go.</summary>
    public string Url { get; private set; } = "";

    public IReadOnlyList<Delivered> Deliveries => [.. _deliveries];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Starts the server, with what else it has to show.</summary>
    public static async Task<Receiver> Start(Action<IEndpointRouteBuilder>? map = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseSetting(WebHostDefaults.ServerUrlsKey, $"http://{IPAddress.Loopback}:0");
        builder.Logging.ClearProviders();
        var receiver = new Receiver(builder.Build());
        receiver._app.MapPost("/events", receiver.Take);
        map?.Invoke(receiver._app);
        await receiver._app.StartAsync(Cancellation);
        receiver.Url = receiver._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/events";
        return receiver;
    }

    /// <summary>The statuses of the next answers; after them it is 204.</summary>
    public void AnswerWith(params int[] statuses)
    {
        foreach (int status in statuses)
        {
            _answers.Enqueue(status);
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> Take(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        _deliveries.Enqueue(new Delivered(
            request.Headers["webhook-id"].ToString(),
            request.Headers["webhook-timestamp"].ToString(),
            request.Headers["webhook-signature"].ToString(),
            await reader.ReadToEndAsync(Cancellation)));
        return Results.StatusCode(_answers.TryDequeue(out int status) ? status : StatusCodes.Status204NoContent);
    }
}

/// <summary>One event as it arrived.</summary>
internal sealed record Delivered(string Id, string Timestamp, string Signature, string Body)
{
    public string Type => Json.GetProperty("type").GetString()!;

    public JsonElement Data => Json.GetProperty("data");

    private JsonElement Json => JsonDocument.Parse(Body).RootElement;
}
