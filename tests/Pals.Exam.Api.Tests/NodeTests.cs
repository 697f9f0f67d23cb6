using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc.Testing;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Tests.Support;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.ItemBank.Storage;
using Pals.Exam.Tests.Shared;

namespace Pals.Exam.Api.Tests;

public sealed class NodeOnSqliteTests : NodeTests;

public sealed class NodeOnSqlServerTests : NodeTests
{
    private string _database = "";

    public override async ValueTask InitializeAsync()
    {
        _database = TestSqlServer.NewDatabase();
        await Start(TestSqlServer.ServerSettings(_database));
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        TestSqlServer.Drop(_database);
    }
}

/// <summary>Two nodes over one database, the same on every database.</summary>
public abstract class NodeTests : IAsyncLifetime
{
    private ExamServer _server = null!;
    private WebApplicationFactory<Program> _otherNode = null!;
    private HttpClient[] _nodes = [];

    public virtual async ValueTask InitializeAsync() => await Start();

    protected async Task Start(params (string Key, string Value)[] settings)
    {
        _server = await ExamServer.Create(settings);
        _otherNode = _server.StartNode();
        _nodes = [_server.Http, _otherNode.CreateClient()];
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);

        _nodes[1].Dispose();
        await _otherNode.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Exam_OverTwoNodes_IsTheSameAsOnOne()
    {
        Candidate whole = await Candidate.StartPractice(_nodes[0], new { seed = 9 });
        Candidate roaming = await Candidate.StartPractice(_nodes[0], new { seed = 9 });
        for (int i = 0; whole.HasQuestion; i++)
        {
            bool right = i % 4 != 0;
            await whole.Answer(whole.Choice(right));

            // Each node now and then remembers an exam that has moved on elsewhere.
            roaming.Use(_nodes[i / 2 % 2]);
            Assert.Equal(whole.HasQuestion, await AnswerAndCompare(roaming, right, whole));
        }

        Assert.Equal(
            whole.State.GetProperty("report").GetProperty("composite").GetRawText(),
            roaming.State.GetProperty("report").GetProperty("composite").GetRawText());
    }

    [Fact]
    public async Task Answer_OnANodeThatRemembersAnOlderQuestion_IsJudgedByTheDatabase()
    {
        Candidate candidate = await Candidate.StartPractice(_nodes[0]);
        await candidate.Answer(candidate.Choice(right: true));
        candidate.Use(_nodes[1]);
        string[] second = candidate.Choice(right: true);
        string[] otherSecond = candidate.Choice(right: false);
        await candidate.Answer(second);
        string[] third = candidate.Choice(right: true);

        // The first node still believes that position 2 waits.
        candidate.Use(_nodes[0]);
        await ProblemAssert.Is(ProblemTypes.AnswerConflict, await candidate.Post(2, otherSecond));
        using HttpResponseMessage again = await candidate.Post(2, second);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        using HttpResponseMessage ahead = await candidate.Post(3, third);
        Assert.Equal(HttpStatusCode.OK, ahead.StatusCode);
        await candidate.Reload();
        Assert.Equal(4, candidate.Position);
    }

    [Fact]
    public async Task Answer_DifferentOnesOnBothNodesAtOnce_ExactlyOneIsTaken()
    {
        for (int round = 0; round < 10; round++)
        {
            Candidate here = await Candidate.StartPractice(_nodes[0]);
            var there = new Candidate(_nodes[1], here.ExamId, here.Token);
            await there.Reload();

            HttpResponseMessage[] responses = await Task.WhenAll(
                here.Post(1, here.Choice(right: true)), there.Post(1, there.Choice(right: false)));

            Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Conflict], responses.Select(response => response.StatusCode).Order());
            await here.Reload();
            Assert.Equal(2, here.Position);
        }
    }

    [Fact]
    public async Task Exam_OverTwoNodesWithPausesAndMoreTime_NeverShowsAnOldState()
    {
        using Proctor proctor = await Proctor.Create(_server);
        HttpClient[] keys = [proctor.Http, _otherNode.CreateClient()];
        keys[1].DefaultRequestHeaders.Authorization = keys[0].DefaultRequestHeaders.Authorization;
        var random = new RandomStream(17);
        for (int round = 0; round < 3; round++)
        {
            Candidate candidate = await proctor.Give($"candidate-{round}");
            await candidate.Reload();
            DateTimeOffset started = _server.Clock.GetUtcNow();
            var given = new List<string[]>();
            double minutes = 90;
            while (candidate.HasQuestion)
            {
                _server.Clock.Advance(TimeSpan.FromSeconds(random.NextInt32(20)));
                candidate.Use(_nodes[random.NextInt32(2)]);
                HttpClient key = keys[random.NextInt32(2)];
                string[] answer = candidate.Choice(right: random.NextInt32(2) == 0);
                switch (random.NextInt32(5))
                {
                    case 0:
                        await proctor.Pause(candidate, key);
                        await ProblemAssert.Is(ProblemTypes.ExamPaused, await candidate.Post(candidate.Position, answer));
                        await proctor.Resume(candidate, keys[random.NextInt32(2)]);
                        break;
                    case 1:
                        minutes = 90 + 1 + random.NextInt32(100);
                        await proctor.Accommodate(candidate, new { extraMinutes = minutes - 90 }, key);
                        break;
                    case 2 when given.Count > 0:
                        // An answer from before, sent again to whichever node: acknowledged if it is the same, refused if it is not.
                        int position = 1 + random.NextInt32(given.Count);
                        using (HttpResponseMessage again = await candidate.Post(position, given[position - 1]))
                        {
                            Assert.Equal(HttpStatusCode.OK, again.StatusCode);
                        }

                        await ProblemAssert.Is(ProblemTypes.AnswerConflict, await candidate.Post(position, [given[position - 1][0] == "A" ? "B" : "A"]));
                        break;
                    default:
                        await candidate.Answer(answer);
                        given.Add(answer);
                        if (candidate.HasQuestion)
                        {
                            // A pause takes no time here: the clock is moved between requests only.
                            Assert.Equal(started + TimeSpan.FromMinutes(minutes), candidate.State.GetProperty("deadline").GetDateTimeOffset());
                        }

                        break;
                }
            }

            Assert.Contains(candidate.Status, new[] { "passed", "failed" });
            await RequireReplay(candidate, given);
        }
    }

    /// <summary>What is stored is what was acknowledged, once each, and what the engine gives for it.</summary>
    private async Task RequireReplay(Candidate candidate, List<string[]> given)
    {
        AdministeredItem[] items = [.. _server.Database.Read(t => ExamRecords.Administered(t, Guid.Parse(candidate.ExamId)))];
        Assert.Equal(given, items.Select(item => item.Answer!.Given.ToArray()));
        using HttpClient administrator = _server.HttpWith(ExamServer.AdministratorKey);
        foreach (int position in new[] { 1, items.Length / 2, items.Length })
        {
            JsonElement step = await administrator.GetFromJsonAsync<JsonElement>(
                $"/v1/exams/{candidate.ExamId}/steps/{position}", TestContext.Current.CancellationToken);
            Assert.True(step.GetProperty("agrees").GetBoolean());
        }
    }

    private static async Task<bool> AnswerAndCompare(Candidate candidate, bool right, Candidate expected)
    {
        await candidate.Answer(candidate.Choice(right));
        Assert.Equal(
            expected.State.GetProperty("question").GetRawText(), candidate.State.GetProperty("question").GetRawText());
        return candidate.HasQuestion;
    }
}
