using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Tests.Support;
using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.Api.Tests;

/// <summary>Exams whose stored items are not those that this version of the engine gives, as after an upgrade that changed item selection.</summary>
public sealed class ReplayTests : IAsyncLifetime
{
    private ExamServer _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await ExamServer.Create();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Exam_WithAnItemThatAnotherEngineGave_GoesOnFromItToItsReport()
    {
        // An exam that does not begin with a case: cases are given whole.
        Candidate candidate;
        int seed = 0;
        do
        {
            candidate = await Candidate.StartPractice(_server.Http, new { seed = seed++ });
            await candidate.Answer(candidate.Choice(right: true));
        }
        while (candidate.Item().Scenario is not null);

        string chosen = candidate.ItemId;
        string given = TestBank.SingleChoice.Items.First(item => item.Use == ItemUse.Operational && item.Scenario is null && item.Id != chosen && item.Enemies.IsEmpty).Id;
        await Give(candidate, 2, given);
        await _server.Restart();

        candidate.Use(_server.Http);
        await candidate.Reload();
        Assert.Equal((2, given), (candidate.Position, candidate.ItemId));
        for (int i = 0; candidate.HasQuestion; i++)
        {
            await candidate.Answer(candidate.Choice(right: i % 3 != 0));
        }

        JsonElement report = await candidate.Report();
        Assert.Equal(given, report.GetProperty("answers")[1].GetProperty("itemId").GetString());
        JsonElement first = await Step(candidate, 1);
        Assert.True(first.GetProperty("agrees").GetBoolean());
        Assert.Equal(first.GetProperty("itemId").GetString(), first.GetProperty("currentChoice").GetString());
        JsonElement second = await Step(candidate, 2);
        Assert.Equal(
            (given, false, chosen, "earlier-engine"),
            (second.GetProperty("itemId").GetString(),
                second.GetProperty("agrees").GetBoolean(),
                second.GetProperty("currentChoice").GetString(),
                second.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task Exam_WithAnItemThatItsBankDoesNotHold_IsAnErrorAndNoOtherExam()
    {
        Candidate candidate = await Candidate.StartPractice(_server.Http, new { seed = 5 });
        await candidate.Answer(candidate.Choice(right: true));
        string[] answer = candidate.Choice(right: true);
        await Give(candidate, 1, "PALS-ARR-999");
        await _server.Restart();

        candidate.Use(_server.Http);
        await ProblemAssert.Is(ProblemTypes.InternalError, await candidate.Post(2, answer));
    }

    private Task<int> Give(Candidate candidate, int position, string itemId) => _server.Database.Write(
        transaction => transaction.Connection!.Execute(
            "UPDATE administered_items SET item_id = @itemId WHERE exam_id = @ExamId AND position = @position",
            new { itemId, candidate.ExamId, position },
            transaction),
        Cancellation);

    private async Task<JsonElement> Step(Candidate candidate, int position)
    {
        using HttpClient administrator = _server.HttpWith(ExamServer.AdministratorKey);
        using HttpResponseMessage response = await administrator.GetAsync($"/v1/exams/{candidate.ExamId}/steps/{position}", Cancellation);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
    }
}
