using System.Net;
using Dapper;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Tests.Support;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Tests;

/// <summary>
/// A database that takes nothing for a while: 503 with Retry-After, nothing acknowledged is lost, and the server recovers by itself. A locked
/// database stands in ServerTests, a full disk in the end-to-end tests.
/// </summary>
public sealed class FaultTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Database_MovedAwayAndBack_AnswersWith503AndGoesOnWhereItWas()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows does not let go of a file that is open.");
        await using ExamServer server = await ExamServer.Create();
        Candidate candidate = await Candidate.StartPractice(server.Http);
        await candidate.Answer(candidate.Choice(right: true));
        string[] answer = candidate.Choice(right: false);
        string[] files = server.DatabaseFiles();
        foreach (string file in files)
        {
            File.Move(file, file + ".away");
        }

        // Twice: the second time the writer has to open the database anew.
        for (int i = 0; i < 2; i++)
        {
            await RequireUnavailable(server, candidate, position: 2, answer);
        }

        Assert.All(server.DatabaseFiles(), file => Assert.EndsWith(".away", file, StringComparison.Ordinal));
        foreach (string file in files)
        {
            File.Move(file + ".away", file);
        }

        await RequireRecovered(server, candidate, answer);
    }

    [Fact]
    public async Task Database_TurnedReadOnly_AnswersWith503AndRecovers()
    {
        await using ExamServer server = await ExamServer.Create();
        Candidate candidate = await Candidate.StartPractice(server.Http);
        await candidate.Answer(candidate.Choice(right: true));
        string[] answer = candidate.Choice(right: false);
        await server.Database.Write(transaction => transaction.Connection!.Execute("PRAGMA query_only = 1"), Cancellation);

        using HttpResponseMessage refused = await candidate.Post(2, answer);
        await ProblemAssert.Is(ProblemTypes.StorageUnavailable, refused);
        Assert.NotNull(refused.Headers.RetryAfter);

        await RequireRecovered(server, candidate, answer);
    }

    [Fact]
    public async Task Database_WithoutRoom_AnswersWith503AndRecovers()
    {
        await using ExamServer server = await ExamServer.Create();
        Candidate candidate = await Candidate.StartPractice(server.Http);
        await candidate.Answer(candidate.Choice(right: true));
        string[] answer = candidate.Choice(right: false);

        // No page more, and none to spare: SQLite then reports the code of a full disk.
        await server.Database.Write(
            transaction =>
            {
                long pages = transaction.Connection!.ExecuteScalar<long>("PRAGMA page_count", transaction: transaction);
                transaction.Connection!.ExecuteScalar<long>($"PRAGMA max_page_count = {pages}", transaction: transaction);
            },
            Cancellation);
        StorageException full = await Assert.ThrowsAsync<StorageException>(() => server.Database.Write(
            transaction =>
            {
                transaction.Connection!.Execute("CREATE TABLE ballast (bytes BLOB)", transaction: transaction);
                transaction.Connection!.Execute("INSERT INTO ballast (bytes) VALUES (zeroblob(1000000))", transaction: transaction);
            },
            Cancellation));
        Assert.IsAssignableFrom<System.Data.Common.DbException>(full.InnerException);

        await RequireRecovered(server, candidate, answer);
    }

    [Fact]
    public async Task Database_LockedAgainAndAgainUnderManyAnswers_RefusesAllAndThenTakesEachOnce()
    {
        const int Locks = 2;
        await using ExamServer server = await ExamServer.Create(("Database:BusySeconds", "1"));
        Candidate[] candidates = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Candidate.StartPractice(server.Http)));
        for (int position = 1; position <= Locks; position++)
        {
            string[][] answers = [.. candidates.Select(candidate => candidate.Choice(right: true))];
            using (server.Lock())
            {
                HttpResponseMessage[] refused = await Task.WhenAll(candidates.Zip(answers, (candidate, answer) => candidate.Post(position, answer)));
                foreach (HttpResponseMessage response in refused)
                {
                    await ProblemAssert.Is(ProblemTypes.StorageUnavailable, response);
                }
            }

            await Task.WhenAll(candidates.Zip(answers, (candidate, answer) => candidate.Answer(answer)));
            Assert.All(candidates, candidate => Assert.Equal(position + 1, candidate.Position));
        }
    }

    private static async Task RequireUnavailable(ExamServer server, Candidate candidate, int position, string[] answer)
    {
        using HttpResponseMessage refused = await candidate.Post(position, answer);
        await ProblemAssert.Is(ProblemTypes.StorageUnavailable, refused);
        Assert.NotNull(refused.Headers.RetryAfter);
        using HttpResponseMessage ready = await server.Http.GetAsync("/health/ready", Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        using HttpResponseMessage live = await server.Http.GetAsync("/health/live", Cancellation);
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
    }

    /// <summary>The same answer is taken now, and a server started anew has all of it.</summary>
    private static async Task RequireRecovered(ExamServer server, Candidate candidate, string[] answer)
    {
        using (HttpResponseMessage ready = await server.Http.GetAsync("/health/ready", Cancellation))
        {
            Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        }

        await candidate.Reload();
        Assert.Equal(2, candidate.Position);
        await candidate.Answer(answer);
        Assert.Equal(3, candidate.Position);

        await server.Restart();
        var after = new Candidate(server.Http, candidate.ExamId, candidate.Token);
        await after.Reload();
        Assert.Equal(candidate.State.GetProperty("question").GetRawText(), after.State.GetProperty("question").GetRawText());
        await after.AnswerAll(right: true);
    }
}
