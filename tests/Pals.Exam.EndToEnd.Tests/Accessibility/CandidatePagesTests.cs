using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Pals.Exam.Api.Tests.Support;
using Pals.Exam.EndToEnd.Tests.Certification;

namespace Pals.Exam.EndToEnd.Tests.Accessibility;

/// <summary>Every state of the candidate's page, held to WCAG 2.2 AA.</summary>
public sealed class CandidatePagesTests(ExamBrowser browser) : IClassFixture<ExamBrowser>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Questions_OfEveryKind_MeetWcag()
    {
        IPage page = await browser.Open();
        await using ExamServer server = ExamServer.WithShippedBank();
        await foreach ((string kind, Candidate at) in Questions.OfEveryKind(server))
        {
            await Questions.Show(page, server, at);
            await Wcag.Require(page, $"question {kind}");
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Submit answer" }).ClickAsync();
        await Wcag.Require(page, "question without an answer");
        await page.RouteAsync("**/answers", route => route.AbortAsync());
        await AnswerSomething(page);
        await page.Locator("#notice").GetByRole(AriaRole.Button).WaitForAsync();
        await Wcag.Require(page, "connection lost");
    }

    [Fact]
    public async Task StartAndEnd_InEveryState_MeetWcag()
    {
        IPage page = await browser.Open();
        await using ExamServer server = ExamServer.WithShippedBank();
        await page.GotoAsync(server.Http.BaseAddress!.ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = "Start the practice exam" }).WaitForAsync();
        await Wcag.Require(page, "start");

        foreach (bool right in new[] { true, false })
        {
            Candidate candidate = await Candidate.StartPractice(server.Http, new { seed = 1 });
            await candidate.AnswerAll(right);
            await Open(page, server, candidate.ExamId, candidate.Token);
            await page.Locator(".result").WaitForAsync();
            await Wcag.Require(page, right ? "report passed" : "report not passed");
        }

        Candidate late = await Candidate.StartPractice(server.Http, new { seed = 2 });
        await Questions.Show(page, server, late);
        await page.GotoAsync("about:blank");
        await page.GotoAsync(server.Http.BaseAddress.ToString());
        await page.GetByRole(AriaRole.Heading).First.WaitForAsync();
        await Wcag.Require(page, "exam to go on with");

        server.Clock.Advance(TimeSpan.FromDays(1));
        await Open(page, server, late.ExamId, late.Token);
        await page.Locator(".result").WaitForAsync();
        await Wcag.Require(page, "report out of time");

        await Open(page, server, late.ExamId, "pxt_no-such-token");
        await page.GetByText("cannot be opened").First.WaitForAsync();
        await Wcag.Require(page, "exam that cannot be opened");
    }

    [Fact]
    public async Task Pause_AndLittleTime_MeetWcag()
    {
        IPage page = await browser.Open();
        await using ExamServer server = ExamServer.WithShippedBank();
        using HttpClient provider = await server.NewProvider("north");
        JsonElement exam = await provider.PostAsJsonAsync(
            "/v1/exams", new { candidateId = "ann", definition = "pals-adaptive", purpose = "certification" }, Cancellation).Json();
        await Open(page, server, exam.Text("examId"), exam.Text("token"));
        await page.Locator(".stem").WaitForAsync();
        DateTimeOffset deadline = DateTimeOffset.Parse((await State(server, exam)).Text("deadline"), null);
        server.Clock.Advance(deadline - server.Clock.GetUtcNow() - TimeSpan.FromMinutes(4));
        await page.ReloadAsync();
        await page.Locator(".timer.low").WaitForAsync();
        await Wcag.Require(page, "little time left");

        await provider.PostAsync($"/v1/exams/{exam.Text("examId")}/pause", null, Cancellation).Json();
        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Your exam is paused" }).WaitForAsync();
        await Wcag.Require(page, "paused");
    }

    [Fact]
    public async Task WrittenExam_InEveryState_MeetsWcag()
    {
        IPage page = await browser.Open();
        await using ExamServer server = ExamServer.WithShippedBank();
        await page.GotoAsync(server.Http.BaseAddress!.ToString());
        await page.GetByRole(AriaRole.Radio, new() { NameRegex = new Regex("written exam") }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Start the practice exam" }).ClickAsync();
        await page.Locator(".stem").WaitForAsync();
        await Wcag.Require(page, "written question");

        await AnswerSomething(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Flag to come back" }).ClickAsync();
        await Wcag.Require(page, "written question flagged");
        await page.GetByRole(AriaRole.Button, new() { Name = "Review and submit" }).ClickAsync();
        await Wcag.Require(page, "written review");
        await page.GetByRole(AriaRole.Button, new() { Name = "Submit the exam" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).WaitForAsync();
        await Wcag.Require(page, "written submission asked again");
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, submit" }).ClickAsync();
        await page.Locator(".result").WaitForAsync();
        await Wcag.Require(page, "written report");
    }

    private static async Task Open(IPage page, ExamServer server, string examId, string token)
    {
        // A link that differs in its fragment alone does not load the page anew.
        await page.GotoAsync("about:blank");
        await page.GotoAsync($"{server.Http.BaseAddress}#exam={examId}&token={token}");
    }

    private static Task<JsonElement> State(ExamServer server, JsonElement exam)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/exams/{exam.Text("examId")}");
        request.Headers.Authorization = new("Bearer", exam.Text("token"));
        return server.Http.SendAsync(request, Cancellation).Json();
    }

    /// <summary>Gives the question shown any answer.</summary>
    private static async Task AnswerSomething(IPage page)
    {
        if (await page.Locator("input.number").CountAsync() > 0)
        {
            await page.Locator("input.number").FillAsync("7");
        }
        else if (await page.Locator("ol.ordering").CountAsync() > 0)
        {
            await page.Locator("ol.ordering button:enabled").First.ClickAsync();
        }
        else
        {
            await page.Locator(".option input").First.CheckAsync();
        }

        if (await page.GetByRole(AriaRole.Button, new() { Name = "Submit answer" }).CountAsync() > 0)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Submit answer" }).ClickAsync();
        }
    }
}
