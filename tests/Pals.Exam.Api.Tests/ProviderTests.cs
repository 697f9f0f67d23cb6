using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Tests.Support;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Tests;

public sealed class ProviderTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static int _providers;

    private readonly ExamServer _server = shared.Server;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PostExam_WithAProvidersKey_GivesAnExamThatStartsWhenItIsOpened()
    {
        using HttpClient provider = _server.HttpWith((await NewKey()).Key);

        JsonElement created = await Created(await provider.PostAsJsonAsync("/v1/exams", Exam("certification"), Cancellation));

        string examId = created.GetProperty("examId").GetString()!;
        string token = created.GetProperty("token").GetString()!;
        var launch = new Uri(created.GetProperty("launchUrl").GetString()!);
        Assert.Equal("/", launch.PathAndQuery);
        Assert.Equal($"#exam={examId}&token={token}", launch.Fragment);
        Assert.Equal(StoredExamStatus.NotStarted, Stored(examId).Status);

        var candidate = new Candidate(_server.Http, examId, token);
        await ProblemAssert.Is(ProblemTypes.PositionNotReached, await candidate.Post(1, ["A"]));
        await candidate.Reload();
        Assert.Equal((StoredExamStatus.InProgress, _server.Clock.GetUtcNow()), (Stored(examId).Status, Stored(examId).StartedAt));
        await candidate.AnswerAll(right: true);
        Assert.Equal("passed", candidate.Status);
        JsonElement report = candidate.State.GetProperty("report");
        Assert.Equal(JsonValueKind.Null, report.GetProperty("answers").ValueKind);
        Assert.Equal(JsonValueKind.Null, report.GetProperty("seed").ValueKind);
    }

    [Fact]
    public async Task PostExam_BehindAProxy_LaunchesThePublicPage()
    {
        await using ExamServer server = await ExamServer.Create(("PublicUrl", "https://exams.example.org/"));
        using HttpClient provider = server.HttpWith((await NewKey(server)).Key);

        JsonElement created = await Created(await provider.PostAsJsonAsync("/v1/exams", Exam("practice"), Cancellation));

        Assert.StartsWith("https://exams.example.org/#exam=", created.GetProperty("launchUrl").GetString());
    }

    [Fact]
    public async Task PracticeReport_WhileACertificationExamIsOpen_KeepsTheKeys()
    {
        await using ExamServer server = await ExamServer.Create();
        Candidate practice = await Candidate.StartPractice(server.Http);
        using HttpClient provider = server.HttpWith((await NewKey(server)).Key);
        JsonElement created = await Created(await provider.PostAsJsonAsync("/v1/exams", Exam("certification"), Cancellation));
        var certification = new Candidate(server.Http, created.GetProperty("examId").GetString()!, created.GetProperty("token").GetString()!);
        await certification.Reload();

        await practice.AnswerAll(right: true);
        Assert.Equal(JsonValueKind.Null, practice.State.GetProperty("report").GetProperty("answers").ValueKind);

        await certification.AnswerAll(right: true);
        JsonElement answers = (await practice.Report()).GetProperty("answers");
        Assert.True(answers.GetArrayLength() > 0);
        Assert.All(answers.EnumerateArray(), answer =>
        {
            Assert.NotEqual("", answer.GetProperty("rationale").GetString());
            Assert.Equal(answer.GetProperty("key").GetRawText(), answer.GetProperty("given").GetRawText());
            Assert.All(answer.GetProperty("options").EnumerateArray(), option => Assert.NotEqual("", option.GetProperty("rationale").GetString()));
        });
    }

    [Theory]
    [InlineData("""{"candidateId":"","definition":"pals-adaptive","purpose":"practice"}""", "invalid-request")]
    [InlineData("""{"candidateId":"a\u0007","definition":"pals-adaptive","purpose":"practice"}""", "invalid-request")]
    [InlineData("""{"candidateId":"a","definition":"pals-adaptive","purpose":"fun"}""", "invalid-request")]
    [InlineData("""{"candidateId":"a","definition":"pals-adaptive"}""", "invalid-request")]
    [InlineData("""{"candidateId":"a","definition":null,"purpose":"practice"}""", "invalid-request")]
    [InlineData("""{"candidateId":"a","definition":"other","purpose":"practice"}""", "unknown-definition")]
    public async Task PostExam_BadField_GetsItsProblem(string body, string expected)
    {
        using HttpClient provider = _server.HttpWith((await NewKey()).Key);

        using HttpResponseMessage response = await provider.PostAsync(
            "/v1/exams", new StringContent(body, System.Text.Encoding.UTF8, "application/json"), Cancellation);

        await ProblemAssert.Is(expected == "unknown-definition" ? ProblemTypes.UnknownDefinition : ProblemTypes.InvalidRequest, response);
    }

    [Fact]
    public async Task PostExam_WithoutAProvidersKey_IsRefused()
    {
        await ProblemAssert.Is(
            ProblemTypes.MissingCredentials, await _server.Http.PostAsJsonAsync("/v1/exams", Exam("practice"), Cancellation));
        foreach ((string key, ProblemType expected) in new[]
        {
            ("ppx_not-a-key", ProblemTypes.InvalidKey),
            (ExamServer.AdministratorKey, ProblemTypes.Forbidden),
        })
        {
            using HttpClient client = _server.HttpWith(key);
            await ProblemAssert.Is(expected, await client.PostAsJsonAsync("/v1/exams", Exam("practice"), Cancellation));
        }
    }

    [Fact]
    public async Task Providers_WithoutAnAdministratorsKey_AreClosed()
    {
        using HttpClient provider = _server.HttpWith((await NewKey()).Key);
        Candidate candidate = await Candidate.StartPractice(_server.Http);
        using HttpClient withToken = _server.HttpWith(candidate.Token);

        await ProblemAssert.Is(ProblemTypes.Forbidden, await Add(provider, "mine"));
        await ProblemAssert.Is(ProblemTypes.InvalidKey, await Add(withToken, "mine"));
        await ProblemAssert.Is(ProblemTypes.MissingCredentials, await Add(_server.Http, "mine"));
    }

    [Fact]
    public async Task Key_Revoked_OpensNothing()
    {
        (string providerId, string keyId, string key) = await NewKey();
        using HttpClient administrator = _server.HttpWith(ExamServer.AdministratorKey);
        using HttpClient provider = _server.HttpWith(key);

        using HttpResponseMessage revoked = await administrator.DeleteAsync($"/v1/providers/{providerId}/keys/{keyId}", Cancellation);

        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        await ProblemAssert.Is(ProblemTypes.InvalidKey, await provider.PostAsJsonAsync("/v1/exams", Exam("practice"), Cancellation));
        await ProblemAssert.Is(
            ProblemTypes.KeyNotFound, await administrator.DeleteAsync($"/v1/providers/{providerId}/keys/{keyId}", Cancellation));
    }

    [Fact]
    public async Task AddProvider_BadOrTaken_GetsItsProblem()
    {
        (string taken, _, _) = await NewKey();
        using HttpClient administrator = _server.HttpWith(ExamServer.AdministratorKey);

        await ProblemAssert.Is(ProblemTypes.ProviderExists, await Add(administrator, taken));
        foreach (string bad in new[] { "", "A", "a", "-a", "a b", "a/b", new string('a', 65) })
        {
            await ProblemAssert.Is(ProblemTypes.InvalidRequest, await Add(administrator, bad));
        }

        await ProblemAssert.Is(
            ProblemTypes.ProviderNotFound, await administrator.PostAsync("/v1/providers/nobody/keys", null, Cancellation));
    }

    private static object Exam(string purpose) => new { candidateId = "candidate-7", definition = "pals-adaptive", purpose };

    private StoredExam Stored(string examId) => _server.Database.Read(t => ExamRecords.Find(t, Guid.Parse(examId)))!;

    private static Task<HttpResponseMessage> Add(HttpClient client, string providerId) =>
        client.PostAsJsonAsync("/v1/providers", new { providerId, name = "A provider" }, Cancellation);

    private static async Task<JsonElement> Created(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
    }

    private async Task<(string ProviderId, string KeyId, string Key)> NewKey(ExamServer? server = null)
    {
        using HttpClient administrator = (server ?? _server).HttpWith(ExamServer.AdministratorKey);
        string providerId = $"provider-{Interlocked.Increment(ref _providers)}";
        await Created(await Add(administrator, providerId));
        JsonElement key = await Created(await administrator.PostAsync($"/v1/providers/{providerId}/keys", null, Cancellation));
        Assert.StartsWith("ppx_", key.GetProperty("key").GetString());
        return (providerId, key.GetProperty("keyId").GetString()!, key.GetProperty("key").GetString()!);
    }
}
