using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Pals.Exam.EndToEnd.Tests;

/// <summary>A file of sentences laid beside the English one is all that another language takes.</summary>
public sealed partial class LanguageTests(ExamBrowser browser) : IClassFixture<ExamBrowser>
{
    /// <summary>A name that ISO 639-2 keeps free for uses like this.</summary>
    private const string Marked = "qaa";

    /// <summary>English with every sentence between brackets, and written from the right: what stands outside brackets was not translated.</summary>
    private const string MarkedFile = """
        import { text as english } from './en.js';
        const mark = value => typeof value === 'string' ? `⟦${value}⟧`
          : typeof value === 'function' ? (...given) => mark(value(...given))
          : Array.isArray(value) ? value.map(mark)
          : Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mark(inner)]));
        export const direction = 'rtl';
        export const text = mark(english);
        """;

    private const string ReadPage = """
        () => {
          const said = [];
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const { parentElement: parent, nodeValue } = walker.currentNode;
            if (!parent.closest('script, style, noscript, .brand, kbd')) said.push(nodeValue);
          }
          for (const element of document.querySelectorAll('body *')) {
            for (const name of ['aria-label', 'alt', 'title', 'placeholder']) if (element.hasAttribute(name)) said.push(element.getAttribute(name));
          }
          return said.map(one => one.trim()).filter(one => /\p{L}/u.test(one));
        }
        """;

    private static readonly string Scripts = Path.Combine(WebRoot.Shipped, "js");

    [Fact]
    public async Task Page_OfALanguageWhoseFileWasLaidBesideTheOthers_SpeaksItThroughout()
    {
        await using Speaking server = await Speaking.Start(Marked, MarkedFile);
        IPage page = await browser.Open();
        var content = new ExamContent(page);

        // The start, an adaptive question, its report.
        var candidate = await CandidatePage.Open(page, new Uri(server.Address, $"/?lang={Marked}"));
        await page.Locator("form button[type=submit]").WaitForAsync();
        Assert.Equal((Marked, "rtl"), (await page.GetAttributeAsync("html", "lang"), await page.GetAttributeAsync("html", "dir")));
        await RequireTranslated(page, content);
        await page.Locator("form button[type=submit]").PressAsync("Enter");
        await page.Locator(".stem").WaitForAsync();
        await RequireTranslated(page, content);
        while (await candidate.Report.CountAsync() == 0)
        {
            string before = await candidate.Question();
            if (await page.Locator("ol.ordering").CountAsync() > 0)
            {
                await page.Locator("ol.ordering button:enabled").First.PressAsync("Enter");
                await RequireTranslated(page, content);
                await page.Locator("form button[type=submit]").PressAsync("Enter");
            }
            else
            {
                await candidate.Give(right: false);
            }

            await candidate.WaitForNext(before);
        }

        await RequireTranslated(page, content);

        // The written exam: a question, the review, the confirmation.
        await page.Locator(".actions button").Last.PressAsync("Enter");
        await page.Locator("input[value=pals-written]").CheckAsync();
        await page.Locator("form button[type=submit]").PressAsync("Enter");
        await page.Locator(".navigator").WaitForAsync();
        await RequireTranslated(page, content);
        await page.Locator(".steps button").Last.PressAsync("Enter");
        await page.Locator(".listing").WaitForAsync();
        await page.Locator(".actions button").First.PressAsync("Enter");
        await RequireTranslated(page, content);
        Assert.Empty(candidate.Errors);
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Page_LanguageOfTheBrowser_IsTakenAndWhatItsFileLeavesOutIsEnglish()
    {
        await using Speaking server = await Speaking.Start("fr", "export const text = { startButton: 'Commencer', outcome: { passed: 'Réussi' } };");
        IPage page = await browser.Open(new() { Locale = "fr-CA" });

        await CandidatePage.Open(page, server.Address);

        await Assertions.Expect(page.Locator("form button[type=submit]")).ToHaveTextAsync("Commencer");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Practice exams in resuscitation");
        Assert.Equal(("fr", "ltr"), (await page.GetAttributeAsync("html", "lang"), await page.GetAttributeAsync("html", "dir")));

        // What the address asks for goes before what the browser prefers.
        await page.GotoAsync(new Uri(server.Address, "/?lang=en").ToString());
        await Assertions.Expect(page.Locator("form button[type=submit]")).ToHaveTextAsync("Start the practice exam");
        await page.Context.DisposeAsync();
    }

    [Theory]
    [InlineData("?lang=de")]
    [InlineData("?lang=nl")]
    [InlineData("?lang=../main")]
    public async Task Page_LanguageThatIsFaultyUnknownOrNone_IsEnglish(string query)
    {
        await using Speaking server = await Speaking.Start("de", "export const text = {");
        IPage page = await browser.Open();

        await CandidatePage.Open(page, new Uri(server.Address, $"/{query}"));

        await Assertions.Expect(page.Locator("form button[type=submit]")).ToHaveTextAsync("Start the practice exam");
        Assert.Equal("en", await page.GetAttributeAsync("html", "lang"));
        await page.Context.DisposeAsync();
    }

    [Fact]
    public void EveryKeyOfTheEnglishFile_IsUsedByAPageAndEveryUseHasItsKey()
    {
        string english = File.ReadAllText(Path.Combine(Scripts, "languages", "en.js"));
        string text = english[english.IndexOf("export const text", StringComparison.Ordinal)..];
        string[] keys = [.. Key().Matches(text).Select(match => match.Groups[1].Value).Order()];
        IEnumerable<string> pages = Directory.EnumerateFiles(Scripts, "*.js").Where(file => Path.GetFileName(file) != "strings.js").Select(File.ReadAllText);
        IEnumerable<string> documents = Directory.EnumerateFiles(WebRoot.Shipped, "*.html").Select(File.ReadAllText);
        string[] used =
        [
            .. pages.SelectMany(script => Use().Matches(script)).Concat(documents.SelectMany(page => Named().Matches(page)))
                .Select(match => match.Groups[1].Value).Distinct().Order(),
        ];

        Assert.Equal(used, keys);
    }

    private static async Task RequireTranslated(IPage page, ExamContent content)
    {
        IReadOnlySet<string> exam = await content.Strings();
        foreach (string said in await page.EvaluateAsync<string[]>(ReadPage))
        {
            string rest = said;
            while (Bracketed().IsMatch(rest))
            {
                rest = Bracketed().Replace(rest, "");
            }

            rest = rest.Trim();
            Assert.True(
                !Letters().IsMatch(rest) || exam.Contains(rest) || exam.Contains(OptionKey().Replace(rest, "")),
                $"The page says \"{said}\", which comes neither from the file of its language nor from the exam.");
        }
    }

    [GeneratedRegex("⟦[^⟦⟧]*⟧")]
    private static partial Regex Bracketed();

    [GeneratedRegex(@"\p{L}{2}")]
    private static partial Regex Letters();

    [GeneratedRegex(@"^[A-Z]\. ")]
    private static partial Regex OptionKey();

    [GeneratedRegex(@"^  (\w+)[:,]", RegexOptions.Multiline)]
    private static partial Regex Key();

    [GeneratedRegex(@"\btext\.(\w+)")]
    private static partial Regex Use();

    [GeneratedRegex("data-text=\"(\\w+)\"")]
    private static partial Regex Named();

    /// <summary>Every text that the server has sent to a page: what the bank and the programme say is theirs to translate.</summary>
    private sealed class ExamContent
    {
        private readonly List<Task<string>> _bodies = [];

        public ExamContent(IPage page) => page.Response += (_, response) =>
        {
            if (response.Headers.TryGetValue("content-type", out string? type) && type.Contains("json", StringComparison.Ordinal))
            {
                _bodies.Add(response.TextAsync());
            }
        };

        public async Task<IReadOnlySet<string>> Strings()
        {
            var strings = new HashSet<string>();
            foreach (string body in await Task.WhenAll(_bodies))
            {
                Gather(JsonDocument.Parse(body).RootElement, strings);
            }

            return strings;
        }

        private static void Gather(JsonElement element, HashSet<string> strings)
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.String:
                    strings.Add(element.GetString()!.Trim());
                    break;
                case JsonValueKind.Array:
                    foreach (JsonElement entry in element.EnumerateArray())
                    {
                        Gather(entry, strings);
                    }

                    break;
                case JsonValueKind.Object:
                    foreach (JsonProperty property in element.EnumerateObject())
                    {
                        Gather(property.Value, strings);
                    }

                    break;
            }
        }
    }

    /// <summary>A server that speaks one language more.</summary>
    private sealed class Speaking : IAsyncDisposable
    {
        private readonly TemporaryFolder _data = new();
        private readonly WebRoot _root;
        private ServerProcess _server = null!;

        private Speaking(WebRoot root) => _root = root;

        public Uri Address => _server.Address;

        public static async Task<Speaking> Start(string language, string text)
        {
            var speaking = new Speaking(new WebRoot(language, text));
            speaking._server = await ServerProcess.Start(speaking._data.Path, "--webroot", speaking._root.Path);
            return speaking;
        }

        public async ValueTask DisposeAsync()
        {
            await _server.DisposeAsync();
            _root.Dispose();
            _data.Dispose();
        }
    }
}
