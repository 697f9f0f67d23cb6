using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Pals.Exam.EndToEnd.Tests.Certification;

/// <summary>Whoever may not begin an exam reads why, on the page where it should have been: the kind for the page, a sentence for the candidate.</summary>
public sealed partial class RefusalTests(ExamBrowser browser) : IClassFixture<ExamBrowser>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Course_NotComplete_IsSaidInTheProvidersPage()
    {
        IPage page = await browser.Open();
        await using Way way = await Way.Begin();
        await way.Enrol("ann");
        way.Want("ann");

        await way.Provider.PostAsJsonAsync("/v1/launches", way.Site.Wanted, Cancellation).Refused("course-incomplete");
        await RequireSentence(
            page,
            way,
            "Your course is not complete yet. When your course provider has confirmed your hours and skill assessments, you can take the exam.");
    }

    [Fact]
    public async Task Retake_TooEarly_IsSaidWithTheTimeFromWhichItIsOpen()
    {
        IPage page = await browser.Open();
        await using Way way = await Way.Begin();
        await way.Enrol("ann");
        await way.Complete("ann");
        CandidatePage failed = await way.Sit(page, "ann", right: false);
        Assert.Equal("Not passed", await failed.Report.InnerTextAsync());

        await way.Provider.PostAsJsonAsync("/v1/launches", way.Site.Wanted, Cancellation).Refused("retake-too-early");
        await RequireSentence(page, way, "You can take the exam again from 3 March 2026, 08:00 UTC.");

        way.Server.Clock.Advance(TimeSpan.FromDays(1));
        CandidatePage again = await CandidatePage.OpenEmbedded(page, way.Site.Exam);
        Assert.NotEmpty(await again.Question());
    }

    [Fact]
    public async Task Key_Revoked_IsSaidInTheProvidersPageWhileAnExamUnderWayGoesOn()
    {
        IPage page = await browser.Open();
        await using Way way = await Way.Begin();
        await way.Enrol("ann", "ben");
        await way.Complete("ann", "ben");
        way.Want("ann");
        CandidatePage candidate = await CandidatePage.OpenEmbedded(page, way.Site.Exam);
        JsonElement keys = await way.Administrator.GetAsync("/v1/providers/heart-centre/keys", Cancellation).Json();
        string keyId = keys.GetProperty("keys")[0].Text("keyId");
        await way.Administrator.DeleteAsync($"/v1/providers/heart-centre/keys/{keyId}", Cancellation).Json();

        string before = await candidate.Question();
        await candidate.Give(right: true);
        await candidate.WaitForNext(before);
        way.Want("ben");
        await way.Provider.PostAsJsonAsync("/v1/launches", way.Site.Wanted, Cancellation).Refused("invalid-key");
        await RequireSentence(
            page, way, "The key is unknown, has expired or was revoked. If you came to take an exam, please tell your course provider.");
    }

    [Theory]
    [InlineData(Flaw.Expired, "launch-expired", "This link to the exam is too old. Reload the page to get a new one; your answers are saved.")]
    [InlineData(Flaw.Used, "launch-used", "This link to the exam has been used already. Reload the page; your answers are saved.")]
    [InlineData(Flaw.OfAnotherOrigin, "launch-origin", "This exam cannot be opened on this site. Please go back and start from your course page.")]
    public async Task Token_WithAFlaw_IsSaidInTheFrameAndToThePage(Flaw flaw, string type, string sentence)
    {
        IPage page = await browser.Open();
        await using Way way = await Way.Begin();
        string token = await Flawed(way, flaw);

        Assert.Equal(sentence, await Use(way, token).Refused(type));
        way.Site.Show(token);
        await page.GotoAsync(way.Site.Exam);
        await Assertions.Expect(page.FrameLocator("pals-exam iframe").GetByRole(AriaRole.Alert).Filter(new() { HasTextRegex = Any() }))
            .ToHaveTextAsync(sentence);
        await Assertions.Expect(page.Locator("#told")).ToHaveTextAsync($"error: {sentence}");
    }

    [Fact]
    public async Task Page_OfAForeignOrigin_GetsNoExamAndSaysSo()
    {
        IPage page = await browser.Open();
        await using Way way = await Way.Begin();
        string token = await Launch(way);
        await using ProviderSite thief = await ProviderSite.Start();
        thief.Key = way.Server.HttpWith("none");
        thief.Show(token);

        await page.GotoAsync(thief.Exam);

        ILocator said = page.Locator("pals-exam").GetByRole(AriaRole.Alert);
        await Assertions.Expect(said).ToHaveTextAsync(
            "This exam cannot be opened on this site. Please go back and start from your course page.", new() { Timeout = 20000 });
        await Assertions.Expect(page.Locator("#told")).ToContainTextAsync("error: This exam cannot be opened on this site.");
        await Assertions.Expect(page.Locator("pals-exam iframe")).ToHaveCountAsync(0);
    }

    /// <summary>A launch's token that opens nothing any more, or nothing here.</summary>
    private static async Task<string> Flawed(Way way, Flaw flaw)
    {
        const string OtherOrigin = "https://other.example";
        switch (flaw)
        {
            case Flaw.Expired:
                string expired = await Launch(way);
                way.Server.Clock.Advance(TimeSpan.FromMinutes(2));
                return expired;
            case Flaw.Used:
                string used = await Launch(way);
                await Use(way, used).Json();
                return used;
            case Flaw.OfAnotherOrigin:
                await way.Provider.PutAsJsonAsync(
                    "/v1/providers/heart-centre/origins", new { origins = new[] { way.Site.Origin, OtherOrigin } }, Cancellation).Json();
                return await Launch(way, OtherOrigin);
            default:
                throw new ArgumentOutOfRangeException(nameof(flaw), flaw, "A flaw was expected.");
        }
    }

    private static async Task<string> Launch(Way way, string? origin = null)
    {
        var exam = new { candidateId = "cleo", definition = "pals-adaptive", purpose = "practice" };
        return (await way.Post("/v1/launches", new { origin = origin ?? way.Site.Origin, exam })).Text("token");
    }

    private static Task<HttpResponseMessage> Use(Way way, string token) =>
        way.Server.Http.PostAsJsonAsync("/v1/launches/use", new { token, origin = way.Site.Origin }, Cancellation);

    private static async Task RequireSentence(IPage page, Way way, string sentence)
    {
        await page.GotoAsync(way.Site.Exam);
        await Assertions.Expect(page.Locator("#told")).ToHaveTextAsync(sentence);
        await Assertions.Expect(page.Locator("pals-exam")).ToHaveCountAsync(0);
    }

    [GeneratedRegex(".")]
    private static partial Regex Any();

    /// <summary>Why a launch's token does not open its exam.</summary>
    public enum Flaw
    {
        Expired,
        Used,
        OfAnotherOrigin,
    }
}
