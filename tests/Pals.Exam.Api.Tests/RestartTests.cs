using System.Text.Json;
using Pals.Exam.Api.Tests.Support;
using Pals.Exam.Engine.Exams;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Tests;

public sealed class RestartTests : IAsyncLifetime
{
    private ExamServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ExamServer.Create();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Get_AfterRestart_ShowsTheSameQuestionAndGoesOn()
    {
        Candidate before = await Candidate.StartPractice(_server.Http);
        for (int i = 0; i < 7; i++)
        {
            await before.Answer(before.Choice(right: i % 2 == 0));
        }

        await _server.Restart();

        var after = new Candidate(_server.Http, before.ExamId, before.Token);
        await after.Reload();
        Assert.Equal(before.State.GetRawText(), after.State.GetRawText());
        await after.AnswerAll(right: true);
        Assert.Equal("passed", after.Status);
    }

    [Fact]
    public async Task Exam_RestartedAfterEachAnswer_IsTheSameAsOneWithoutInterruption()
    {
        Candidate whole = await Candidate.StartPractice(_server.Http, new { seed = 42 });
        Candidate torn = await Candidate.StartPractice(_server.Http, new { seed = 42 });
        for (int i = 0; whole.HasQuestion; i++)
        {
            bool right = i % 3 != 0;
            await whole.Answer(whole.Choice(right));
            if (i < 5)
            {
                await _server.Restart();
                whole = await Resume(whole);
                torn = await Resume(torn);
            }

            await torn.Answer(torn.Choice(right));
        }

        JsonElement expected = whole.State.GetProperty("report");
        JsonElement actual = torn.State.GetProperty("report");
        foreach (string same in new[] { "status", "composite", "topicAreas", "answers", "scoredItems" })
        {
            Assert.Equal(expected.GetProperty(same).GetRawText(), actual.GetProperty(same).GetRawText());
        }
    }

    [Fact]
    public async Task Replay_FromStoredSeedAndAnswers_IsTheSameToTheLastBit()
    {
        Candidate candidate = await Candidate.StartPractice(_server.Http, new { seed = "12345678901234567890" });
        for (int i = 0; candidate.HasQuestion; i++)
        {
            await candidate.Answer(candidate.Choice(right: i % 4 != 1));
        }

        // From the database and the shipped bank alone, past everything the server remembers.
        Guid examId = Guid.Parse(candidate.ExamId);
        StoredExam exam = _server.Database.Read(t => ExamRecords.Find(t, examId))!;
        AdministeredItem[] items = [.. _server.Database.Read(t => ExamRecords.Administered(t, examId))];
        AdaptiveExam adaptive = TestBank.Exam(TestBank.SingleChoice);
        var transcript = new ExamTranscript
        {
            Seed = exam.Seed,
            Items = [.. items.Select(item => adaptive.Pool.IndexOf(item.ItemId))],
            Scores = [.. items.Select(item => item.Answer!.Score)],
        };
        Assert.Empty(adaptive.Audit(transcript).Differences);
        ExamState state = adaptive.Replay(transcript);
        ScoreReport expected = state.Report();
        JsonElement report = await candidate.Report();
        JsonElement composite = report.GetProperty("composite");

        // JSON carries doubles in their shortest form that reads back to the same bits.
        Assert.Equal(expected.Composite.Mean, composite.GetProperty("estimate").GetDouble());
        Assert.Equal(expected.Composite.StandardDeviation, composite.GetProperty("standardError").GetDouble());
        Assert.Equal(expected.ProbabilityAboveCut, composite.GetProperty("probabilityAboveCut").GetDouble());
        Assert.Equal(
            expected.TopicAreas.Select(area => (area.Id, area.Estimate.Mean, area.Estimate.StandardDeviation)),
            report.GetProperty("topicAreas").EnumerateArray().Select(area => (
                area.GetProperty("id").GetString()!,
                area.GetProperty("estimate").GetDouble(),
                area.GetProperty("standardError").GetDouble())));
    }

    private async Task<Candidate> Resume(Candidate candidate)
    {
        var resumed = new Candidate(_server.Http, candidate.ExamId, candidate.Token);
        await resumed.Reload();
        return resumed;
    }
}
