using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.EndToEnd.Tests;

/// <summary>The candidate's page in a browser, and a candidate who knows the bank: answers right or wrong as told, by keyboard alone.</summary>
internal sealed class CandidatePage
{
    /// <summary>What tells one question from another on the page: two cases may ask the same of different patients.</summary>
    public const string ReadQuestion =
        "() => [...document.querySelectorAll('form .scenario, form .stem')].map(e => e.innerText).join(' ').replace(/\\s+/g, ' ').trim()";

    private static readonly Dictionary<string, Item> ItemsByQuestion = AllQuestions();

    private CandidatePage(IPage page)
    {
        Page = page;
        Frame = page.MainFrame;
        page.PageError += (_, error) => Errors.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                Errors.Add(message.Text);
            }
        };
        page.Request += (_, request) => Addresses.Add(request.Url);
    }

    public IPage Page { get; }

    /// <summary>Where the exam is: the page itself, or a frame in a course provider's page.</summary>
    public IFrame Frame { get; private set; }

    /// <summary>What went wrong in the page's scripts, and what its security policy blocked.</summary>
    public List<string> Errors { get; } = [];

    /// <summary>Every address that the page asked for.</summary>
    public List<string> Addresses { get; } = [];

    public ILocator Notice => Frame.Locator("#notice");

    public ILocator Report => Frame.Locator(".result h1");

    private ILocator Stem => Frame.Locator(".stem");

    public static async Task<CandidatePage> Open(IPage page, Uri address)
    {
        var candidate = new CandidatePage(page);
        await page.GotoAsync(address.ToString());
        return candidate;
    }

    /// <summary>The exam that a page of a course provider shows in its frame.</summary>
    public static async Task<CandidatePage> OpenEmbedded(IPage page, string address)
    {
        var candidate = new CandidatePage(page);
        await page.GotoAsync(address);
        IElementHandle element = await page.Locator("pals-exam iframe").ElementHandleAsync();
        candidate.Frame = await element.ContentFrameAsync() ?? throw new InvalidOperationException("The frame has no page.");

        // As a candidate does: only then do keys reach the exam.
        await candidate.Stem.ClickAsync();
        return candidate;
    }

    public async Task Start()
    {
        await Frame.GetByRole(AriaRole.Button, new() { Name = "Start the practice exam" }).PressAsync("Enter");
        await Stem.WaitForAsync();
    }

    /// <summary>The item of the question that a page shows.</summary>
    public static async Task<Item> ItemShown(IFrame frame) => ItemsByQuestion[await frame.EvaluateAsync<string>(ReadQuestion)];

    public Task<string> Question() => Frame.EvaluateAsync<string>(ReadQuestion);

    /// <summary>Chooses an answer and submits it, without waiting for what follows.</summary>
    public async Task Give(bool right)
    {
        Item item = await ItemShown(Frame);
        switch (item.Type)
        {
            case ItemType.NumericEntry:
                await Frame.Locator("input.number").FillAsync(right ? item.Answer[0] : "999999");
                break;
            case ItemType.Ordering:
                await PutInOrder(Frame.Locator("ol.ordering"), item, right);
                await Frame.GetByRole(AriaRole.Button, new() { Name = "Submit answer" }).PressAsync("Enter");
                return;
            default:
                foreach (string key in right ? item.Answer.AsEnumerable() : WrongOption(item))
                {
                    await Page.Keyboard.PressAsync((key[0] - 'A' + 1).ToString());
                }

                break;
        }

        await Page.Keyboard.PressAsync("Enter");
    }

    /// <summary>Answers until the report shows; returns the number of questions.</summary>
    public async Task<int> AnswerAll(bool right, int atMost = 100)
    {
        for (int answered = 0; answered < atMost; answered++)
        {
            if (await Report.CountAsync() > 0)
            {
                return answered;
            }

            string before = await Question();
            await Give(right);
            await WaitForNext(before);
        }

        throw new InvalidOperationException($"The exam did not end within {atMost} questions.");
    }

    /// <summary>Waits until the question is no longer <paramref name="before"/>.</summary>
    public Task WaitForNext(string before) => Frame.WaitForFunctionAsync($"before => ({ReadQuestion})() !== before", before);

    private static IEnumerable<string> WrongOption(Item item) =>
        [item.Options.Select(option => option.Key).First(key => !item.Answer.Contains(key))];

    /// <summary>Moves the entries by their buttons until they stand as the key says, or its reverse.</summary>
    public static async Task PutInOrder(ILocator list, Item item, bool right)
    {
        string[] wanted = right ? [.. item.Answer] : [.. item.Answer.Reverse()];
        List<string> shown = [.. await list.Locator("li").EvaluateAllAsync<string[]>("entries => entries.map(entry => entry.dataset.key)")];
        for (int place = 0; place < wanted.Length; place++)
        {
            for (int at = shown.IndexOf(wanted[place]); at > place; at--)
            {
                await list.Locator($"li[data-key={wanted[place]}] button").First.PressAsync("Space");
                (shown[at - 1], shown[at]) = (shown[at], shown[at - 1]);
            }
        }
    }

    private static Dictionary<string, Item> AllQuestions()
    {
        Bank bank = ShippedBank.Load();
        return bank.Items.ToDictionary(item => Spaced(
            item.Scenario is null ? item.Stem : $"{bank.FindScenario(item.Scenario)!.Text} {item.Stem}"));
    }

    private static string Spaced(string text) => Regex.Replace(text, @"\s+", " ").Trim();
}
