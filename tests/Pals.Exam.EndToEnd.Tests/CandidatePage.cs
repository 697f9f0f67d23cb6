using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.EndToEnd.Tests;

/// <summary>The candidate's page in a browser, and a candidate who knows the bank: answers right or wrong as told, by keyboard alone.</summary>
internal sealed class CandidatePage
{
    /// <summary>What tells one question from another on the page: two cases may ask the same of different patients.</summary>
    private const string ReadQuestion =
        "() => [...document.querySelectorAll('form .scenario, form .stem')].map(e => e.innerText).join(' ').replace(/\\s+/g, ' ').trim()";

    private static readonly Dictionary<string, Item> ItemsByQuestion = AllQuestions();

    private CandidatePage(IPage page)
    {
        Page = page;
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

    /// <summary>What went wrong in the page's scripts, and what its security policy blocked.</summary>
    public List<string> Errors { get; } = [];

    /// <summary>Every address that the page asked for.</summary>
    public List<string> Addresses { get; } = [];

    public ILocator Notice => Page.Locator("#notice");

    public ILocator Report => Page.Locator(".result h1");

    private ILocator Stem => Page.Locator(".stem");

    public static async Task<CandidatePage> Open(IPage page, Uri address)
    {
        var candidate = new CandidatePage(page);
        await page.GotoAsync(address.ToString());
        return candidate;
    }

    public async Task Start()
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = "Start the practice exam" }).PressAsync("Enter");
        await Stem.WaitForAsync();
    }

    public Task<string> Question() => Page.EvaluateAsync<string>(ReadQuestion);

    /// <summary>Chooses an answer and submits it, without waiting for what follows.</summary>
    public async Task Give(bool right)
    {
        Item item = ItemsByQuestion[await Question()];
        switch (item.Type)
        {
            case ItemType.NumericEntry:
                await Page.Locator("input.number").FillAsync(right ? item.Answer[0] : "999999");
                break;
            case ItemType.Ordering:
                await PutInOrder(item, right);
                await Page.GetByRole(AriaRole.Button, new() { Name = "Submit answer" }).PressAsync("Enter");
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
    public Task WaitForNext(string before) => Page.WaitForFunctionAsync($"before => ({ReadQuestion})() !== before", before);

    private static IEnumerable<string> WrongOption(Item item) =>
        [item.Options.Select(option => option.Key).First(key => !item.Answer.Contains(key))];

    /// <summary>Moves the entries by their buttons until they stand as the key says, or its reverse.</summary>
    private async Task PutInOrder(Item item, bool right)
    {
        string[] wanted = right ? [.. item.Answer] : [.. item.Answer.Reverse()];
        List<string> shown = [.. item.Options.Select(option => option.Key)];
        for (int place = 0; place < wanted.Length; place++)
        {
            for (int at = shown.IndexOf(wanted[place]); at > place; at--)
            {
                await Page.Locator($"ol.ordering li[data-key={wanted[place]}] button").First.PressAsync("Space");
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
