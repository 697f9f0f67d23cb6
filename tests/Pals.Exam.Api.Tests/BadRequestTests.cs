using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Tests.Support;

namespace Pals.Exam.Api.Tests;

public sealed class BadRequestTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly ExamServer _server = shared.Server;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("{\"position\":1,\"answer\":[\"A\"", "malformed-json")]
    [InlineData("not json", "malformed-json")]
    [InlineData("", "invalid-request")]
    [InlineData("null", "invalid-request")]
    [InlineData("[]", "invalid-request")]
    [InlineData("{}", "invalid-request")]
    [InlineData("{\"position\":1}", "invalid-request")]
    [InlineData("{\"answer\":[\"A\"]}", "invalid-request")]
    [InlineData("{\"position\":1,\"answer\":null}", "invalid-request")]
    [InlineData("{\"position\":1,\"answer\":\"A\"}", "invalid-request")]
    [InlineData("{\"position\":1,\"answer\":[null]}", "invalid-request")]
    [InlineData("{\"position\":1,\"answer\":[1]}", "invalid-request")]
    [InlineData("{\"position\":1,\"answer\":[]}", "invalid-request")]
    [InlineData("{\"position\":1,\"answer\":[\"\"]}", "invalid-request")]
    [InlineData("{\"position\":\"1\",\"answer\":[\"A\"]}", "invalid-request")]
    [InlineData("{\"position\":1.5,\"answer\":[\"A\"]}", "invalid-request")]
    [InlineData("{\"position\":99999999999,\"answer\":[\"A\"]}", "invalid-request")]
    [InlineData("{\"position\":0,\"answer\":[\"A\"]}", "invalid-request")]
    [InlineData("{\"position\":-1,\"answer\":[\"A\"]}", "invalid-request")]
    [InlineData("{\"position\":1,\"answer\":[\"A\"],\"seconds\":-1}", "invalid-request")]
    [InlineData("{\"position\":1,\"answer\":[\"A\"],\"seconds\":1e300}", "invalid-request")]
    [InlineData("{\"position\":1,\"answer\":[\"A\"],\"seconds\":\"NaN\"}", "invalid-request")]
    [InlineData("{\"position\":1,\"answer\":[\"A\"],\"extra\":true}", "invalid-request")]
    [InlineData("{\"position\":1,\"position\":1,\"answer\":[\"A\"]}", "invalid-request")]
    [InlineData("{\"Position\":1,\"answer\":[\"A\"]}", "invalid-request")]
    [InlineData("{\"position\":1,\"answer\":[\"Z\"]}", "invalid-answer")]
    [InlineData("{\"position\":1,\"answer\":[\"a\"]}", "invalid-answer")]
    [InlineData("{\"position\":1,\"answer\":[\"A\",\"B\"]}", "invalid-answer")]
    [InlineData("{\"position\":2,\"answer\":[\"A\"]}", "position-not-reached")]
    [InlineData("{\"position\":2147483647,\"answer\":[\"A\"]}", "position-not-reached")]
    public async Task PostAnswer_BadBody_GetsItsProblemAndChangesNothing(string body, string expected)
    {
        Candidate candidate = await Candidate.StartPractice(_server.Http);
        string before = candidate.ItemId;

        using HttpResponseMessage response =
            await candidate.Send(HttpMethod.Post, "/answers", new StringContent(body, Encoding.UTF8, "application/json"));

        await ProblemAssert.Is(Named(expected), response);
        await candidate.Reload();
        Assert.Equal((before, 1), (candidate.ItemId, candidate.Position));
    }

    [Theory]
    [InlineData("{\"seed\":-1}", "invalid-request", "seed")]
    [InlineData("{\"seed\":9007199254740992}", "invalid-request", "seed")]
    [InlineData("{\"seed\":\"18446744073709551616\"}", "invalid-request", "seed")]
    [InlineData("{\"seed\":\"0x10\"}", "invalid-request", "seed")]
    [InlineData("{\"seed\":1.5}", "invalid-request", "seed")]
    [InlineData("{\"definition\":7}", "invalid-request", "definition")]
    [InlineData("{\"definition\":\"no-such-exam\"}", "unknown-definition", "definition")]
    public async Task PostPracticeExam_BadField_IsNamed(string body, string expected, string field)
    {
        using HttpResponseMessage response = await _server.Http.PostAsync(
            "/v1/practice-exams", new StringContent(body, Encoding.UTF8, "application/json"), Cancellation);

        JsonElement problem = await ProblemAssert.Is(Named(expected), response);
        Assert.Equal(field, problem.GetProperty("field").GetString());
    }

    [Theory]
    [InlineData("{\"seed\":9007199254740991}", "9007199254740991")]
    [InlineData("{\"seed\":\"18446744073709551615\"}", "18446744073709551615")]
    [InlineData("{\"seed\":\"0\"}", "0")]
    [InlineData("{\"seed\":null}", null)]
    [InlineData("", null)]
    public async Task PostPracticeExam_Seed_IsTakenInBothForms(string body, string? seed)
    {
        using HttpResponseMessage response = await _server.Http.PostAsync(
            "/v1/practice-exams", body.Length == 0 ? null : new StringContent(body, Encoding.UTF8, "application/json"), Cancellation);
        JsonElement state = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        var candidate = new Candidate(_server.Http, state.GetProperty("examId").GetString()!, state.GetProperty("token").GetString()!);
        await candidate.Reload();
        await candidate.AnswerAll(right: false);

        string reported = (await candidate.Report()).GetProperty("seed").GetString()!;
        Assert.True(ulong.TryParse(reported, out _));
        Assert.Equal(seed ?? reported, reported);
    }

    [Fact]
    public async Task Post_TenMegabytes_IsTooLarge()
    {
        Candidate candidate = await Candidate.StartPractice(_server.Http);
        var body = new ByteArrayContent(Encoding.UTF8.GetBytes($"{{\"position\":1,\"answer\":[\"{new string('A', 10 * 1024 * 1024)}\"]}}"));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        using HttpResponseMessage response = await candidate.Send(HttpMethod.Post, "/answers", body);

        await ProblemAssert.Is(ProblemTypes.BodyTooLarge, response);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/xml")]
    public async Task Post_NotJson_IsUnsupported(string mediaType)
    {
        Candidate candidate = await Candidate.StartPractice(_server.Http);

        using HttpResponseMessage response = await candidate.Send(
            HttpMethod.Post, "/answers", new StringContent("{\"position\":1,\"answer\":[\"A\"]}", Encoding.UTF8, mediaType));

        await ProblemAssert.Is(ProblemTypes.UnsupportedMediaType, response);
    }

    [Theory]
    [InlineData("application/json; charset=bogus", "unsupported-media-type")]
    [InlineData("application/json; charset=utf-16", "unsupported-media-type")]
    [InlineData("application/json; charset=\"UTF-8\"", null)]
    [InlineData("application/json", null)]
    [InlineData("application/problem+json", null)]
    public async Task Post_ContentType_IsJsonInUtf8(string contentType, string? refused)
    {
        Candidate candidate = await Candidate.StartPractice(_server.Http);
        var body = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(new { position = 1, answer = candidate.Choice(right: true) }));
        body.Headers.TryAddWithoutValidation("Content-Type", contentType);

        using HttpResponseMessage response = await candidate.Send(HttpMethod.Post, "/answers", body);

        if (refused is null)
        {
            Assert.Equal(200, (int)response.StatusCode);
        }
        else
        {
            await ProblemAssert.Is(Named(refused), response);
        }
    }

    [Theory]
    [InlineData("{\"position\":1,\"answer\":[\"A\u00FF\"]}")]
    [InlineData("{\"position\":1,\"answ\u00FFer\":[\"A\"]}")]
    [InlineData("{\"position\":1,\"answer\":[\"\\ud800\"]}")]
    [InlineData("\u00FF\u00FE{\"position\":1}")]
    public async Task Post_BytesThatAreNoText_AreRefused(string body)
    {
        Candidate candidate = await Candidate.StartPractice(_server.Http);
        var content = new ByteArrayContent(Encoding.Latin1.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        using HttpResponseMessage response = await candidate.Send(HttpMethod.Post, "/answers", content);

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Post_TooLargeWithoutAnnouncedLength_IsTooLarge()
    {
        Candidate candidate = await Candidate.StartPractice(_server.Http);
        var body = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes($"{{\"position\":1,\"answer\":[\"{new string('A', 100_000)}\"]}}")));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        body.Headers.ContentLength = null;
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/exams/{candidate.ExamId}/answers") { Content = body };
        request.Headers.TransferEncodingChunked = true;
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", candidate.Token);

        using HttpResponseMessage response = await _server.Http.SendAsync(request, Cancellation);

        await ProblemAssert.Is(ProblemTypes.BodyTooLarge, response);
    }

    [Fact]
    public async Task Post_JsonNestedDeeply_IsRefused()
    {
        string body = "{\"seed\":" + new string('[', 1000) + new string(']', 1000) + "}";

        using HttpResponseMessage response = await _server.Http.PostAsync(
            "/v1/practice-exams", new StringContent(body, Encoding.UTF8, "application/json"), Cancellation);

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("GET", "/v1/nothing", "not-found")]
    [InlineData("GET", "/nothing", "not-found")]
    [InlineData("DELETE", "/v1/practice-exams", "method-not-allowed")]
    public async Task Send_NoSuchEndpoint_GetsItsProblem(string method, string path, string expected)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using HttpResponseMessage response = await _server.Http.SendAsync(request, Cancellation);

        await ProblemAssert.Is(Named(expected), response);
    }

    private static ProblemType Named(string name) => Assert.Single(
        typeof(ProblemTypes).GetFields().Select(field => (ProblemType)field.GetValue(null)!), type => type.Name == name);
}
