using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Tests.Access;
using Pals.Exam.Api.Tests.Support;

namespace Pals.Exam.Api.Tests.Responses;

public sealed class ResponseDownloadTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly ExamServer _server = shared.Server;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Download_ByGlobalAndScopedKeys_HasTheAnswersOfTheirExamsAndNoNames()
    {
        using HttpClient administrator = _server.HttpWith(ExamServer.AdministratorKey);
        (string north, _, string northKey) = await MatrixObjects.MakeProvider(administrator);
        (_, _, string southKey) = await MatrixObjects.MakeProvider(administrator);
        Candidate ofNorth = await Sit(northKey, "a.nurse@north.example", right: true);
        Candidate ofSouth = await Sit(southKey, "a.nurse@south.example", right: false);
        await MatrixObjects.MakeExam(_server, northKey);

        string all = await Download(administrator, new { role = "psychometrician", label = "all" });
        string own = await Download(administrator, new { role = "psychometrician", label = "own", providerId = north });

        Assert.StartsWith("candidate,item,score,exam,position,seconds,presented_at\n", all);
        Assert.Equal(new[] { ofNorth.ExamId, ofSouth.ExamId }.Order(StringComparer.Ordinal), Exams(all));
        Assert.Equal([ofNorth.ExamId], Exams(own));
        Assert.DoesNotContain("nurse", all);
        string[] rows = [.. own.Trim().Split('\n').Skip(1)];
        string[] first = rows[0].Split(',');
        Assert.Equal((ofNorth.ExamId, "1", "1", "2.5", "2026-03-02T08:00:00.000Z"), (first[0], first[2], first[4], first[5], first[6]));
        Assert.Equal(Enumerable.Range(1, rows.Length).Select(position => $"{position}"), rows.Select(row => row.Split(',')[4]));
        Assert.All(all.Trim().Split('\n').Where(row => row.StartsWith(ofSouth.ExamId, StringComparison.Ordinal)), row => Assert.Equal("0", row.Split(',')[2]));
    }

    [Fact]
    public async Task Download_Filtered_HasOnlyWhatIsMeant()
    {
        await using ExamServer server = await ExamServer.Create();
        Candidate practice = await Candidate.StartPractice(server.Http);
        await practice.AnswerAll(right: true);
        using HttpClient administrator = server.HttpWith(ExamServer.AdministratorKey);

        Assert.Empty(Exams(await administrator.GetStringAsync("/v1/responses.csv", Cancellation)));
        Assert.Equal([practice.ExamId], Exams(await administrator.GetStringAsync("/v1/responses.csv?purpose=practice", Cancellation)));
        Assert.Equal(
            [practice.ExamId], Exams(await administrator.GetStringAsync("/v1/responses.csv?purpose=practice&definition=pals-adaptive", Cancellation)));
        Assert.Empty(Exams(await administrator.GetStringAsync("/v1/responses.csv?purpose=practice&definition=other", Cancellation)));
        await ProblemAssert.Is(ProblemTypes.InvalidRequest, await administrator.GetAsync("/v1/responses.csv?purpose=fun", Cancellation));
    }

    private async Task<Candidate> Sit(string key, string candidateId, bool right)
    {
        using HttpClient provider = _server.HttpWith(key);
        using HttpResponseMessage response = await provider.PostAsJsonAsync(
            "/v1/exams", new { candidateId, definition = "pals-adaptive", purpose = "certification" }, Cancellation);
        JsonElement exam = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        var candidate = new Candidate(_server.Http, exam.GetProperty("examId").GetString()!, exam.GetProperty("token").GetString()!);
        await candidate.Reload();
        using HttpResponseMessage first = await candidate.Post(1, candidate.Choice(right), seconds: 2.5);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        await candidate.Reload();
        await candidate.AnswerAll(right);
        return candidate;
    }

    private async Task<string> Download(HttpClient administrator, object key)
    {
        using HttpClient psychometrician = _server.HttpWith((await MatrixObjects.MakeKey(administrator, key)).Key);
        using HttpResponseMessage response = await psychometrician.GetAsync("/v1/responses.csv", Cancellation);
        Assert.Equal("text/csv", response.Content.Headers.ContentType!.MediaType);
        return await response.Content.ReadAsStringAsync(Cancellation);
    }

    private static string[] Exams(string csv) => [.. csv.Trim().Split('\n').Skip(1).Select(row => row.Split(',')[0]).Distinct()];
}
