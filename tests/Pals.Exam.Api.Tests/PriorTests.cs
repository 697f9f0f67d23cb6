using System.Net.Http.Json;
using System.Text.Json;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Tests.Support;
using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Exams;
using Pals.Exam.ItemBank.Definitions;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Tests;

/// <summary>Exams that begin with what is known of the candidate: a group, or an earlier exam.</summary>
public sealed class PriorTests : IAsyncLifetime
{
    private const double Widening = 1.5;

    private ExamServer _server = null!;
    private Proctor _provider = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await ExamServer.Create();
        _provider = await Proctor.Create(_server);
    }

    public async ValueTask DisposeAsync()
    {
        _provider.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task PostExam_WithAGroup_BeginsWithItsPriorAlsoAfterItsDefinitionHasChanged()
    {
        await Publish($"groups:\n  - {{ id: nurses, meanShift: 0.5, spreadFactor: 0.8 }}\nretakeWidening: {Widening}\n");
        Candidate candidate = await _provider.Give(group: "nurses");
        await candidate.Reload();
        await RequireFirstEstimates(candidate, _ => (0.5, 0.8));

        await Publish("groups:\n  - { id: nurses, meanShift: -0.5, spreadFactor: 1 }\n");
        await _server.Restart();
        candidate.Use(_server.Http);
        await candidate.AnswerAll(right: true);
        await RequireFirstEstimates(candidate, _ => (0.5, 0.8));
        StoredExam stored = Stored(candidate);
        Assert.Equal("nurses", stored.Group);
        Assert.Equal(0.5, stored.Prior!.Mean[0]);
    }

    [Fact]
    public async Task PostExam_WithAGroupThatThereIsNot_IsRefused()
    {
        using HttpResponseMessage response = await _provider.Http.PostAsJsonAsync(
            "/v1/exams", new { candidateId = "a", definition = "pals-adaptive", purpose = "certification", group = "nurses" }, Cancellation);
        await ProblemAssert.Is(ProblemTypes.UnknownGroup, response);
    }

    [Fact]
    public async Task PostExam_SecondCertificationExam_BeginsAroundTheFirstWiderThanItEnded()
    {
        await Publish($"groups:\n  - {{ id: nurses, meanShift: 0.5, spreadFactor: 0.8 }}\nretakeWidening: {Widening}\n");
        Candidate first = await _provider.Give("ann", group: "nurses");
        await first.Reload();
        for (int i = 0; first.HasQuestion; i++)
        {
            await first.Answer(first.Choice(right: i % 3 == 0));
        }

        JsonElement[] areas = [.. (await first.Report()).GetProperty("topicAreas").EnumerateArray()];
        Candidate second = await _provider.Give("ann", group: "nurses");
        await second.Reload();
        await RequireFirstEstimates(second, area => (
            areas[area].GetProperty("estimate").GetDouble(),
            Math.Min(1, Widening * areas[area].GetProperty("standardError").GetDouble())));

        // Live and replayed alike: the first answer is taken on the live state, the second after a restart.
        await second.Answer(second.Choice(right: true));
        await _server.Restart();
        second.Use(_server.Http);
        await second.Answer(second.Choice(right: true));
        using HttpClient administrator = _server.HttpWith(ExamServer.AdministratorKey);
        for (int position = 1; position <= 3; position++)
        {
            JsonElement step = await administrator.GetFromJsonAsync<JsonElement>($"/v1/exams/{second.ExamId}/steps/{position}", Cancellation);
            Assert.True(step.GetProperty("agrees").GetBoolean());
        }
    }

    [Fact]
    public async Task PostExam_WithoutAnEarlierExamOfTheSameCandidateThatEnded_BeginsWithTheDefinitions()
    {
        Candidate early = await _provider.Give("ann");
        await early.Reload();
        await early.AnswerAll(right: false);

        // The shipped definition lets earlier estimates not count.
        Candidate same = await _provider.Give("ann");
        Assert.Null(Stored(same).Prior);
        await same.Reload();

        await Publish($"retakeWidening: {Widening}\n");
        Assert.Null(Stored(await _provider.Give("bob")).Prior);
        using Proctor other = await Proctor.Create(_server);
        Assert.Null(Stored(await other.Give("ann")).Prior);

        AbilityPrior prior = Stored(await _provider.Give("ann")).Prior!;
        Assert.All(prior.Mean, mean => Assert.True(mean < 0));
    }

    /// <summary>Publishes the shipped definition with further lines.</summary>
    private Task Publish(string lines)
    {
        string text = $"{ShippedDefinitions.Load().Text.TrimEnd()}\n{lines}";
        ExamDefinition read = DefinitionReader.Read("pals-adaptive.yaml", text).Template;
        StoredDefinition definition = new(read.Id, text);
        return _server.Database.Write(
            transaction =>
            {
                DateTimeOffset now = _server.Clock.GetUtcNow();
                DefinitionRecords.Add(transaction, definition, now);
                PublicationRecords.Publish(transaction, PublicationKind.Definition, read.Id, definition.DefinitionId, "test", now);
            },
            Cancellation);
    }

    private async Task RequireFirstEstimates(Candidate candidate, Func<int, (double Mean, double StandardDeviation)> expected)
    {
        // The covariance is a product of standard deviations, and its root is taken again: a few units in the last place.
        const double Rounding = 1e-14;
        using HttpClient administrator = _server.HttpWith(ExamServer.AdministratorKey);
        JsonElement step = await administrator.GetFromJsonAsync<JsonElement>($"/v1/exams/{candidate.ExamId}/steps/1", Cancellation);
        JsonElement[] abilities = [.. step.GetProperty("abilities").EnumerateArray()];
        Assert.Equal(6, abilities.Length);
        for (int d = 0; d < abilities.Length; d++)
        {
            (double mean, double deviation) = expected(d);
            Assert.Equal(mean, abilities[d].GetProperty("estimate").GetDouble(), Rounding);
            Assert.Equal(deviation, abilities[d].GetProperty("standardError").GetDouble(), Rounding);
        }
    }

    private StoredExam Stored(Candidate candidate) =>
        _server.Database.Read(transaction => ExamRecords.Find(transaction, Guid.Parse(candidate.ExamId)))!;
}
