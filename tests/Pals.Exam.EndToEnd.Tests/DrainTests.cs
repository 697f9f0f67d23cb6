using System.Net;

namespace Pals.Exam.EndToEnd.Tests;

public sealed class DrainTests
{
    /// <summary>Long enough to see the server serve while it says that it is not ready.</summary>
    private const string DrainSeconds = "3";

    [Fact]
    public async Task Stop_UnderRequests_IsNotReadyServesOnThenEndsAndLosesNothing()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signal that asks a process to end.");
        using var folder = new TemporaryFolder();
        VirtualCandidate[] candidates;
        await using (ServerProcess server = await ServerProcess.Start(folder.Path, "--Shutdown:DrainSeconds", DrainSeconds))
        {
            using HttpClient http = server.Client();
            candidates = await Task.WhenAll(Enumerable.Range(0, 20).Select(habit => VirtualCandidate.Start(http, habit)));
            Task answering = Task.WhenAll(candidates.Select(candidate => AnswerToTheEnd(candidate, http)));

            Task<int> stopping = server.Stop();
            await UntilNotReady(http);
            Assert.False(stopping.IsCompleted);
            VirtualCandidate late = await VirtualCandidate.Start(http, habit: 99);
            await late.Answer(http);
            candidates = [.. candidates, late];

            await answering;
            Assert.Equal(0, await stopping);
            Assert.DoesNotContain("A request failed.", server.Output, StringComparison.Ordinal);
        }

        await using ServerProcess next = await ServerProcess.Start(folder.Path);
        using HttpClient client = next.Client();
        await Task.WhenAll(candidates.Select(candidate => candidate.RequireSameQuestion(client)));
        await Task.WhenAll(candidates.Select(candidate => candidate.RequireEveryAnswer(client)));
    }

    /// <summary>Answers until the exam ends or the server does; whatever is answered meanwhile must be answered in order.</summary>
    private static async Task AnswerToTheEnd(VirtualCandidate candidate, HttpClient http)
    {
        while (candidate.HasQuestion)
        {
            try
            {
                await candidate.Answer(http);
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                // The listener is closed: this answer was not acknowledged.
                return;
            }
        }
    }

    private static async Task UntilNotReady(HttpClient http)
    {
        while (true)
        {
            using HttpResponseMessage ready = await http.GetAsync("/health/ready", TestContext.Current.CancellationToken);
            if (ready.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                return;
            }

            Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        }
    }
}
