using System.Net.Http.Json;
using Microsoft.Playwright;
using Pals.Exam.EndToEnd.Tests.Certification;

namespace Pals.Exam.EndToEnd.Tests.Accessibility;

/// <summary>The pages of course providers and of cards, the embedded exam and the demonstration, held to WCAG 2.2 AA.</summary>
public sealed class ProviderPagesTests(ExamBrowser browser) : IClassFixture<ExamBrowser>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ProviderPages_EmptyAndFull_MeetWcag()
    {
        IPage page = await browser.Open();
        await using Way way = await Way.Begin();
        await page.GotoAsync($"{way.Address}/provider.html");
        await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).WaitForAsync();
        await Wcag.Require(page, "provider signs in");
        await SignIn(page, "ppx_nobody");
        await page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "key" }).WaitForAsync();
        await Wcag.Require(page, "provider signs in with a wrong key");

        await SignIn(page, way.Provider.DefaultRequestHeaders.Authorization!.Parameter!);
        await Wcag.Require(await Section(page, "Roster"), "provider roster empty");
        await way.Enrol("ann", "ben", "cleo");
        await way.Complete("ann", "ben");
        way.Want("ann");
        await way.Post("/v1/launches", way.Site.Wanted);
        await way.Post($"/v1/webhooks/{way.Webhook.Text("webhookId")}/test", new { });
        await way.Told(1);
        await page.ReloadAsync();
        await Wcag.Require(await Section(page, "Roster"), "provider roster");
        Assert.Equal("The candidate has an exam to finish.", await Next(page, "ann"));
        Assert.Equal("Give the exam; it may begin now.", await Next(page, "ben"));
        Assert.Equal("Attest the course, with its hours and skill assessments.", await Next(page, "cleo"));

        await Section(page, "Upload");
        await page.Locator("input[type=file]").First.SetInputFilesAsync(new FilePayload
        {
            Name = "candidates.csv", MimeType = "text/csv", Buffer = "candidateId,name,profession,courseId\nann,,nurse,none\n"u8.ToArray(),
        });
        await page.Locator("main button").First.ClickAsync();
        await page.Locator(".faults li").First.WaitForAsync();
        await Wcag.Require(page, "provider upload with errors");
        await Wcag.Require(await Section(page, "Courses"), "provider courses");
        await Wcag.Require(await Section(page, "Results"), "provider results");
        await Section(page, "Settings");
        await page.GetByRole(AriaRole.Button, new() { Name = "Deliveries" }).ClickAsync();
        await page.GetByText("endpoint.test").WaitForAsync();
        await Wcag.Require(page, "provider settings");
    }

    /// <summary>What comes next for a candidate.</summary>
    private static Task<string> Next(IPage page, string candidateId) =>
        page.Locator("tbody tr").Filter(new() { HasText = candidateId }).Locator("td:nth-child(5)").InnerTextAsync();

    [Fact]
    public async Task CardPages_InEveryState_MeetWcag()
    {
        IPage page = await browser.Open();
        await using Way way = await Way.Begin();
        await way.Enrol("ann");
        await way.Complete("ann");
        string first = await way.Certify("ann");
        await Card(page, way, first, "valid");
        string second = (await way.Post($"/v1/cards/{first}/reissue", new { reason = "Lost" })).Text("cardNumber");
        await Card(page, way, first, "replaced");
        way.Server.Clock.Advance(TimeSpan.FromDays(800));
        await Card(page, way, second, "expired");
        await way.Post($"/v1/cards/{second}/revocation", new { reason = "Mistake" });
        await Card(page, way, second, "revoked");
        await way.Provider.DeleteAsync("/v1/candidates/ann", Cancellation).Json();
        await Card(page, way, first, "of an erased person");
        await Card(page, way, "PALS-0000-0000-0000-0001", "not found");
    }

    [Fact]
    public async Task EmbeddedExam_InItsStates_MeetsWcag()
    {
        IPage page = await browser.Open();
        await using Way way = await Way.Begin();
        await way.Enrol("ann");
        await way.Complete("ann");
        way.Want("ann");
        CandidatePage candidate = await CandidatePage.OpenEmbedded(page, way.Site.Exam);
        await Wcag.Require(page, "embedded question");
        await candidate.AnswerAll(right: false);
        await Wcag.Require(page, "embedded report");

        await page.GotoAsync(way.Site.Exam);
        await Assertions.Expect(page.Locator("#told")).ToContainTextAsync("You can take the exam again");
        await Wcag.Require(page, "embedded refusal");
        way.Site.Show("pxl_heart-centre." + new string('x', 43));
        await page.GotoAsync(way.Site.Exam);
        await Assertions.Expect(page.Locator("#told")).ToContainTextAsync("error:");
        await Wcag.Require(page, "embedded token that is none");
    }

    [Fact]
    public async Task Demo_WithAnExam_MeetsWcag()
    {
        IPage page = await browser.Open();
        await using Way way = await Way.Begin();
        await page.GotoAsync($"{way.Address}/demo");
        await page.FrameLocator("pals-exam iframe").Locator(".stem").WaitForAsync();
        await Assertions.Expect(page.Locator("#told")).ToContainTextAsync("0 answered");

        await Wcag.Require(page, "demo");
    }

    [Fact]
    public async Task EmbeddedExam_ForAReaderWhoPrefersDark_IsDarkOnlyInAPageThatCanBe()
    {
        IPage page = await browser.Open(new() { ColorScheme = ColorScheme.Dark });
        await using Way way = await Way.Begin();
        await way.Enrol("ann");
        await way.Complete("ann");
        way.Want("ann");

        await page.GotoAsync(way.Site.Exam);
        string inALightPage = await Ground(page);
        await page.GotoAsync($"{way.Address}/demo");
        string inTheDemo = await Ground(page);

        Assert.Equal(("rgb(245, 247, 248)", "rgb(16, 25, 30)"), (inALightPage, inTheDemo));
    }

    private static async Task<string> Ground(IPage page)
    {
        ILocator stem = page.FrameLocator("pals-exam iframe").Locator(".stem");
        await stem.WaitForAsync();
        return await stem.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor");
    }

    private static async Task SignIn(IPage page, string key)
    {
        await page.Locator("input[type=password]").FillAsync(key);
        await page.GetByRole(AriaRole.Button).Last.ClickAsync();
    }

    private static async Task<IPage> Section(IPage page, string name)
    {
        await page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).WaitForAsync();
        return page;
    }

    private static async Task Card(IPage page, Way way, string number, string state)
    {
        await page.GotoAsync($"{way.Address}/cards/{number}");
        await Wcag.Require(page, $"card {state}");
    }
}
