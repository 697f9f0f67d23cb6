using System.Net;
using System.Text.Json;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Tests.Support;
using Pals.Exam.Engine.Exams;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Tests;

public sealed class DeadlineTests : IAsyncLifetime
{
    /// <summary>The time limit of the shipped definition.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(90);

    private ExamServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ExamServer.Create();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Answer_AtTheDeadline_IsTakenAndAfterItRefused()
    {
        Candidate candidate = await Candidate.StartPractice(_server.Http);
        Assert.Equal(_server.Clock.GetUtcNow() + Limit, candidate.State.GetProperty("deadline").GetDateTimeOffset());
        _server.Clock.Advance(Limit);
        await candidate.Answer(candidate.Choice(right: true));

        _server.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await ProblemAssert.Is(ProblemTypes.DeadlinePassed, await candidate.Post(2, candidate.Choice(right: true)));
        await ProblemAssert.Is(ProblemTypes.DeadlinePassed, await candidate.Post(3, ["A"]));
    }

    [Fact]
    public async Task Answer_GivenBeforeTheDeadlineAndSentAgainAfterIt_IsAnsweredLikeTheFirstTime()
    {
        Candidate candidate = await Candidate.StartPractice(_server.Http);
        string[] answer = candidate.Choice(right: true);
        await candidate.Answer(answer);
        string question = candidate.ItemId;
        _server.Clock.Advance(Limit * 2);

        using HttpResponseMessage again = await candidate.Post(1, answer);

        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        JsonElement state = JsonDocument.Parse(await again.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal("in-progress", state.GetProperty("status").GetString());
        Assert.Equal(question, state.GetProperty("question").GetProperty("itemId").GetString());
    }

    [Fact]
    public async Task Get_AfterTheDeadlineWithFewAnswers_IsExpired()
    {
        Candidate candidate = await Candidate.StartPractice(_server.Http);
        for (int i = 0; i < 10; i++)
        {
            await candidate.Answer(candidate.Choice(right: true));
        }

        _server.Clock.Advance(Limit * 2);
        await candidate.Reload();

        Assert.Equal("expired", candidate.Status);
        JsonElement report = candidate.State.GetProperty("report");
        Assert.Equal("time-limit", report.GetProperty("endReason").GetString());
        Assert.Equal(10, report.GetProperty("scoredItems").GetInt32() + report.GetProperty("unscoredItems").GetInt32());
        Assert.Equal(10, report.GetProperty("answers").GetArrayLength());
    }

    [Fact]
    public async Task Get_AfterTheDeadlineWithEnoughAnswers_IsDecidedByTheFinalEstimate()
    {
        const ulong Seed = 5;
        Candidate candidate = await Candidate.StartPractice(_server.Http, new { seed = Seed });
        int minimum = candidate.State.GetProperty("progress").GetProperty("minimum").GetInt32();
        ExamState shadow = TestBank.Exam(TestBank.SingleChoice).Begin(Seed);

        // Right below the cut and wrong above it: the exam stays undecided beyond its minimum length.
        while (shadow.Answered < minimum + 2)
        {
            bool right = shadow.ProbabilityAboveCut < 0.5;
            shadow.Answer(right ? 1 : 0);
            await candidate.Answer(candidate.Choice(right));
        }

        Assert.True(candidate.HasQuestion);
        _server.Clock.Advance(Limit * 2);
        JsonElement report = await candidate.Report();

        bool above = report.GetProperty("composite").GetProperty("estimate").GetDouble() > report.GetProperty("composite").GetProperty("cut").GetDouble();
        Assert.Equal(above ? "passed" : "failed", report.GetProperty("status").GetString());
        Assert.Equal("time-limit", report.GetProperty("endReason").GetString());
    }

    [Fact]
    public async Task Sweep_NobodyTouchesTheExam_EndsIt()
    {
        Candidate candidate = await Candidate.StartPractice(_server.Http);
        Guid examId = Guid.Parse(candidate.ExamId);
        _server.Clock.Advance(Limit + TimeSpan.FromMinutes(1));

        StoredExam ended = await ExamServer.Until(() => _server.Database.Read(t => ExamRecords.Find(t, examId)!), exam => exam.HasEnded);

        Assert.Equal((StoredExamStatus.Expired, true), (ended.Status, ended.IsOutOfTime));
    }

    [Fact]
    public async Task Report_ExamInProgress_IsRefused()
    {
        Candidate candidate = await Candidate.StartPractice(_server.Http);

        await ProblemAssert.Is(ProblemTypes.ExamInProgress, await candidate.Send(HttpMethod.Get, "/report"));
    }
}
