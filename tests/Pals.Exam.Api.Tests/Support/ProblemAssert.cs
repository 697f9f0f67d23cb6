using System.Net.Http.Json;
using System.Text.Json;
using Pals.Exam.Api.Problems;

namespace Pals.Exam.Api.Tests.Support;

/// <summary>Holds a response to its documented problem type.</summary>
internal static class ProblemAssert
{
    public static async Task<JsonElement> Is(ProblemType type, HttpResponseMessage response)
    {
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.Content.Headers.ContentType?.MediaType == "application/problem+json", $"{(int)response.StatusCode} {text}");
        JsonElement problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal(type.Uri, problem.GetProperty("type").GetString());
        Assert.Equal(type.Status, (int)response.StatusCode);
        Assert.Equal(type.Status, problem.GetProperty("status").GetInt32());
        Assert.Equal(type.Title, problem.GetProperty("title").GetString());
        Assert.DoesNotContain("   at ", text);
        Assert.DoesNotContain("Exception", text);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        return problem;
    }
}
