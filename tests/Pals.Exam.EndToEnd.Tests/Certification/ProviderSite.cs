using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Pals.Exam.EndToEnd.Tests.Certification;

/// <summary>
/// A course provider's own server, on an origin of its own. Its page embeds an exam by a token that the server gets with the provider's key, or
/// shows why there is none; its other address takes webhooks.
/// </summary>
internal sealed class ProviderSite : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Delivered> _deliveries = new();
    private string? _ready;

    private ProviderSite(WebApplication app) => _app = app;

    /// <summary>The origin, as browsers write it.</summary>
    public string Origin { get; private set; } = "";

    /// <summary>Where the page is.</summary>
    public string Exam => $"{Origin}/exam";

    /// <summary>Where webhooks go.</summary>
    public string Events { get; private set; } = "";

    /// <summary>The exam server, with the provider's key.</summary>
    public HttpClient Key { get; set; } = new();

    /// <summary>What the page asks for, as in POST /v1/launches.</summary>
    public object Wanted { get; set; } = new();

    public IReadOnlyList<Delivered> Deliveries => [.. _deliveries];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<ProviderSite> Start()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseSetting(WebHostDefaults.ServerUrlsKey, $"http://{IPAddress.Loopback}:0");
        builder.Logging.ClearProviders();
        var site = new ProviderSite(builder.Build());
        site._app.MapGet("/exam", site.Page);
        site._app.MapPost("/events", site.Take);
        await site._app.StartAsync(Cancellation);
        var address = new Uri(site._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

        // Another name than the exam server's, which a browser takes for another site.
        site.Origin = $"http://localhost:{address.Port}";
        site.Events = $"http://{IPAddress.Loopback}:{address.Port}/events";
        return site;
    }

    /// <summary>Holds a page ready that embeds by this token, in place of the one that the next visit would get.</summary>
    public void Show(string token) => _ready = token;

    public async ValueTask DisposeAsync()
    {
        Key.Dispose();
        await _app.DisposeAsync();
    }

    private async Task<IResult> Page()
    {
        string? token = Interlocked.Exchange(ref _ready, null);
        string sentence = "";
        if (token is null)
        {
            using HttpResponseMessage response = await Key.PostAsJsonAsync("/v1/launches", Wanted, Cancellation);
            JsonElement answer = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
            token = response.IsSuccessStatusCode ? answer.Text("token") : null;
            sentence = response.IsSuccessStatusCode ? "" : answer.Text("detail");
        }

        string exam = token is null ? "" : $"<pals-exam token=\"{token}\"></pals-exam>";
        return Results.Content(
            $$"""
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Heart Centre: your exam</title>
            <link rel="icon" href="data:,">
            <script type="module" src="{{Key.BaseAddress}}embed.js"></script>
            <main>
            <h1>Your exam</h1>
            <p><a id="before" href="#content">Before the exam</a></p>
            <p id="told">{{WebUtility.HtmlEncode(sentence)}}</p>
            {{exam}}
            <p><a id="after" href="#content">After the exam</a></p>
            </main>
            <script type="module">
              for (const name of ['ready', 'completed', 'error']) addEventListener('pals-exam-' + name, ({ detail }) => {
                document.querySelector('#told').textContent = name + ': ' + (detail.message ?? detail.status ?? detail.examId);
              });
            </script>
            </html>
            """,
            "text/html; charset=utf-8");
    }

    private async Task<IResult> Take(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        _deliveries.Enqueue(new Delivered(
            request.Headers["webhook-id"].ToString(),
            request.Headers["webhook-timestamp"].ToString(),
            request.Headers["webhook-signature"].ToString(),
            await reader.ReadToEndAsync(Cancellation)));
        return Results.NoContent();
    }
}

/// <summary>One webhook as it arrived.</summary>
internal sealed record Delivered(string Id, string Timestamp, string Signature, string Body)
{
    public JsonElement Json { get; } = JsonDocument.Parse(Body).RootElement;

    public string Type => Json.Text("type");

    public JsonElement Data => Json.GetProperty("data");
}
