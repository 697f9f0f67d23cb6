using System.Net.Http.Headers;

namespace Pals.Exam.EndToEnd.Tests;

public sealed class CrashTests
{
    private const int Exams = 200;
    private const int Rounds = 3;

    /// <summary>Answers acknowledged in a round before the server is killed: every exam is well under way, and none has ended.</summary>
    private const int AnswersPerRound = 1000;

    [Fact]
    public async Task Kill_InTheMiddleOf200Exams_LosesNoAcknowledgedAnswer()
    {
        using var folder = new TemporaryFolder();
        VirtualCandidate[] candidates = [];
        for (int round = 0; round < Rounds; round++)
        {
            await using ServerProcess server = await ServerProcess.Start(folder.Path);
            using HttpClient http = server.Client();
            if (round == 0)
            {
                candidates = await Task.WhenAll(Enumerable.Range(0, Exams).Select(habit => VirtualCandidate.Start(http, habit)));
            }
            else
            {
                await Task.WhenAll(candidates.Select(candidate => candidate.RequireSameQuestion(http)));
                await Task.WhenAll(candidates.Select(candidate => candidate.RequireEveryAnswer(http)));
            }

            await AnswerUntilKilled(server, http, candidates);
        }

        await using ServerProcess last = await ServerProcess.Start(folder.Path);
        using HttpClient client = last.Client();
        await Task.WhenAll(candidates.Select(candidate => candidate.RequireSameQuestion(client)));
        await Task.WhenAll(candidates.Select(candidate => candidate.RequireEveryAnswer(client)));
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ServerProcess.AdministratorKey);
        await Task.WhenAll(candidates.Select(candidate => candidate.RequireReplay(client)));
        Assert.True(candidates.Sum(candidate => candidate.Acknowledged) >= Rounds * AnswersPerRound);
    }

    [Fact]
    public async Task Stop_InTheMiddleOfExams_WritesWhatWaitsAndEndsInOrder()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signal that asks a process to end.");
        using var folder = new TemporaryFolder();
        VirtualCandidate[] candidates;
        await using (ServerProcess server = await ServerProcess.Start(folder.Path))
        {
            using HttpClient http = server.Client();
            candidates = await Task.WhenAll(Enumerable.Range(0, 20).Select(habit => VirtualCandidate.Start(http, habit)));
            await Task.WhenAll(candidates.Select(candidate => candidate.Answer(http)));

            Assert.Equal(0, await server.Stop());
        }

        await using ServerProcess next = await ServerProcess.Start(folder.Path);
        using HttpClient client = next.Client();
        await Task.WhenAll(candidates.Select(candidate => candidate.RequireSameQuestion(client)));
        await Task.WhenAll(candidates.Select(candidate => candidate.RequireEveryAnswer(client)));
    }

    /// <summary>All candidates answer at once; when enough answers are acknowledged, the server is killed under the rest.</summary>
    private static async Task AnswerUntilKilled(ServerProcess server, HttpClient http, VirtualCandidate[] candidates)
    {
        int acknowledged = 0;
        int interrupted = 0;
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task answering = Task.WhenAll(candidates.Select(async candidate =>
        {
            try
            {
                while (candidate.HasQuestion)
                {
                    await candidate.Answer(http);
                    if (Interlocked.Increment(ref acknowledged) == AnswersPerRound)
                    {
                        enough.SetResult();
                    }
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                // The connection broke when the server was killed: this answer was not acknowledged.
                Interlocked.Increment(ref interrupted);
            }
        }));
        Assert.Same(enough.Task, await Task.WhenAny(enough.Task, answering));
        await server.Kill();
        await answering;
        Assert.True(interrupted > 0, "Every exam had ended before the server was killed.");
    }
}
