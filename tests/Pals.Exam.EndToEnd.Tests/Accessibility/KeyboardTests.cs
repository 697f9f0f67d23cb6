using Microsoft.Playwright;
using Pals.Exam.Api.Tests.Support;
using Pals.Exam.EndToEnd.Tests.Certification;
using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.EndToEnd.Tests.Accessibility;

/// <summary>
/// Exams without a mouse, by keys that any page takes: Tab, Shift, Space, arrows, Enter and letters. The focus is moved by nothing else, and
/// wherever it comes it must show.
/// </summary>
public sealed class KeyboardTests(ExamBrowser browser) : IClassFixture<ExamBrowser>
{
    /// <summary>More than any page has controls: a written exam has a button for each of its questions.</summary>
    private const int MostTabs = 120;

    /// <summary>True when the focus shows: an outline of at least 2 px at the focused element or at the label around it.</summary>
    private const string FocusShows =
        """
        () => [document.activeElement, document.activeElement.closest('label')].some(element => {
          const style = element && getComputedStyle(element);
          return style && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
        })
        """;

    [Fact]
    public async Task Exam_FromStartToReport_IsSatByKeyboardAlone()
    {
        IPage page = await browser.Open();
        await using ExamServer server = ExamServer.WithShippedBank();
        await page.GotoAsync(server.Http.BaseAddress!.ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = "Start the practice exam" }).WaitForAsync();
        await TabTo(page, "button[type=submit]");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(".stem").WaitForAsync();

        while (await page.Locator(".result").CountAsync() == 0)
        {
            await AnswerAndSubmit(page);
        }

        Assert.Equal("Passed", await page.Locator(".result h1").InnerTextAsync());
        Assert.Equal("H1", await page.EvaluateAsync<string>("document.activeElement.tagName"));
        await TabTo(page, "main button");
    }

    [Fact]
    public async Task WrittenExam_ChosenAnsweredFlaggedReviewedAndSubmitted_IsSatByKeyboardAlone()
    {
        IPage page = await browser.Open();
        await using ExamServer server = ExamServer.WithShippedBank();
        await page.GotoAsync(server.Http.BaseAddress!.ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = "Start the practice exam" }).WaitForAsync();
        await TabTo(page, "input[type=radio]");
        await page.Keyboard.PressAsync("ArrowDown");
        await TabTo(page, "button[type=submit]");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(".stem").WaitForAsync();

        for (int position = 1; position <= 3; position++)
        {
            await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync($"Question {position} of 50");
            await Answer(page);
            await Press(page, "Next");
        }

        await Press(page, "Flag to come back");
        await Press(page, "Review and submit");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("1 flagged question");
        await Press(page, "Submit the exam");
        await page.GetByRole(AriaRole.Dialog).WaitForAsync();
        await Press(page, "Yes, submit");

        await Assertions.Expect(page.Locator(".result h1")).ToHaveTextAsync("Not passed");
    }

    [Fact]
    public async Task Questions_OfEveryKind_AreAnsweredByKeyboardAlone()
    {
        IPage page = await browser.Open();
        await using ExamServer server = ExamServer.WithShippedBank();
        await foreach ((string kind, Candidate at) in Questions.OfEveryKind(server))
        {
            int position = at.Position;
            await Questions.Show(page, server, at);
            await AnswerAndSubmit(page);
            await at.Reload();
            Assert.True(!at.HasQuestion || at.Position == position + 1, $"{kind}: the answer did not arrive.");
        }
    }

    [Fact]
    public async Task Focus_ThroughAnEmbeddedExam_ComesInAndOutAtBothEnds()
    {
        IPage page = await browser.Open();
        await using Way way = await Way.Begin();
        await way.Enrol("ann");
        await way.Complete("ann");
        way.Want("ann");
        await CandidatePage.OpenEmbedded(page, way.Site.Exam);
        await page.Locator("#before").FocusAsync();

        foreach ((string key, string end) in new[] { ("Tab", "after"), ("Shift+Tab", "before") })
        {
            int inside = 0;
            string at = "";
            for (int pressed = 0; pressed < MostTabs && at != end; pressed++)
            {
                await page.Keyboard.PressAsync(key);
                at = await page.EvaluateAsync<string>("document.activeElement.id || document.activeElement.tagName");
                inside += at == "IFRAME" ? 1 : 0;
            }

            Assert.Equal(end, at);
            Assert.InRange(inside, 2, MostTabs);
        }
    }

    /// <summary>Answers the question shown as its key says, and waits for what follows.</summary>
    private static async Task AnswerAndSubmit(IPage page)
    {
        string before = await page.EvaluateAsync<string>(CandidatePage.ReadQuestion);
        await Answer(page);
        await TabTo(page, "button[type=submit]");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForFunctionAsync($"before => ({CandidatePage.ReadQuestion})() !== before", before);
    }

    private static async Task Answer(IPage page)
    {
        Item item = await CandidatePage.ItemShown(page.MainFrame);
        switch (item.Type)
        {
            case ItemType.SingleChoice:
                await TabTo(page, "input[type=radio]");
                await page.Keyboard.PressAsync("Space");
                for (int moved = 0; moved < item.Options.Length && !await Focused(page, $"input[value={item.Answer[0]}]"); moved++)
                {
                    await page.Keyboard.PressAsync("ArrowDown");
                }

                break;
            case ItemType.MultipleResponse:
                foreach (string key in item.Answer)
                {
                    await TabTo(page, $"input[value={key}]");
                    await page.Keyboard.PressAsync("Space");
                }

                break;
            case ItemType.Ordering:
                await PutInOrder(page, item);
                break;
            default:
                await TabTo(page, "input.number");
                await page.Keyboard.TypeAsync(item.Answer[0]);
                break;
        }
    }

    private static async Task PutInOrder(IPage page, Item item)
    {
        bool moved = false;
        for (int place = 0; place < item.Answer.Length; place++)
        {
            while (await page.Locator("ol.ordering li").Nth(place).GetAttributeAsync("data-key") != item.Answer[place])
            {
                await TabTo(page, $"li[data-key={item.Answer[place]}] button:first-of-type");
                await page.Keyboard.PressAsync("Space");
                moved = true;
            }
        }

        // Where the order shown first is the right one, the first of two submissions says so.
        if (!moved && await page.Locator("button[type=submit]").CountAsync() > 0)
        {
            await TabTo(page, "button[type=submit]");
            await page.Keyboard.PressAsync("Enter");
        }
    }

    /// <summary>Presses Tab until an element has the focus, which must show all the way.</summary>
    private static async Task TabTo(IPage page, string selector)
    {
        for (int pressed = 0; pressed < MostTabs; pressed++)
        {
            if (await Focused(page, selector))
            {
                return;
            }

            await page.Keyboard.PressAsync("Tab");
            bool isOnPage = await page.EvaluateAsync<bool>("document.activeElement !== document.body");
            Assert.True(
                !isOnPage || await page.EvaluateAsync<bool>(FocusShows),
                $"The focus does not show at {await page.EvaluateAsync<string>("document.activeElement.outerHTML.slice(0, 200)")}.");
        }

        Assert.Fail($"Tab does not come to {selector}.");
    }

    /// <summary>Comes to a button by Tab and presses it.</summary>
    private static async Task Press(IPage page, string button)
    {
        string mark = $"button[data-wanted=\"{button}\"]";
        await page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).EvaluateAsync("(element, name) => { element.dataset.wanted = name; }", button);
        await TabTo(page, mark);
        await page.Keyboard.PressAsync("Enter");
    }

    private static Task<bool> Focused(IPage page, string selector) =>
        page.EvaluateAsync<bool>("selector => document.activeElement.matches(selector)", selector);
}
