using System.Text.Json;
using Pals.Exam.Api.Tests.Support;
using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.Api.Tests;

public sealed class SecrecyTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly ExamServer _server = shared.Server;

    [Fact]
    public async Task Exam_WhileOpen_ShowsNoKeyRationaleOrParameter()
    {
        Candidate candidate = await Candidate.StartPractice(_server.Http);
        string[] allowed = ["position", "itemId", "type", "topicArea", "scenario", "stem", "media", "options", "unit"];
        for (int i = 0; i < 10; i++)
        {
            string json = candidate.State.GetRawText();
            JsonElement question = candidate.State.GetProperty("question");
            Assert.Equal(allowed.Order(), question.EnumerateObject().Select(property => property.Name).Order());
            Assert.All(
                question.GetProperty("options").EnumerateArray(),
                option => Assert.Equal(["key", "text"], option.EnumerateObject().Select(property => property.Name)));
            Item item = candidate.Item();
            Assert.All(item.Options, option => Assert.DoesNotContain(option.Rationale, json));
            Assert.DoesNotContain(item.Rationale, json);
            Assert.Equal(JsonValueKind.Null, candidate.State.GetProperty("report").ValueKind);
            await candidate.Answer(candidate.Choice(right: i % 2 == 0));
        }
    }

    [Fact]
    public async Task Responses_OfEveryKind_CarrySecurityHeaders()
    {
        Candidate candidate = await Candidate.StartPractice(_server.Http);
        foreach (string path in new[] { $"/v1/exams/{candidate.ExamId}", "/health/live", "/nothing" })
        {
            using HttpResponseMessage response = await _server.Http.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Contains("default-src 'none'", Assert.Single(response.Headers.GetValues("Content-Security-Policy")));
            Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
            Assert.False(response.Headers.Contains("Server"));
        }

        using HttpResponseMessage state = await candidate.Send(HttpMethod.Get, "");
        Assert.True(state.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task Token_InTheDatabase_IsNowhere()
    {
        Candidate candidate = await Candidate.StartPractice(_server.Http);
        byte[] token = System.Text.Encoding.UTF8.GetBytes(candidate.Token);

        foreach (string file in _server.DatabaseFiles())
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            byte[] content = new byte[stream.Length];
            stream.ReadExactly(content);
            Assert.Equal(-1, content.AsSpan().IndexOf(token));
        }
    }
}
