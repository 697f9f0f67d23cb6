using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Tests.Support;
using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.Api.Tests;

public sealed class StepTests : IAsyncLifetime
{
    // About one exam in six of the shipped bank has a case: after so many without one, something keeps cases from being given or explained.
    private const int MostExams = 60;

    private static readonly string[] Reasons = ["best-candidate", "case-scenario", "exposure-control", "pretest"];

    private readonly ExamServer _server = ExamServer.WithShippedBank();
    private HttpClient _administrator = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _administrator = _server.HttpWith(ExamServer.AdministratorKey);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _administrator.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Step_EveryPositionOfAnEndedExam_ExplainsTheItemThatWasGiven()
    {
        Bank bank = ShippedBank.Load();
        var reasons = new HashSet<string>();
        for (int n = 0; n < MostExams && reasons.Count < Reasons.Length; n++)
        {
            Candidate candidate = await Candidate.StartPractice(_server.Http, new { seed = n });
            var given = new List<string>();
            while (candidate.HasQuestion)
            {
                given.Add(candidate.ItemId);
                await candidate.Answer(candidate.Choice(right: (given.Count + n) % 3 != 0));
            }

            JsonElement[] reviews = [.. (await candidate.Report()).GetProperty("answers").EnumerateArray()];
            for (int position = 1; position <= given.Count; position++)
            {
                JsonElement step = await Step(candidate, position);
                Assert.Equal((position, given[position - 1]), (step.GetProperty("position").GetInt32(), Text(step, "itemId")));
                Assert.Equal(reviews[position - 1].GetProperty("scored").GetBoolean(), Text(step, "reason") != "pretest");
                Assert.Equal(("maximum-information", "progressive-restricted"), (Text(step, "selection"), Text(step, "exposure")));
                Assert.Equal(0.18, step.GetProperty("maximumExposureRate").GetDouble());
                reasons.Add(Text(step, "reason"));
                RequireWholePoolOrNoChoice(step, bank);
                if (Text(step, "reason") == "case-scenario")
                {
                    Assert.Equal(bank.FindItem(given[position - 2])!.Scenario, bank.FindItem(given[position - 1])!.Scenario);
                }
            }
        }

        Assert.Equal(Reasons, reasons.Order());
    }

    [Fact]
    public async Task Step_OpenExam_ExplainsTheQuestionThatWaitsFromTheAnswersBefore()
    {
        Candidate candidate = await Candidate.StartPractice(_server.Http, new { seed = 7 });
        JsonElement first = await Step(candidate, 1);
        Assert.Equal((candidate.ItemId, 0.0), (Text(first, "itemId"), first.GetProperty("composite").GetProperty("estimate").GetDouble()));
        Assert.All(first.GetProperty("abilities").EnumerateArray(), ability => Assert.Equal(1, ability.GetProperty("standardError").GetDouble()));

        while (candidate.Position < 4)
        {
            await candidate.Answer(candidate.Choice(right: true));
        }

        JsonElement fourth = await Step(candidate, 4);
        Assert.Equal(candidate.ItemId, Text(fourth, "itemId"));
        Assert.True(fourth.GetProperty("composite").GetProperty("estimate").GetDouble() > 0);
        Assert.Equal(first.GetRawText(), (await Step(candidate, 1)).GetRawText());
    }

    [Fact]
    public async Task Step_WithoutAnAdministratorsKey_IsRefused()
    {
        Candidate candidate = await Candidate.StartPractice(_server.Http);
        await _administrator.PostAsJsonAsync("/v1/providers", new { providerId = "heart-centre", name = "Heart Centre" }, Cancellation);
        using HttpResponseMessage created = await _administrator.PostAsync("/v1/providers/heart-centre/keys", null, Cancellation);
        using HttpClient provider = _server.HttpWith(Text(await created.Content.ReadFromJsonAsync<JsonElement>(Cancellation), "key"));

        await ProblemAssert.Is(ProblemTypes.Forbidden, await provider.GetAsync(Address(candidate.ExamId, "1"), Cancellation));
        await ProblemAssert.Is(ProblemTypes.InvalidKey, await candidate.Send(HttpMethod.Get, "/steps/1"));
        await ProblemAssert.Is(ProblemTypes.MissingCredentials, await _server.Http.GetAsync(Address(candidate.ExamId, "1"), Cancellation));
    }

    [Fact]
    public async Task Step_UnknownExamOrPosition_GetsItsProblem()
    {
        Candidate candidate = await Candidate.StartPractice(_server.Http);
        foreach (string position in new[] { "0", "-1", "2", "2147483647" })
        {
            await ProblemAssert.Is(ProblemTypes.StepNotFound, await _administrator.GetAsync(Address(candidate.ExamId, position), Cancellation));
        }

        foreach (string position in new[] { "one", "1.5", "2147483648" })
        {
            await ProblemAssert.Is(ProblemTypes.NotFound, await _administrator.GetAsync(Address(candidate.ExamId, position), Cancellation));
        }

        await ProblemAssert.Is(ProblemTypes.ExamNotFound, await _administrator.GetAsync(Address(Guid.Empty.ToString(), "1"), Cancellation));
        await ProblemAssert.Is(ProblemTypes.NotFound, await _administrator.GetAsync(Address("not-an-id", "1"), Cancellation));
    }

    /// <summary>A choice accounts for every item of the pool once and was made among the candidates; other steps chose nothing.</summary>
    private static void RequireWholePoolOrNoChoice(JsonElement step, Bank bank)
    {
        (string Id, double Value)[] candidates =
        [
            .. step.GetProperty("candidates").EnumerateArray().Select(candidate => (Text(candidate, "itemId"), candidate.GetProperty("value").GetDouble())),
        ];
        string[] ruledOut = [.. step.GetProperty("ruledOut").EnumerateArray().Select(item => Text(item, "itemId"))];
        if (Text(step, "reason") is "pretest" or "case-scenario")
        {
            Assert.Equal((0, 0), (candidates.Length, ruledOut.Length));
            return;
        }

        int place = Array.FindIndex(candidates, candidate => candidate.Id == Text(step, "itemId"));
        Assert.True(Text(step, "reason") == "best-candidate" ? place == 0 : place > 0);
        Assert.Equal(candidates.OrderByDescending(candidate => candidate.Value), candidates);
        IEnumerable<string> considered = candidates.SelectMany(candidate => bank.FindItem(candidate.Id)!.Scenario is { } scenario
            ? bank.Items.Where(item => item.Scenario == scenario).Select(item => item.Id)
            : [candidate.Id]);
        Assert.Equal(bank.Items.Select(item => item.Id).Order(), considered.Concat(ruledOut).Order());
    }

    private async Task<JsonElement> Step(Candidate candidate, int position)
    {
        using HttpResponseMessage response = await _administrator.GetAsync(Address(candidate.ExamId, $"{position}"), Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
    }

    private static string Address(string examId, string position) => $"/v1/exams/{examId}/steps/{position}";

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
