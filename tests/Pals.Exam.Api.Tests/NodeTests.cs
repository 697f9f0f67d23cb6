using System.Net;
using Microsoft.AspNetCore.Mvc.Testing;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Tests.Support;

namespace Pals.Exam.Api.Tests;

public sealed class NodeTests : IAsyncLifetime
{
    private ExamServer _server = null!;
    private WebApplicationFactory<Program> _otherNode = null!;
    private HttpClient[] _nodes = [];

    public async ValueTask InitializeAsync()
    {
        _server = await ExamServer.Create();
        _otherNode = _server.StartNode();
        _nodes = [_server.Http, _otherNode.CreateClient()];
    }

    public async ValueTask DisposeAsync()
    {
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

    private static async Task<bool> AnswerAndCompare(Candidate candidate, bool right, Candidate expected)
    {
        await candidate.Answer(candidate.Choice(right));
        Assert.Equal(
            expected.State.GetProperty("question").GetRawText(), candidate.State.GetProperty("question").GetRawText());
        return candidate.HasQuestion;
    }
}
