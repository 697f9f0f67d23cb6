using Microsoft.AspNetCore.Mvc.Testing;
using Pals.Exam.Api.Tests.Support;
using Pals.Exam.Engine.Exams;
using Pals.Exam.ItemBank.Definitions;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Tests;

public sealed class ExposureTests : IAsyncLifetime
{
    private const double MaximumRate = 0.4;
    private const int Exams = 40;

    /// <summary>Three standard errors of a rate of 0.4 over 40 exams, and the first exams that no counts could yet hold back.</summary>
    private const double Slack = 0.3;

    private ExamServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ExamServer.Create();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Practice_WithAMaximumExposureRate_HoldsEveryItemBelowItAcrossARestart()
    {
        await PublishDefinition();
        var given = new Dictionary<string, int>();
        for (int n = 0; n < Exams; n++)
        {
            if (n == Exams / 2)
            {
                await _server.Restart();
            }

            Candidate candidate = await Candidate.StartPractice(_server.Http, new { seed = n });
            while (candidate.HasQuestion)
            {
                given[candidate.ItemId] = given.GetValueOrDefault(candidate.ItemId) + 1;
                await candidate.Answer(candidate.Choice(right: n % 2 == 0));
            }
        }

        // Without a maximum rate the first item of every exam is the same.
        Assert.All(given, item => Assert.True(
            item.Value <= Exams * (MaximumRate + Slack), $"{item.Key} was given in {item.Value} of {Exams} exams."));
        Candidate last = await Candidate.StartPractice(_server.Http);
        StoredExam stored = _server.Database.Read(transaction => ExamRecords.Find(transaction, Guid.Parse(last.ExamId)))!;
        Assert.NotEmpty(stored.ExcludedItems);
    }

    [Fact]
    public async Task Practice_OnANodeThatHasNotSeenTheOthersExams_CountsThemSoon()
    {
        await PublishDefinition();
        await using WebApplicationFactory<Program> otherNode = _server.StartNode();
        using HttpClient other = otherNode.CreateClient();

        // The other node looks into the database now, when nobody has sat an exam.
        await Candidate.StartPractice(other);
        Candidate[] ended = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Candidate.StartPractice(_server.Http)));
        var given = new HashSet<string>();
        foreach (Candidate candidate in ended)
        {
            given.Add(candidate.ItemId);
            await candidate.AnswerAll(right: true);
        }

        // Everybody met the same first item, so whoever knows of it draws it out of the next exams, sooner or later.
        string first = Assert.Single(given);
        Assert.DoesNotContain(first, await Excluded(other, 20));
        _server.Clock.Advance(TimeSpan.FromSeconds(15));
        Assert.Contains(first, await Excluded(other, 20));
    }

    private async Task<string[]> Excluded(HttpClient node, int exams)
    {
        var excluded = new List<string>();
        for (int n = 0; n < exams; n++)
        {
            Candidate candidate = await Candidate.StartPractice(node);
            excluded.AddRange(_server.Database.Read(transaction => ExamRecords.Find(transaction, Guid.Parse(candidate.ExamId)))!.ExcludedItems);
        }

        return [.. excluded];
    }

    private Task PublishDefinition()
    {
        DefinitionFile shipped = ShippedDefinitions.Load();
        string text = shipped.Text
            .Replace("exposure: progressive-restricted", "exposure: none", StringComparison.Ordinal)
            .Replace("maximumExposureRate: 0.18", $"maximumExposureRate: {MaximumRate}", StringComparison.Ordinal);
        ExamDefinition read = DefinitionReader.Read("pals-adaptive.yaml", text).Template;
        Assert.Equal(MaximumRate, read.MaximumExposureRate);
        StoredDefinition definition = new(read.Id, text);
        return _server.Database.Write(
            transaction =>
            {
                DateTimeOffset now = _server.Clock.GetUtcNow();
                DefinitionRecords.Add(transaction, definition, now);
                PublicationRecords.Publish(transaction, PublicationKind.Definition, read.Id, definition.DefinitionId, "test", now);
            },
            TestContext.Current.CancellationToken);
    }
}
