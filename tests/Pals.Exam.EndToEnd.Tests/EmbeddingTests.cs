using System.Net;
using System.Net.Http.Json;
using Microsoft.Playwright;

namespace Pals.Exam.EndToEnd.Tests;

/// <summary>docs/embedding.md, followed to the letter: an exam inside a page of another origin, in a real browser.</summary>
public sealed class EmbeddingTests(ExamBrowser browser) : IClassFixture<ExamBrowser>
{
    private const string OtherSite = "localhost";
    private const string SameSite = "127.0.0.1";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Guide_FollowedToTheLetter_EmbedsAnExamThatCanBePassed()
    {
        await using Embedded embedded = await Embedded.Begin(browser);
        IPage page = embedded.Page;

        CandidatePage candidate = await CandidatePage.OpenEmbedded(page, embedded.Address);
        await page.WaitForFunctionAsync("() => document.querySelector('#progress').textContent === '0 answered'");
        double tall = await FrameHeight(page);
        string before = await candidate.Question();
        await candidate.Give(right: true);
        await candidate.WaitForNext(before);
        await page.WaitForFunctionAsync("() => document.querySelector('#progress').textContent === '1 answered'");
        int questions = 1 + await candidate.AnswerAll(right: true);

        Assert.Equal("Passed", await candidate.Report.InnerTextAsync());
        await page.WaitForFunctionAsync("() => document.querySelector('#progress').textContent === 'Finished: passed'");
        Assert.InRange(questions, 25, 60);
        await page.WaitForFunctionAsync("tall => document.querySelector('iframe').getBoundingClientRect().height > tall + 500", tall);
        Assert.Equal("rgb(106, 27, 77)", await candidate.Frame.Locator("button").First.EvaluateAsync<string>("e => getComputedStyle(e).backgroundColor"));
        Assert.Empty(candidate.Errors);
        Assert.All(candidate.Addresses, address => Assert.DoesNotMatch("px[ltx]_", address));
    }

    [Fact]
    public async Task Frame_Reloaded_GoesOnWhereItWas()
    {
        await using Embedded embedded = await Embedded.Begin(browser, SameSite);
        CandidatePage candidate = await CandidatePage.OpenEmbedded(embedded.Page, embedded.Address);
        string before = await candidate.Question();
        await candidate.Give(right: true);
        await candidate.WaitForNext(before);
        string question = await candidate.Question();

        await candidate.Frame.EvaluateAsync("() => location.reload()");
        await candidate.Frame.WaitForFunctionAsync($"q => ({CandidatePage.ReadQuestion})() === q", question);

        Assert.Empty(candidate.Errors);
    }

    [Fact]
    public async Task Page_InAnotherLanguage_HasItsExamInThatLanguage()
    {
        using var root = new WebRoot("fr", "export const text = { submit: 'Valider' };");
        await using Embedded embedded = await Embedded.Begin(browser, OtherSite, "--webroot", root.Path);
        string page = Path.Combine(embedded.Folder, "exam.html");
        await File.WriteAllTextAsync(page, (await File.ReadAllTextAsync(page, Cancellation)).Replace("lang=\"en\"", "lang=\"fr-CA\""), Cancellation);

        CandidatePage candidate = await CandidatePage.OpenEmbedded(embedded.Page, embedded.Address);

        await Assertions.Expect(candidate.Frame.Locator("button[type=submit]")).ToHaveTextAsync("Valider");
        Assert.Equal("fr", await candidate.Frame.Locator("html").GetAttributeAsync("lang"));
        Assert.Empty(candidate.Errors);
    }

    [Fact]
    public async Task Page_Reloaded_SaysThatItsLaunchIsUsed()
    {
        await using Embedded embedded = await Embedded.Begin(browser);
        await CandidatePage.OpenEmbedded(embedded.Page, embedded.Address);

        // Another tab has nothing of the first one's memory, as another computer would.
        IPage other = await embedded.Page.Context.NewPageAsync();
        await other.GotoAsync(embedded.Address);

        await other.WaitForFunctionAsync("() => document.querySelector('#progress').textContent.includes('has been used already')");
    }

    [Fact]
    public async Task Page_OfAnotherOrigin_GetsAnEmptyFrame()
    {
        await using Embedded embedded = await Embedded.Begin(browser);
        using var folder = new TemporaryFolder();
        File.Copy(Path.Combine(embedded.Folder, "exam.html"), Path.Combine(folder.Path, "exam.html"));
        await using CourseSite thief = await CourseSite.Start(folder.Path, OtherSite);
        var complaints = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        embedded.Page.Console += (_, message) =>
        {
            if (message.Text.Contains("frame-ancestors", StringComparison.Ordinal))
            {
                complaints.TrySetResult(message.Text);
            }
        };

        await embedded.Page.GotoAsync($"{thief.Origin}/exam.html");
        await complaints.Task.WaitAsync(Cancellation);

        using HttpClient client = embedded.Server.Client();
        using HttpResponseMessage stranger = await client.PostAsJsonAsync(
            "/v1/launches/use", new { token = embedded.LaunchToken, origin = thief.Origin }, Cancellation);
        Assert.Equal(HttpStatusCode.Forbidden, stranger.StatusCode);
    }

    private static async Task<double> FrameHeight(IPage page) =>
        await page.Locator("iframe").EvaluateAsync<double>("e => e.getBoundingClientRect().height");

    /// <summary>An exam server, a course provider's site made by the guide, and a browser.</summary>
    private sealed class Embedded : IAsyncDisposable
    {
        private readonly TemporaryFolder _data;
        private readonly TemporaryFolder _site = new();
        private CourseSite? _courseSite;

        private Embedded(TemporaryFolder data) => _data = data;

        public required IPage Page { get; init; }

        public required ServerProcess Server { get; init; }

        public string Folder => _site.Path;

        public string Address => $"{_courseSite!.Origin}/exam.html";

        public string LaunchToken { get; private set; } = "";

        public static async Task<Embedded> Begin(ExamBrowser browser, string host = OtherSite, params string[] arguments)
        {
            IPage page = await browser.Open();
            var data = new TemporaryFolder();
            var embedded = new Embedded(data) { Page = page, Server = await ServerProcess.Start(data.Path, arguments) };
            embedded._courseSite = await CourseSite.Start(embedded.Folder, host);
            await Guide.Run(
                "embedding.md",
                embedded.Folder,
                ("EXAMS", embedded.Server.Address.GetLeftPart(UriPartial.Authority)),
                ("SITE", embedded._courseSite.Origin),
                ("ADMIN_KEY", ServerProcess.AdministratorKey));
            string html = await File.ReadAllTextAsync(Path.Combine(embedded.Folder, "exam.html"), Cancellation);
            embedded.LaunchToken = html.Split("token=\"")[1].Split('"')[0];
            return embedded;
        }

        public async ValueTask DisposeAsync()
        {
            await Page.Context.DisposeAsync();
            await _courseSite!.DisposeAsync();
            await Server.DisposeAsync();
            _site.Dispose();
            _data.Dispose();
        }
    }
}
