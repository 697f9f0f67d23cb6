using System.Text.Json;
using Microsoft.Playwright;
using Pals.Exam.Api.Tests.Support;
using Pals.Exam.Tests.Shared;

namespace Pals.Exam.EndToEnd.Tests.Certification;

/// <summary>A candidate who has not passed reads the report: what now?</summary>
public sealed class ReportPageTests(ExamBrowser browser) : IClassFixture<ExamBrowser>
{
    private const string Phone = "iPhone-sized";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("desktop")]
    [InlineData(Phone)]
    public async Task Report_AfterAFail_SaysWhenToComeBackWhatToStudyFirstAndSavesThePdf(string device)
    {
        IPage page = await browser.Open(new()
        {
            Locale = "en-US",
            TimezoneId = "America/New_York",
            ViewportSize = device == Phone ? new() { Width = 360, Height = 740 } : null,
        });
        await using Way way = await Way.Begin();
        Candidate ann = await Failed(way, "ann");

        CandidatePage candidate = await CandidatePage.Open(page, new Uri($"{way.Address}/#exam={ann.ExamId}&token={ann.Token}"));

        await Assertions.Expect(candidate.Report).ToHaveTextAsync("Not passed");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync(
            "You can take the exam again from March 3, 2026 at 3:00 AM, until May 1, 2026. You have 2 attempts left.");
        JsonElement[] lowestFirst =
            [.. ann.State.GetProperty("report").GetProperty("topicAreas").EnumerateArray().OrderBy(area => area.GetProperty("estimate").GetDouble())];
        Assert.Equal(lowestFirst.Select(area => area.Text("name")), await page.Locator(".study h3").AllInnerTextsAsync());
        Assert.Equal(
            lowestFirst.Select(area => area.GetProperty("advice").Text("text")),
            await page.Locator(".study li > p:nth-of-type(2)").AllInnerTextsAsync());
        Assert.Equal(6, await page.GetByText("Probably below the standard").CountAsync() / 2);
        Assert.Equal(0, await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"));

        IDownload download = await page.RunAndWaitForDownloadAsync(
            () => page.GetByRole(AriaRole.Button, new() { Name = "Download as PDF" }).PressAsync("Enter"));
        await Assertions.Expect(page.GetByText("The PDF has been downloaded.")).ToBeVisibleAsync();
        var pdf = new ReadPdf(await File.ReadAllBytesAsync(await download.PathAsync(), Cancellation));

        Assert.Equal($"report-{ann.ExamId}.pdf", download.SuggestedFilename);
        Assert.Contains("Not passed", pdf.AllText);
        Assert.Contains("What to study", pdf.AllText);
        Assert.All(candidate.Addresses, address => Assert.DoesNotContain("pxt_", address[..(address.IndexOf('#') is var at and >= 0 ? at : address.Length)]));
        Assert.Empty(candidate.Errors);
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Download_ServerDoesNotAnswer_SaysSoAndCanBeTriedAgain()
    {
        IPage page = await browser.Open();
        await using Way way = await Way.Begin();
        Candidate ann = await Failed(way, "ann");
        await CandidatePage.Open(page, new Uri($"{way.Address}/#exam={ann.ExamId}&token={ann.Token}"));
        ILocator button = page.GetByRole(AriaRole.Button, new() { Name = "Download as PDF" });
        await page.RouteAsync("**/report.pdf", route => route.AbortAsync());

        await button.PressAsync("Enter");
        await Assertions.Expect(page.GetByText("The PDF could not be had just now.")).ToBeVisibleAsync();

        await page.UnrouteAllAsync();
        await page.RunAndWaitForDownloadAsync(() => button.PressAsync("Enter"));
        await page.Context.DisposeAsync();
    }

    private static async Task<Candidate> Failed(Way way, string candidateId)
    {
        await way.Enrol(candidateId);
        await way.Complete(candidateId);
        JsonElement exam = await way.Post("/v1/exams", new { candidateId, definition = "pals-adaptive", purpose = "certification" });
        var candidate = new Candidate(way.Server.Http, exam.Text("examId"), exam.Text("token"));
        await candidate.Reload();
        await candidate.AnswerAll(right: false);
        return candidate;
    }
}
