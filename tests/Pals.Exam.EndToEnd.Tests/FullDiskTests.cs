using System.Net;
using System.Text.Json;

namespace Pals.Exam.EndToEnd.Tests;

public sealed class FullDiskTests
{
    private const int DiskMegabytes = 24;
    private const int Exams = 60;

    /// <summary>The write-ahead log has some room in it still when the disk is full.</summary>
    private const int MostAnswers = 50;

    [Fact]
    public async Task Disk_FullInTheMiddleOfExams_AnswersWith503RecoversByItselfAndLosesNothing()
    {
        Assert.SkipWhen(SmallDisk.Obstacle is not null, SmallDisk.Obstacle ?? "");
        using var mount = new TemporaryFolder();
        using var saved = new TemporaryFolder();
        VirtualCandidate[] candidates;
        await using (ServerProcess server = await ServerProcess.StartBehind(new SmallDisk(mount.Path, DiskMegabytes).Launcher, mount.Path))
        {
            using HttpClient http = server.Client();
            candidates = await Task.WhenAll(Enumerable.Range(0, Exams).Select(habit => VirtualCandidate.Start(http, habit)));
            await Task.WhenAll(candidates.Select(candidate => candidate.Answer(http)));
            SmallDisk.Fill(server, mount.Path);

            int[] refused = await Task.WhenAll(candidates.Select(candidate => AnswerUntilRefused(candidate, http)));
            Assert.True(refused.Sum() > 0, "The disk was never full.");
            await UntilNotReady(http);
            await Task.WhenAll(candidates.Select(candidate => candidate.RequireSameQuestion(http)));

            SmallDisk.Free(server, mount.Path);
            using HttpResponseMessage ready = await http.GetAsync("/health/ready", TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
            await Task.WhenAll(candidates.Where(candidate => candidate.HasQuestion).Select(candidate => candidate.Answer(http)));
            SmallDisk.Save(server, mount.Path, saved.Path);
        }

        // The disk went with the server; what was on it then is what a new server finds.
        await using ServerProcess next = await ServerProcess.Start(saved.Path);
        using HttpClient client = next.Client();
        await Task.WhenAll(candidates.Select(candidate => candidate.RequireSameQuestion(client)));
        await Task.WhenAll(candidates.Select(candidate => candidate.RequireEveryAnswer(client)));
    }

    /// <summary>Returns 1 when the candidate met the full disk.</summary>
    private static async Task<int> AnswerUntilRefused(VirtualCandidate candidate, HttpClient http)
    {
        for (int i = 0; i < MostAnswers && candidate.HasQuestion; i++)
        {
            using HttpResponseMessage response = await candidate.Try(http);
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                Assert.NotNull(response.Headers.RetryAfter);
                JsonElement problem = JsonSerializer.Deserialize<JsonElement>(
                    await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
                Assert.Equal("urn:pals-exam:problem:storage-unavailable", problem.GetProperty("type").GetString());
                return 1;
            }

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        return 0;
    }

    /// <summary>Where a large change found no room a small one may: asking whether the server is ready takes the rest.</summary>
    private static async Task UntilNotReady(HttpClient http)
    {
        HttpStatusCode status = HttpStatusCode.OK;
        while (status == HttpStatusCode.OK)
        {
            using HttpResponseMessage ready = await http.GetAsync("/health/ready", TestContext.Current.CancellationToken);
            status = ready.StatusCode;
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
    }
}
