using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Pals.Exam.EndToEnd.Tests;

/// <summary>A candidate sits exams in a real browser on a real server.</summary>
public sealed partial class BrowserTests(ExamBrowser browser) : IClassFixture<ExamBrowser>
{
    private const int MinimumLength = 25;

    [Fact]
    public async Task Exam_AllRightByKeyboard_PassesAndShowsTheReport()
    {
        await using Sitting sitting = await Sitting.Begin(browser);
        CandidatePage candidate = sitting.Candidate;
        List<string> bodies = WatchResponses(candidate.Page);

        await candidate.Start();
        int questions = await candidate.AnswerAll(right: true);

        Assert.Equal("Passed", await candidate.Report.InnerTextAsync());
        Assert.InRange(questions, MinimumLength, MinimumLength + 10);
        Assert.Equal(6, await candidate.Page.Locator(".profile li").CountAsync());
        Assert.Equal(6, await candidate.Page.Locator(".profile .interval").CountAsync());
        Assert.Equal(questions, await candidate.Page.Locator(".review > li").CountAsync());
        Assert.Equal(questions, await candidate.Page.Locator(".review > li.right").CountAsync());
        Assert.Empty(candidate.Errors);

        // Nothing that helps to answer leaves the server while the exam is open, and nothing leaves this origin.
        Assert.Equal(questions, bodies.Count);
        Assert.All(bodies.SkipLast(1), body => Assert.DoesNotMatch(Secrets(), body));
        Assert.Matches(Secrets(), bodies[^1]);
        Assert.All(candidate.Addresses, address => Assert.StartsWith(sitting.Server.Address.ToString(), address, StringComparison.Ordinal));
        Assert.All(candidate.Addresses, address => Assert.DoesNotContain("pxt_", address, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Exam_AllWrongOnAPhone_FailsWithoutScrollingSideways()
    {
        await using Sitting sitting = await Sitting.Begin(
            browser, new() { ViewportSize = new() { Width = 360, Height = 740 }, IsMobile = true, HasTouch = true, ColorScheme = ColorScheme.Dark });
        CandidatePage candidate = sitting.Candidate;

        await candidate.Start();
        await RequireNoSidewaysScrolling(candidate.Page);
        int questions = await candidate.AnswerAll(right: false);

        Assert.Equal("Not passed", await candidate.Report.InnerTextAsync());
        Assert.InRange(questions, MinimumLength, MinimumLength + 10);
        await RequireNoSidewaysScrolling(candidate.Page);
        Assert.Empty(candidate.Errors);
    }

    [Fact]
    public async Task Reload_InTheMiddle_ShowsTheSameQuestion()
    {
        await using Sitting sitting = await Sitting.Begin(browser);
        CandidatePage candidate = sitting.Candidate;
        await candidate.Start();
        for (int i = 0; i < 3; i++)
        {
            string before = await candidate.Question();
            await candidate.Give(right: true);
            await candidate.WaitForNext(before);
        }

        string shown = await candidate.Question();
        await candidate.Page.ReloadAsync();
        await candidate.Page.Locator(".stem").WaitForAsync();

        Assert.Equal(shown, await candidate.Question());
        Assert.Equal("3", await candidate.Page.GetByRole(AriaRole.Progressbar).GetAttributeAsync("aria-valuenow"));
    }

    [Fact]
    public async Task ServerKilled_WhileAnswering_KeepsTheAnswerAndSendsItWhenTheServerIsBack()
    {
        await using Sitting sitting = await Sitting.Begin(browser);
        CandidatePage candidate = sitting.Candidate;
        await candidate.Start();
        string before = await candidate.Question();

        await sitting.Server.Kill();
        await candidate.Give(right: true);
        await Assertions.Expect(candidate.Notice).ToBeVisibleAsync();
        await Assertions.Expect(candidate.Notice).ToContainTextAsync("Your answer is kept");

        await sitting.Restart();
        await candidate.Page.GetByRole(AriaRole.Button, new() { Name = "Try now" }).ClickAsync();
        await candidate.WaitForNext(before);

        await Assertions.Expect(candidate.Notice).ToBeHiddenAsync();
        Assert.Equal("1", await candidate.Page.GetByRole(AriaRole.Progressbar).GetAttributeAsync("aria-valuenow"));
    }

    [Fact]
    public async Task Reload_WithAnAnswerUnderWay_SendsThatAnswer()
    {
        await using Sitting sitting = await Sitting.Begin(browser);
        CandidatePage candidate = sitting.Candidate;
        await candidate.Start();
        string before = await candidate.Question();
        await candidate.Page.RouteAsync("**/answers", route => route.AbortAsync());
        await candidate.Give(right: true);
        await Assertions.Expect(candidate.Notice).ToBeVisibleAsync();

        await candidate.Page.UnrouteAllAsync();
        await candidate.Page.ReloadAsync();
        await candidate.Page.Locator(".stem").WaitForAsync();

        await candidate.WaitForNext(before);
        Assert.Equal("1", await candidate.Page.GetByRole(AriaRole.Progressbar).GetAttributeAsync("aria-valuenow"));
    }

    private static async Task RequireNoSidewaysScrolling(IPage page) =>
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "The page is wider than the screen.");

    private static List<string> WatchResponses(IPage page)
    {
        List<string> bodies = [];
        page.RequestFinished += async (_, request) =>
        {
            if (request.Url.EndsWith("/answers", StringComparison.Ordinal) && await request.ResponseAsync() is { } response)
            {
                bodies.Add(await response.TextAsync());
            }
        };
        return bodies;
    }

    [GeneratedRegex("\"(rationale|key\":\\[|difficulty|discrimination|answer\"|score)", RegexOptions.IgnoreCase)]
    private static partial Regex Secrets();
}
