using System.Net;
using System.Text.Json;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Tests.Support;

namespace Pals.Exam.Api.Tests;

public sealed class AnswerTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly ExamServer _server = shared.Server;

    [Theory]
    [InlineData(true, "passed")]
    [InlineData(false, "failed")]
    public async Task Answer_AllRightOrAllWrong_DecidesNearMinimumLength(bool right, string status)
    {
        // The bank that ships, with every type of item.
        await using ExamServer server = ExamServer.WithShippedBank();
        Candidate candidate = await Candidate.StartPractice(server.Http);
        int minimum = candidate.State.GetProperty("progress").GetProperty("minimum").GetInt32();

        await candidate.AnswerAll(right);

        Assert.Equal(status, candidate.Status);
        Assert.InRange(candidate.State.GetProperty("progress").GetProperty("answered").GetInt32(), minimum, minimum + 10);
        Assert.Equal(JsonValueKind.Null, candidate.State.GetProperty("question").ValueKind);
    }

    [Fact]
    public async Task Answer_SameAgain_GetsTheFirstResponseEvenLater()
    {
        Candidate candidate = await Candidate.StartPractice(_server.Http);
        string[] answer = candidate.Choice(right: true);
        string first = await Text(await candidate.Post(1, answer));
        string atOnce = await Text(await candidate.Post(1, answer, seconds: 12));
        await candidate.Reload();
        for (int i = 0; i < 3; i++)
        {
            await candidate.Answer(candidate.Choice(right: false));
        }

        string later = await Text(await candidate.Post(1, answer));

        Assert.Equal(first, atOnce);
        Assert.Equal(first, later);
        await candidate.Reload();
        Assert.Equal(5, candidate.Position);
    }

    [Fact]
    public async Task Answer_LastOneAgain_GetsTheReportAgain()
    {
        Candidate candidate = await Candidate.StartPractice(_server.Http);
        string[] answer = [];
        int position = 0;
        while (candidate.HasQuestion)
        {
            (answer, position) = (candidate.Choice(right: true), candidate.Position);
            await candidate.Answer(answer);
        }

        string again = await Text(await candidate.Post(position, answer));

        Assert.Equal(candidate.State.GetRawText(), again);
        await ProblemAssert.Is(ProblemTypes.ExamEnded, await candidate.Post(position + 1, answer));
    }

    [Fact]
    public async Task Answer_OtherThanBefore_IsAConflictAndTheFirstStays()
    {
        Candidate candidate = await Candidate.StartPractice(_server.Http);
        string[] first = candidate.Choice(right: true);
        string[] other = candidate.Choice(right: false);
        await candidate.Answer(first);
        string next = candidate.ItemId;

        await ProblemAssert.Is(ProblemTypes.AnswerConflict, await candidate.Post(1, other));

        await candidate.Reload();
        Assert.Equal((next, 2), (candidate.ItemId, candidate.Position));
        await candidate.AnswerAll(right: true);
        JsonElement answered = candidate.State.GetProperty("report").GetProperty("answers")[0];
        Assert.Equal(first, answered.GetProperty("given").EnumerateArray().Select(part => part.GetString()));
    }

    [Fact]
    public async Task Answer_ManyTimesAtOnce_IsTakenOnce()
    {
        Candidate candidate = await Candidate.StartPractice(_server.Http);
        string[] answer = candidate.Choice(right: true);

        HttpResponseMessage[] responses = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => candidate.Post(1, answer)));

        string[] bodies = await Task.WhenAll(responses.Select(Text));
        Assert.All(responses, response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
        Assert.Single(bodies.Distinct());
        await candidate.Reload();
        Assert.Equal(2, candidate.Position);
    }

    [Fact]
    public async Task Answer_DifferentOnesAtOnce_ExactlyOneIsTaken()
    {
        Candidate candidate = await Candidate.StartPractice(_server.Http);
        string[] keys = [.. candidate.Item().Options.Select(option => option.Key)];

        HttpResponseMessage[] responses = await Task.WhenAll(keys.Select(key => candidate.Post(1, [key])));

        HttpResponseMessage taken = Assert.Single(responses, response => response.StatusCode == HttpStatusCode.OK);
        foreach (HttpResponseMessage refused in responses.Where(response => response != taken))
        {
            await ProblemAssert.Is(ProblemTypes.AnswerConflict, refused);
        }

        string expected = keys[Array.IndexOf(responses, taken)];
        await candidate.Reload();
        Assert.Equal(2, candidate.Position);
        await candidate.AnswerAll(right: true);
        JsonElement first = candidate.State.GetProperty("report").GetProperty("answers")[0];
        Assert.Equal(expected, first.GetProperty("given")[0].GetString());
    }

    [Fact]
    public async Task Answer_HundredCandidatesAtOnce_NeverMix()
    {
        const int Count = 100;
        const int Answers = 5;
        Candidate[] candidates = await Task.WhenAll(
            Enumerable.Range(0, Count).Select(i => Candidate.StartPractice(_server.Http, new { seed = i % (1 << Answers) })));

        await Task.WhenAll(candidates.Select(async (candidate, i) =>
        {
            for (int k = 0; k < Answers; k++)
            {
                await candidate.Answer(candidate.Choice(right: (i >> k) % 2 == 0));
            }
        }));

        // Whoever has the same seed and answered alike sees the same next question: nobody else's answers came in between.
        foreach (var alike in candidates.Select((candidate, i) => (candidate, Pattern: i % (1 << Answers))).GroupBy(entry => entry.Pattern))
        {
            string[] questions = await Task.WhenAll(alike.Select(async entry =>
            {
                string shown = entry.candidate.ItemId;
                await entry.candidate.Reload();
                Assert.Equal((shown, Answers + 1), (entry.candidate.ItemId, entry.candidate.Position));
                return shown;
            }));
            Assert.Single(questions.Distinct());
        }
    }

    private static Task<string> Text(HttpResponseMessage response) =>
        response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
}
