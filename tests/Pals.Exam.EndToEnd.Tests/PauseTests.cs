using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;

namespace Pals.Exam.EndToEnd.Tests;

/// <summary>A course provider stops the clock of an exam, gives more time and lets it go on, and the candidate's page follows.</summary>
public sealed class PauseTests(ExamBrowser browser) : IClassFixture<ExamBrowser>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_PausedAccommodatedAndResumed_FollowsAndKeepsTheChoice()
    {
        await using Sitting sitting = await Sitting.Begin(browser);
        CandidatePage candidate = sitting.Candidate;
        using HttpClient provider = await Provider(sitting.Server);
        JsonElement exam = await Read(await provider.PostAsJsonAsync(
            "/v1/exams", new { candidateId = "candidate-7", definition = "pals-adaptive", purpose = "certification" }, Cancellation));
        string address = $"/v1/exams/{exam.GetProperty("examId").GetString()}";

        // The page is open already, and a link that differs in its fragment alone does not load it anew.
        await candidate.Page.GotoAsync("about:blank");
        await candidate.Page.GotoAsync(exam.GetProperty("launchUrl").GetString()!);
        await candidate.Page.Locator(".stem").WaitForAsync();
        string question = await candidate.Question();
        ILocator timer = candidate.Page.GetByRole(AriaRole.Timer);
        await Assertions.Expect(timer).ToContainTextAsync("1:");

        await Read(await provider.PostAsync($"{address}/pause", null, Cancellation));
        await candidate.Give(right: true);
        await Assertions.Expect(candidate.Page.GetByRole(AriaRole.Heading, new() { Name = "Your exam is paused" })).ToBeVisibleAsync();
        await Assertions.Expect(candidate.Page.Locator(".stem")).ToHaveCountAsync(0);
        await Assertions.Expect(timer).ToHaveCountAsync(0);
        await candidate.Page.Keyboard.PressAsync("Enter");

        await Read(await provider.PutAsJsonAsync($"{address}/accommodation", new { multiplier = 2 }, Cancellation));
        await Read(await provider.PostAsync($"{address}/resume", null, Cancellation));
        await candidate.Page.Locator(".stem").WaitForAsync();
        Assert.Equal(question, await candidate.Question());
        await Assertions.Expect(timer).ToContainTextAsync("2:5");

        await Read(await provider.PutAsJsonAsync($"{address}/accommodation", new { unlimited = true }, Cancellation));
        await candidate.Page.GetByRole(AriaRole.Button, new() { Name = "Submit answer" }).ClickAsync();
        await candidate.WaitForNext(question);
        await Assertions.Expect(candidate.Page.Locator("#status")).ToHaveTextAsync("There is no time limit.");
        Assert.Equal("1", await candidate.Page.GetByRole(AriaRole.Progressbar).GetAttributeAsync("aria-valuenow"));

        // Chromium reports the refusal of the answer that came during the pause; the page itself has no fault.
        Assert.All(candidate.Errors, error => Assert.Contains("409", error, StringComparison.Ordinal));
    }

    private static async Task<HttpClient> Provider(ServerProcess server)
    {
        using HttpClient administrator = server.Client();
        administrator.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ServerProcess.AdministratorKey);
        await Read(await administrator.PostAsJsonAsync("/v1/providers", new { providerId = "heart-centre", name = "Heart Centre" }, Cancellation));
        JsonElement key = await Read(await administrator.PostAsync("/v1/providers/heart-centre/keys", null, Cancellation));
        HttpClient provider = server.Client();
        provider.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.GetProperty("key").GetString());
        return provider;
    }

    private static async Task<JsonElement> Read(HttpResponseMessage response)
    {
        using (response)
        {
            string text = await response.Content.ReadAsStringAsync(Cancellation);
            Assert.True(response.IsSuccessStatusCode, text);
            return JsonDocument.Parse(text).RootElement;
        }
    }
}
