using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Pals.Exam.Api.Hosting;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Security;
using Pals.Exam.Api.Tests.Access;
using Pals.Exam.Api.Tests.Support;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Tests;

public sealed class ServerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Health_ServerUp_AnswersOk(string path)
    {
        await using ExamServer server = await ExamServer.Create();

        using HttpResponseMessage response = await server.Http.GetAsync(path, Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Database_LockedByAnotherProcess_AnswersWith503AndLosesNothing()
    {
        await using ExamServer server = await ExamServer.Create(("Database:BusySeconds", "1"));
        Candidate candidate = await Candidate.StartPractice(server.Http);
        string[] answer = candidate.Choice(right: true);
        using (server.Lock())
        {
            using HttpResponseMessage refused = await candidate.Post(1, answer);
            await ProblemAssert.Is(ProblemTypes.StorageUnavailable, refused);
            Assert.NotNull(refused.Headers.RetryAfter);
            using HttpResponseMessage ready = await server.Http.GetAsync("/health/ready", Cancellation);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
            await candidate.Reload();
            Assert.Equal(1, candidate.Position);
        }

        await candidate.Answer(answer);
        Assert.Equal(2, candidate.Position);
    }

    [Fact]
    public async Task Writer_MoreWaitingThanAllowed_AnswersBusyWithRetryAfter()
    {
        await using ExamServer server = await ExamServer.Create(("Database:MaximumWaiting", "1"));
        Candidate[] candidates = [await Candidate.StartPractice(server.Http), await Candidate.StartPractice(server.Http)];
        using var gate = new ManualResetEventSlim();
        using var entered = new ManualResetEventSlim();
        Task holding = server.Database.Write(
            _ =>
            {
                entered.Set();
                gate.Wait(Cancellation);
            },
            Cancellation);
        entered.Wait(Cancellation);
        Task waiting = server.Database.Write(_ => { }, Cancellation);

        using HttpResponseMessage busy = await candidates[0].Post(1, candidates[0].Choice(right: true));

        await ProblemAssert.Is(ProblemTypes.Busy, busy);
        Assert.NotNull(busy.Headers.RetryAfter);
        gate.Set();
        await holding;
        await waiting;
        foreach (Candidate candidate in candidates)
        {
            await candidate.Answer(candidate.Choice(right: true));
        }
    }

    [Fact]
    public async Task PracticeExams_MoreThanAllowedAMinute_AreRefusedWithRetryAfter()
    {
        await using ExamServer server = await ExamServer.Create(("Practice:StartsPerMinute", "2"));
        Candidate candidate = await Candidate.StartPractice(server.Http);
        await Candidate.StartPractice(server.Http);

        using HttpResponseMessage refused = await server.Http.PostAsJsonAsync("/v1/practice-exams", new { }, Cancellation);

        await ProblemAssert.Is(ProblemTypes.TooManyRequests, refused);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        await candidate.Answer(candidate.Choice(right: true));
    }

    [Fact]
    public async Task FirstStart_WithoutAdminKey_PrintsOneOnceAndStoresItsHash()
    {
        string folder = Directory.CreateTempSubdirectory("pals-exam-").FullName;
        string connection = $"Data Source={Path.Combine(folder, "exams.db")};Pooling=False";
        await using (ExamDatabase database = ExamDatabase.Open(connection, TimeProvider.System))
        {
            var console = new StringWriter();
            await AdministratorKey.Ensure(database, configured: null, TimeProvider.System, console);
            string key = console.ToString().Trim().Split(' ')[^1];
            Assert.StartsWith(Secret.KeyPrefix, key);
            Assert.Equal(KeyRole.Administrator, database.Read(t => KeyRecords.FindInForce(t, Secret.Hash(key), DateTimeOffset.UtcNow))!.Role);

            var second = new StringWriter();
            await AdministratorKey.Ensure(database, configured: null, TimeProvider.System, second);
            Assert.Equal("", second.ToString());

            await AdministratorKey.Ensure(database, "a-key-from-the-environment", TimeProvider.System, second);
            Assert.Equal("", second.ToString());
            Assert.Null(database.Read(t => KeyRecords.FindInForce(t, Secret.Hash(key), DateTimeOffset.UtcNow)));
            await Assert.ThrowsAsync<SettingsException>(
                () => AdministratorKey.Ensure(database, "too-short", TimeProvider.System, second));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task OpenApi_Document_DescribesEveryEndpoint()
    {
        await using ExamServer server = await ExamServer.Create();

        JsonElement document = await server.Http.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Cancellation);

        JsonElement status = document.GetProperty("components").GetProperty("schemas").GetProperty("ExamStateResponse")
            .GetProperty("properties").GetProperty("status");
        Assert.Equal(
            ["in-progress", "passed", "failed", "completed", "expired"], status.GetProperty("enum").EnumerateArray().Select(word => word.GetString()));
        foreach (JsonProperty path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (JsonProperty operation in path.Value.EnumerateObject())
            {
                Assert.True(operation.Value.TryGetProperty("summary", out _), path.Name);
                Assert.True(operation.Value.TryGetProperty("operationId", out _), path.Name);
                string name = $"{operation.Name.ToUpperInvariant()} {path.Name}";
                bool isOpen = AccessMatrix.Rows.Single(row => row.Operation == name).Expected[0] != StatusCodes.Status401Unauthorized;
                Assert.Equal(!isOpen, operation.Value.TryGetProperty("security", out _));
                if (operation.Value.TryGetProperty("requestBody", out JsonElement body))
                {
                    // A body that may also be YAML has its example in the files that the program ships.
                    JsonElement content = body.GetProperty("content");
                    Assert.True(
                        content.EnumerateObject().Count() > 1 || !content.TryGetProperty("application/json", out JsonElement json) || json.TryGetProperty("example", out _), path.Name);
                }
            }
        }
    }
}
