using System.Net.Http.Headers;
using System.Net.Http.Json;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Tests.Support;

namespace Pals.Exam.Api.Tests.Access;

public sealed class AccessTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string UnknownExam = "01a1f893-56fa-767a-aab1-7beec35aa979";

    private readonly ExamServer _server = shared.Server;

    public static TheoryData<string, string> ExamAddresses { get; } = new() { { "GET", "" }, { "POST", "/answers" }, { "GET", "/report" } };

    [Theory]
    [MemberData(nameof(ExamAddresses))]
    public async Task Exam_UnknownWrongTokenOrAnothers_CannotBeToldApart(string method, string path)
    {
        Candidate mine = await Candidate.StartPractice(_server.Http);
        Candidate another = await Candidate.StartPractice(_server.Http);
        string[] bodies = await Task.WhenAll(
            Refused(method, UnknownExam + path, mine.Token),
            Refused(method, "not-an-id" + path, mine.Token),
            Refused(method, mine.ExamId + path, mine.Token[..^1] + "?"),
            Refused(method, mine.ExamId + path, another.Token));

        Assert.Single(bodies.Distinct());
        await mine.Reload();
        Assert.Equal(1, mine.Position);
    }

    [Theory]
    [MemberData(nameof(ExamAddresses))]
    public async Task Exam_WithoutToken_AsksForOne(string method, string path)
    {
        Candidate mine = await Candidate.StartPractice(_server.Http);
        foreach (string? header in new[] { null, "Bearer", "Basic dXNlcjpwYXNz", "Bearer  " })
        {
            using HttpRequestMessage request = Request(method, mine.ExamId + path);
            request.Headers.TryAddWithoutValidation("Authorization", header);
            using HttpResponseMessage response = await _server.Http.SendAsync(request, TestContext.Current.CancellationToken);

            await ProblemAssert.Is(ProblemTypes.MissingCredentials, response);
            Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
        }
    }

    private async Task<string> Refused(string method, string path, string token)
    {
        using HttpRequestMessage request = Request(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using HttpResponseMessage response = await _server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return (await ProblemAssert.Is(ProblemTypes.ExamNotFound, response)).GetRawText();
    }

    private static HttpRequestMessage Request(string method, string path) => new(new HttpMethod(method), $"/v1/exams/{path}")
    {
        Content = method == "POST" ? JsonContent.Create(new { position = 1, answer = new[] { "A" } }) : null,
    };
}
