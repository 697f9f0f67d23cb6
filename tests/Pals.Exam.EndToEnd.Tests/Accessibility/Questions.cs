using Microsoft.Playwright;
using Pals.Exam.Api.Tests.Support;
using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.EndToEnd.Tests.Accessibility;

/// <summary>Finds a question of every kind: of each type, within a case and with a picture.</summary>
internal static class Questions
{
    private const string Case = "case scenario";
    private const string Picture = "rhythm strip";
    private const int MostExams = 20;

    /// <summary>Every kind of question once: its name, and a practice exam that waits at one.</summary>
    public static async IAsyncEnumerable<(string Kind, Candidate At)> OfEveryKind(ExamServer server)
    {
        HashSet<string> missing = [.. Enum.GetNames<ItemType>(), Case, Picture];
        for (ulong seed = 1; missing.Count > 0; seed++)
        {
            Assert.True(seed <= MostExams, $"No exam shows: {string.Join(", ", missing)}.");
            Candidate candidate = await Candidate.StartPractice(server.Http, new { seed });
            while (candidate.HasQuestion && missing.Count > 0)
            {
                if (Kinds(candidate.Item()).FirstOrDefault(missing.Remove) is { } kind)
                {
                    yield return (kind, candidate);
                    await candidate.Reload();
                    if (!candidate.HasQuestion)
                    {
                        break;
                    }
                }

                await candidate.Answer(candidate.Choice(right: candidate.Position % 2 == 0));
            }
        }
    }

    /// <summary>Shows the exam of a candidate, as a launch link does.</summary>
    public static async Task Show(IPage page, ExamServer server, Candidate candidate)
    {
        // A link that differs in its fragment alone does not load the page anew.
        await page.GotoAsync("about:blank");
        await page.GotoAsync($"{server.Http.BaseAddress}#exam={candidate.ExamId}&token={candidate.Token}");
        await page.Locator(".stem").WaitForAsync();
    }

    private static IEnumerable<string> Kinds(Item item)
    {
        yield return item.Type.ToString();
        if (item.Scenario is not null)
        {
            yield return Case;
        }

        if (!item.Media.IsEmpty)
        {
            yield return Picture;
        }
    }
}
