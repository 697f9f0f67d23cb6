using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using Pals.Exam.Api.Tests.Support;
using Pals.Exam.Tests.Shared.Web;

namespace Pals.Exam.EndToEnd.Tests.Certification;

/// <summary>
/// An exam server on a real port whose clock the test moves, a course provider's own site on another origin, and what the provider's staff do on
/// the way from enrolment to card.
/// </summary>
internal sealed class Way : IAsyncDisposable
{
    public const string Course = "pals-2026-03";

    private static readonly string[] Skills =
    [
        "Child CPR and AED", "Infant CPR", "Airway management", "Rhythm disturbances and electrical therapy", "Vascular access",
        "Cardiac case management", "Respiratory and shock case management",
    ];

    private Way(ExamServer server, ProviderSite site)
    {
        Server = server;
        Site = site;
        Administrator = server.HttpWith(ExamServer.AdministratorKey);
    }

    public ExamServer Server { get; }

    public ProviderSite Site { get; }

    public HttpClient Administrator { get; }

    /// <summary>The webhook, with its secret.</summary>
    public JsonElement Webhook { get; private set; }

    public HttpClient Provider => Site.Key;

    public string Address => Server.Http.BaseAddress!.GetLeftPart(UriPartial.Authority);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Today => Server.Clock.GetUtcNow().ToString("yyyy-MM-dd", null);

    /// <summary>Makes the provider, accredits it, names its origin, adds its webhook and a course.</summary>
    public static async Task<Way> Begin()
    {
        ProviderSite site = await ProviderSite.Start();
        var way = new Way(ExamServer.WithShippedBank(("Webhooks:AllowPrivateAddresses", "true")), site);
        await way.Administrator.PostAsJsonAsync("/v1/providers", new { providerId = "heart-centre", name = "Heart Centre" }, Cancellation).Json();
        await way.Administrator.PutAsJsonAsync(
            "/v1/providers/heart-centre/accreditations/aha", new { number = "TC-12345", expiresOn = "2030-12-31" }, Cancellation).Json();
        JsonElement key = await way.Administrator.PostAsync("/v1/providers/heart-centre/keys", null, Cancellation).Json();
        site.Key = way.Server.HttpWith(key.Text("key"));
        await site.Key.PutAsJsonAsync("/v1/providers/heart-centre/origins", new { origins = new[] { site.Origin } }, Cancellation).Json();
        way.Webhook = await site.Key.PostAsJsonAsync("/v1/webhooks", new { url = site.Events }, Cancellation).Json();
        await site.Key.PostAsJsonAsync(
            "/v1/courses",
            new { courseId = Course, programmeId = "pals", title = "PALS in March", format = "blended", kind = "initial", hours = 14 },
            Cancellation).Json();
        return way;
    }

    /// <summary>Enrols candidates by a table.</summary>
    public Task<JsonElement> Enrol(params string[] candidates) => Provider.PostAsync(
        "/v1/uploads/enrolments",
        Http.Csv("candidateId,name,profession,courseId\n" + string.Concat(candidates.Select(id => $"{id},{NameOf(id)},nurse,{Course}\n"))),
        Cancellation).Json();

    /// <summary>Attests their course by a table.</summary>
    public Task<JsonElement> Complete(params string[] candidates)
    {
        var table = new StringBuilder("candidateId,courseId,hours,completedOn,skill,assessor,assessedOn\n");
        foreach (string id in candidates)
        {
            foreach (string skill in Skills)
            {
                table.Append(null, $"{id},{Course},14,{Today},{skill},\"Assessor, A.\",{Today}\n");
            }
        }

        return Provider.PostAsync("/v1/uploads/completions", Http.Csv(table.ToString()), Cancellation).Json();
    }

    public static string NameOf(string candidateId) => $"{char.ToUpperInvariant(candidateId[0])}{candidateId[1..]} Example";

    /// <summary>The exam that the provider's page asks for from now on.</summary>
    public void Want(string candidateId) => Site.Wanted = new
    {
        origin = Site.Origin,
        exam = new { candidateId, definition = "pals-adaptive", purpose = "certification" },
    };

    /// <summary>Sits an exam in the provider's page.</summary>
    public async Task<CandidatePage> Sit(IPage page, string candidateId, bool right)
    {
        Want(candidateId);
        CandidatePage candidate = await CandidatePage.OpenEmbedded(page, Site.Exam);
        await candidate.AnswerAll(right);
        return candidate;
    }

    /// <summary>Sits an exam over HTTP and passes it; returns the number of the card.</summary>
    public async Task<string> Certify(string candidateId)
    {
        JsonElement exam = await Post("/v1/exams", new { candidateId, definition = "pals-adaptive", purpose = "certification" });
        var candidate = new Candidate(Server.Http, exam.Text("examId"), exam.Text("token"));
        await candidate.Reload();
        await candidate.AnswerAll(right: true);
        return (await Enrolment(candidateId)).Text("cardNumber");
    }

    /// <summary>The provider's row of a candidate.</summary>
    public async Task<JsonElement> Enrolment(string candidateId) =>
        (await Get("/v1/enrolments")).GetProperty("enrolments").EnumerateArray().Last(row => row.Text("candidateId") == candidateId);

    public Task<JsonElement> Get(string address) => Provider.GetAsync(address, Cancellation).Json();

    public Task<JsonElement> Post(string address, object body) => Provider.PostAsJsonAsync(address, body, Cancellation).Json();

    /// <summary>Moves the clock to the morning of a day; what is due on the way is done.</summary>
    public void To(int year, int month, int day) =>
        Server.Clock.Advance(new DateTimeOffset(year, month, day, 8, 0, 0, TimeSpan.Zero) - Server.Clock.GetUtcNow());

    /// <summary>Lets seconds go by until the provider's server was told of so many events in all; returns the latest.</summary>
    public async Task<Delivered> Told(int events)
    {
        string deliveries = $"/v1/webhooks/{Webhook.Text("webhookId")}/deliveries";
        while ((await Get(deliveries)).GetProperty("deliveries").EnumerateArray().Count(delivery => delivery.Text("status") == "delivered") < events)
        {
            Server.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(events, Site.Deliveries.Count);
        return Site.Deliveries[^1];
    }

    public async ValueTask DisposeAsync()
    {
        Administrator.Dispose();
        await Server.DisposeAsync();
        await Site.DisposeAsync();
    }
}
