using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Pals.Exam.EndToEnd.Tests.Accessibility;

/// <summary>
/// Holds a page as it stands to WCAG 2.2 AA as far as a program can: axe-core, in the light on a desk and in the dark on a phone, and reflow at
/// 320 CSS pixels (which is 1280 at 400 %) and at 640 (1280 at 200 %). What only people can judge, they have to.
/// </summary>
internal static class Wcag
{
    /// <summary>A folder for pictures of every state, for people to look at.</summary>
    private const string PicturesVariable = "PALS_EXAM_PICTURES";

    private const int DeskWidth = 1280;
    private const int PhoneWidth = 360;
    private const int Height = 800;

    /// <summary>The rules of WCAG up to 2.2 AA, and axe-core's own on landmarks, headings and the like.</summary>
    private static readonly AxeRunOptions Rules = new()
    {
        RunOnly = new RunOnlyOptions
        {
            Type = "tag",
            Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        },
    };

    /// <summary>Requires that the page has no violation; <paramref name="state"/> says in the message what it showed.</summary>
    public static async Task Require(IPage page, string state)
    {
        List<string> faults = [];
        (int Width, ColorScheme Scheme)[] looks = [(DeskWidth, ColorScheme.Light), (PhoneWidth, ColorScheme.Dark)];
        foreach ((int width, ColorScheme scheme) in looks)
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
            await page.SetViewportSizeAsync(width, Height);
            AxeResult result = await page.RunAxe(Rules);
            Assert.NotEmpty(result.Passes);
            faults.AddRange(
                from violation in result.Violations
                from node in violation.Nodes
                select $"{state}, {width} px, {scheme}: {violation.Id}: {violation.Help} at {node.Target}: {node.Html}");
            await Picture(page, $"{state}-{width}-{scheme}");
        }

        foreach (int width in new[] { 320, 640 })
        {
            await page.SetViewportSizeAsync(width, 512);
            foreach (IFrame frame in page.Frames)
            {
                if (await frame.EvaluateAsync<bool>("() => document.documentElement.scrollWidth > document.documentElement.clientWidth"))
                {
                    faults.Add($"{state}, {width} px: scrolls sideways at {frame.Url}.");
                }
            }
        }

        await page.SetViewportSizeAsync(DeskWidth, Height);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    private static async Task Picture(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable(PicturesVariable) is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name.Replace(' ', '-')}.png"), FullPage = true });
        }
    }
}
