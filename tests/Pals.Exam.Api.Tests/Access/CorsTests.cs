using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Tests.Support;

namespace Pals.Exam.Api.Tests.Access;

public sealed class CorsTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Own = "https://courses.example";
    private const string AllowOrigin = "Access-Control-Allow-Origin";

    private readonly ExamServer _server = shared.Server;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Preflight_OfTheProvidersOrigin_AllowsWhatACandidateSends()
    {
        (string examId, _) = await ExamOfProviderWithOrigin();

        using HttpResponseMessage response = await Preflight($"/v1/exams/{examId}/answers", Own);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(Own, Assert.Single(response.Headers.GetValues(AllowOrigin)));
        Assert.Equal("authorization,content-type", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Headers")));
        Assert.False(response.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    [Theory]
    [InlineData("https://elsewhere.example")]
    [InlineData("https://courses.example.evil.example")]
    [InlineData("http://courses.example")]
    [InlineData("null")]
    public async Task Preflight_OfAnotherOrigin_AllowsNothing(string origin)
    {
        (string examId, _) = await ExamOfProviderWithOrigin();

        using HttpResponseMessage response = await Preflight($"/v1/exams/{examId}/answers", origin);

        Assert.False(response.Headers.Contains(AllowOrigin));
    }

    [Fact]
    public async Task Preflight_OfAnExamThatIsNotTheProviders_AllowsNothing()
    {
        await ExamOfProviderWithOrigin();
        Candidate practice = await Candidate.StartPractice(_server.Http);
        foreach (string path in new[] { $"/v1/exams/{practice.ExamId}", $"/v1/exams/{Guid.NewGuid()}", "/v1/exams/x", "/v1/exams", "/v1/keys", "/v1/practice-exams" })
        {
            using HttpResponseMessage response = await Preflight(path, Own);
            Assert.False(response.Headers.Contains(AllowOrigin), path);
        }
    }

    [Fact]
    public async Task Answer_FromTheProvidersPage_MayBeReadThere()
    {
        (string examId, string token) = await ExamOfProviderWithOrigin();

        using HttpResponseMessage mine = await Open(examId, token, Own);
        using HttpResponseMessage another = await Open(examId, token, "https://elsewhere.example");
        using HttpResponseMessage refused = await Open(examId, "pxt_wrong", Own);

        Assert.Equal((HttpStatusCode.OK, Own), (mine.StatusCode, Assert.Single(mine.Headers.GetValues(AllowOrigin))));
        Assert.Contains("Retry-After", string.Join(',', mine.Headers.GetValues("Access-Control-Expose-Headers")));
        Assert.Equal("Origin", Assert.Single(mine.Headers.Vary));
        Assert.False(another.Headers.Contains(AllowOrigin));
        await ProblemAssert.Is(ProblemTypes.ExamNotFound, refused);
    }

    private async Task<(string ExamId, string Token)> ExamOfProviderWithOrigin()
    {
        using HttpClient administrator = _server.HttpWith(ExamServer.AdministratorKey);
        (string providerId, _, string key) = await MatrixObjects.MakeProvider(administrator);
        using HttpClient provider = _server.HttpWith(key);
        using HttpResponseMessage set = await provider.PutAsJsonAsync($"/v1/providers/{providerId}/origins", new { origins = new[] { Own } }, Cancellation);
        Assert.Equal(HttpStatusCode.OK, set.StatusCode);
        return await MatrixObjects.MakeExam(_server, key);
    }

    private async Task<HttpResponseMessage> Preflight(string path, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, path);
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "authorization,content-type");
        return await _server.Http.SendAsync(request, Cancellation);
    }

    private async Task<HttpResponseMessage> Open(string examId, string token, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/exams/{examId}");
        request.Headers.Add("Origin", origin);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await _server.Http.SendAsync(request, Cancellation);
    }
}
