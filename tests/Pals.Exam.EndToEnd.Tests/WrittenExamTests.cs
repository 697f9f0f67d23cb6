using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.EndToEnd.Tests;

/// <summary>A candidate sits a written exam in a real browser on a real server.</summary>
public sealed partial class WrittenExamTests(ExamBrowser browser) : IClassFixture<ExamBrowser>
{
    private const int Length = 50;

    [Fact]
    public async Task Exam_JumpingFlaggingChangingAndReloading_IsReportedAsItStoodWhenSubmitted()
    {
        await using Sitting sitting = await Sitting.Begin(browser);
        CandidatePage candidate = sitting.Candidate;
        IPage page = candidate.Page;
        List<string> bodies = WatchForms(page);
        await Start(page);
        await Shows(page, 1);

        // From the last question back to the first, by jumping; every tenth is left out, one is answered wrong at first and changed.
        for (int position = Length; position >= 1; position--)
        {
            await Jump(page, position);
            if (position % 10 == 0)
            {
                await Press(page, "Flag to come back");
            }
            else
            {
                await Answer(page, right: position != 7);
            }

            if (position == 25)
            {
                await page.GetByText("Everything is saved.").WaitForAsync();
                await page.ReloadAsync();
                await Shows(page, 25);
            }
        }

        Assert.Equal("45 of 50 answered", await page.Locator(".navigator summary").InnerTextAsync());
        Assert.Equal(1, await page.GetByRole(AriaRole.Button, new() { Name = "Question 20, no answer, flagged" }).CountAsync());
        await Jump(page, 7);
        await Answer(page, right: true);
        await Press(page, "Review and submit");
        Assert.Equal("5 questions without an answer", await page.Locator("section h2").First.InnerTextAsync());
        await page.GetByRole(AriaRole.Button, new() { Name = "Question 30" }).First.PressAsync("Enter");
        await Shows(page, 30);
        await Answer(page, right: true);
        await Press(page, "Take off the flag");
        await Press(page, "Review and submit");
        Assert.Equal("4 flagged questions", await page.Locator("section h2").Last.InnerTextAsync());
        await Press(page, "Submit the exam");
        await Assertions.Expect(page.Locator("dialog")).ToContainTextAsync("4 questions have no answer");
        await Press(page, "Not yet");
        await Press(page, "Submit the exam");
        await Press(page, "Yes, submit");

        await Assertions.Expect(candidate.Report).ToHaveTextAsync("Passed");
        await Assertions.Expect(page.Locator(".figures")).ToContainTextAsync("46 of 50");
        Assert.Equal(Length, await page.Locator(".review > li").CountAsync());
        Assert.Equal(46, await page.Locator(".review > li.right").CountAsync());
        Assert.Equal(6, await page.Locator(".profile li").CountAsync());
        Assert.Empty(candidate.Errors);
        Assert.NotEmpty(bodies);
        Assert.All(bodies, body => Assert.DoesNotMatch(Secrets(), body));
    }

    [Fact]
    public async Task ServerKilled_WhileAnswering_KeepsEveryChangeThroughAReloadAndSendsThemWhenItIsBack()
    {
        await using Sitting sitting = await Sitting.Begin(browser);
        IPage page = sitting.Candidate.Page;
        await Start(page);
        await Answer(page, right: true);
        await page.GetByText("Everything is saved.").WaitForAsync();

        await sitting.Server.Kill();
        await Press(page, "Next");
        await Answer(page, right: true);
        await Press(page, "Next");
        await Press(page, "Flag to come back");
        await Assertions.Expect(sitting.Candidate.Notice).ToContainTextAsync("The connection is lost");
        await Assertions.Expect(page.Locator(".saved")).ToHaveTextAsync("Saving 2 changes…");

        await sitting.Restart();
        await page.ReloadAsync();
        await Shows(page, 3);
        await page.GetByText("Everything is saved.").WaitForAsync();
        await page.ReloadAsync();
        await Shows(page, 3);

        Assert.Equal("2 of 50 answered", await page.Locator(".navigator summary").InnerTextAsync());
        Assert.Equal(1, await page.GetByRole(AriaRole.Button, new() { Name = "Question 3, no answer, flagged, shown now" }).CountAsync());
    }

    [Fact]
    public async Task Phone_QuestionAndReview_DoNotScrollSideways()
    {
        await using Sitting sitting = await Sitting.Begin(
            browser, new() { ViewportSize = new() { Width = 360, Height = 740 }, IsMobile = true, HasTouch = true, ColorScheme = ColorScheme.Dark });
        IPage page = sitting.Candidate.Page;
        await Start(page);
        await RequireNoSidewaysScrolling(page);
        await page.Locator(".navigator summary").TapAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Question 50, no answer" }).TapAsync();
        await Shows(page, 50);
        await RequireNoSidewaysScrolling(page);

        await page.GetByRole(AriaRole.Button, new() { Name = "Review and submit" }).TapAsync();
        await page.GetByText("50 questions without an answer").WaitForAsync();

        await RequireNoSidewaysScrolling(page);
        Assert.Empty(sitting.Candidate.Errors);
    }

    private static async Task Start(IPage page)
    {
        await page.GetByRole(AriaRole.Radio, new() { NameRegex = new Regex("written exam") }).CheckAsync();
        await Press(page, "Start the practice exam");
        await page.Locator(".stem").WaitForAsync();
    }

    private static Task Shows(IPage page, int position) =>
        Assertions.Expect(page.Locator("h1")).ToHaveTextAsync($"Question {position} of {Length}");

    private static async Task Jump(IPage page, int position)
    {
        await page.Locator($".navigator li:nth-child({position}) button").PressAsync("Enter");
        await Shows(page, position);
    }

    private static Task Press(IPage page, string button) => page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).PressAsync("Enter");

    /// <summary>Answers the question shown, by keyboard, in place of what was answered before.</summary>
    private static async Task Answer(IPage page, bool right)
    {
        Item item = await CandidatePage.ItemShown(page.MainFrame);
        switch (item.Type)
        {
            case ItemType.NumericEntry:
                await page.Locator("input.number").FillAsync(right ? item.Answer[0] : "999999");
                return;
            case ItemType.Ordering:
                await CandidatePage.PutInOrder(page.Locator("ol.ordering"), item, right);
                await Press(page, "This order is right");
                return;
            default:
                string[] keys = right ? [.. item.Answer] : [item.Options.Select(option => option.Key).First(key => !item.Answer.Contains(key))];
                foreach (string key in item.Options.Select(option => option.Key))
                {
                    ILocator input = page.Locator($"input[value={key}]");
                    if (await input.IsCheckedAsync() != keys.Contains(key) && (item.Type == ItemType.MultipleResponse || keys.Contains(key)))
                    {
                        await page.Keyboard.PressAsync((key[0] - 'A' + 1).ToString(System.Globalization.CultureInfo.InvariantCulture));
                    }
                }

                return;
        }
    }

    private static async Task RequireNoSidewaysScrolling(IPage page) => Assert.Equal(
        0, await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"));

    /// <summary>What the server says of the form while it is open.</summary>
    private static List<string> WatchForms(IPage page)
    {
        var bodies = new List<string>();
        page.Response += async (_, response) =>
        {
            if (response.Url.Contains("/form", StringComparison.Ordinal))
            {
                bodies.Add(await response.TextAsync());
            }
        };
        return bodies;
    }

    [GeneratedRegex("\"(rationale|key\":\\[|difficulty|discrimination|score)", RegexOptions.IgnoreCase)]
    private static partial Regex Secrets();
}
