using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Tests.Support;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Tests;

public sealed class PauseTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(90);

    private ExamServer _server = null!;
    private Proctor _provider = null!;
    private Candidate _candidate = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await ExamServer.Create();
        _provider = await Proctor.Create(_server);
        _candidate = await _provider.Give();
        await _candidate.Reload();
    }

    public async ValueTask DisposeAsync()
    {
        _provider.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Pause_WhileItLasts_HidesTheQuestionTakesNoAnswerAndStopsTheClock()
    {
        string[] first = _candidate.Choice(right: true);
        await _candidate.Answer(first);
        string question = _candidate.ItemId;
        string[] second = _candidate.Choice(right: true);
        _server.Clock.Advance(TimeSpan.FromMinutes(10));

        JsonElement paused = await _provider.Pause(_candidate);
        Assert.True(paused.GetProperty("paused").GetBoolean());
        _server.Clock.Advance(Limit * 3);
        await _candidate.Reload();
        Assert.Equal(("in-progress", true, false), (_candidate.Status, IsPaused(_candidate.State), _candidate.HasQuestion));
        Assert.Equal(TimeSpan.FromMinutes(80), Left(_candidate.State));
        await ProblemAssert.Is(ProblemTypes.ExamPaused, await _candidate.Post(2, second));
        await ProblemAssert.Is(ProblemTypes.ExamInProgress, await _candidate.Send(HttpMethod.Get, "/report"));

        // The answer from before, sent again because its acknowledgement was lost, is acknowledged without a question.
        using (HttpResponseMessage again = await _candidate.Post(1, first))
        {
            Assert.Equal(HttpStatusCode.OK, again.StatusCode);
            JsonElement state = await again.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
            Assert.Equal((true, JsonValueKind.Null), (IsPaused(state), state.GetProperty("question").ValueKind));
        }

        JsonElement resumed = await _provider.Resume(_candidate);
        Assert.Equal((false, 600.0), (resumed.GetProperty("paused").GetBoolean(), resumed.GetProperty("usedSeconds").GetDouble()));
        await _candidate.Reload();
        Assert.Equal((question, false), (_candidate.ItemId, IsPaused(_candidate.State)));
        Assert.Equal(TimeSpan.FromMinutes(80), Left(_candidate.State));
        _server.Clock.Advance(TimeSpan.FromMinutes(80));
        await _candidate.Answer(second);
        _server.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await _candidate.Reload();
        Assert.Equal("expired", _candidate.Status);
    }

    [Fact]
    public async Task Pause_AcrossARestartAndWithMoreTime_LeavesWhatIsLeft()
    {
        _server.Clock.Advance(TimeSpan.FromMinutes(30));
        await _provider.Pause(_candidate);
        await _server.Restart();
        using HttpClient provider = _server.HttpWith(_provider.Key);
        _candidate.Use(_server.Http);
        _server.Clock.Advance(TimeSpan.FromDays(1));
        JsonElement time = await _provider.Accommodate(_candidate, new { extraMinutes = 10 }, provider);
        Assert.Equal(
            (true, 6000.0, 1800.0),
            (time.GetProperty("paused").GetBoolean(), time.GetProperty("allowedSeconds").GetDouble(), time.GetProperty("usedSeconds").GetDouble()));
        await _candidate.Reload();
        Assert.Equal(TimeSpan.FromMinutes(70), Left(_candidate.State));
        await _provider.Resume(_candidate, provider);
        await _candidate.Reload();
        Assert.Equal(TimeSpan.FromMinutes(70), Left(_candidate.State));
    }

    [Fact]
    public async Task Pause_TwiceAndResumeTwice_ChangesNothingTheSecondTime()
    {
        foreach (string what in new[] { "resume", "pause", "pause", "resume", "resume" })
        {
            using HttpResponseMessage response = await _provider.Post(_candidate, what);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.Equal([ExamTimeEventKind.Paused, ExamTimeEventKind.Resumed], Stored().TimeEvents.Select(change => change.Kind));
    }

    [Fact]
    public async Task Pause_WithAReason_KeepsItAndTheCandidateDoesNotSeeIt()
    {
        using HttpResponseMessage paused = await _provider.Http.PostAsJsonAsync(
            $"/v1/exams/{_candidate.ExamId}/pause", new { reason = "Fire alarm" }, Cancellation);
        Assert.Equal(HttpStatusCode.OK, paused.StatusCode);
        Assert.Equal("Fire alarm", Assert.Single(Stored().TimeEvents).Reason);
        await _candidate.Reload();
        Assert.DoesNotContain("Fire alarm", _candidate.State.GetRawText(), StringComparison.Ordinal);
        await ProblemAssert.Is(ProblemTypes.InvalidRequest, await _provider.Http.PostAsJsonAsync(
            $"/v1/exams/{_candidate.ExamId}/pause", new { reason = new string('x', 501) }, Cancellation));
    }

    [Fact]
    public async Task Pause_ExamNotStartedOrEndedOrForeign_IsRefused()
    {
        Candidate other = await _provider.Give();
        await ProblemAssert.Is(ProblemTypes.ExamNotStarted, await _provider.Post(other, "pause"));
        await ProblemAssert.Is(ProblemTypes.ExamNotStarted, await _provider.Post(other, "resume"));

        using Proctor stranger = await Proctor.Create(_server);
        await ProblemAssert.Is(ProblemTypes.ExamNotFound, await stranger.Post(_candidate, "pause"));

        // Time had run out before anybody looked: it is the end, not a pause, that comes first.
        _server.Clock.Advance(Limit + TimeSpan.FromMilliseconds(1));
        await ProblemAssert.Is(ProblemTypes.ExamEnded, await _provider.Post(_candidate, "pause"));
        Assert.Equal(StoredExamStatus.Expired, Stored().Status);
    }

    [Fact]
    public async Task Sweep_PausedExamBeyondItsOldDeadline_LeavesIt()
    {
        await _provider.Pause(_candidate);
        Candidate overdue = await _provider.Give();
        await overdue.Reload();
        _server.Clock.Advance(Limit + TimeSpan.FromMinutes(1));

        Guid swept = Guid.Parse(overdue.ExamId);
        await ExamServer.Until(() => _server.Database.Read(t => ExamRecords.Find(t, swept)!), exam => exam.HasEnded);
        Assert.Equal((StoredExamStatus.InProgress, null), (Stored().Status, Stored().Deadline));
    }

    [Fact]
    public async Task Report_WithTheProvidersKey_IsThatOfTheCandidate()
    {
        await _candidate.AnswerAll(right: true);
        using HttpResponseMessage own = await _provider.Http.GetAsync($"/v1/exams/{_candidate.ExamId}/report", Cancellation);
        Assert.Equal((await _candidate.Report()).GetRawText(), await own.Content.ReadAsStringAsync(Cancellation));
        using Proctor stranger = await Proctor.Create(_server);
        await ProblemAssert.Is(ProblemTypes.ExamNotFound, await stranger.Http.GetAsync($"/v1/exams/{_candidate.ExamId}/report", Cancellation));
    }

    private StoredExam Stored() => _server.Database.Read(transaction => ExamRecords.Find(transaction, Guid.Parse(_candidate.ExamId)))!;

    private static bool IsPaused(JsonElement state) => state.GetProperty("paused").GetBoolean();

    private static TimeSpan Left(JsonElement state) =>
        state.GetProperty("deadline").GetDateTimeOffset() - state.GetProperty("now").GetDateTimeOffset();
}
