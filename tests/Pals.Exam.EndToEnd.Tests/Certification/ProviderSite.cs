using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Pals.Exam.Tests.Shared.Web;

namespace Pals.Exam.EndToEnd.Tests.Certification;

/// <summary>
/// A course provider's own server, on an origin of its own. Its page embeds an exam by a token that the server gets with the provider's key, or
/// shows why there is none; its other address takes webhooks.
/// </summary>
internal sealed class ProviderSite : IAsyncDisposable
{
    private readonly Receiver _receiver;
    private string? _ready;

    private ProviderSite(Receiver receiver) => _receiver = receiver;

    /// <summary>The origin, as browsers write it: by another name than the exam server's, which a browser takes for another site.</summary>
    public string Origin => $"http://localhost:{new Uri(Events).Port}";

    /// <summary>Where the page is.</summary>
    public string Exam => $"{Origin}/exam";

    /// <summary>Where webhooks go.</summary>
    public string Events => _receiver.Url;

    public IReadOnlyList<Delivered> Deliveries => _receiver.Deliveries;

    /// <summary>The exam server, with the provider's key.</summary>
    public HttpClient Key { get; set; } = new();

    /// <summary>What the page asks for, as in POST /v1/launches.</summary>
    public object Wanted { get; set; } = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<ProviderSite> Start()
    {
        ProviderSite? site = null;
        site = new ProviderSite(await Receiver.Start(routes => routes.MapGet("/exam", () => site!.Page())));
        return site;
    }

    /// <summary>Holds a page ready that embeds by this token, in place of the one that the next visit would get.</summary>
    public void Show(string token) => _ready = token;

    public async ValueTask DisposeAsync()
    {
        Key.Dispose();
        await _receiver.DisposeAsync();
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
}
