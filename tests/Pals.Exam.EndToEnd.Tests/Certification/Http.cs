using System.Text.Json;

namespace Pals.Exam.EndToEnd.Tests.Certification;

/// <summary>Answers of the service.</summary>
internal static class Http
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The body of an answer that must be a success; null becomes an undefined element.</summary>
    public static async Task<JsonElement> Json(this Task<HttpResponseMessage> asked)
    {
        using HttpResponseMessage response = await asked;
        string text = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode} {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    /// <summary>The problem of an answer that must be a refusal of a kind, which has a sentence to go with it.</summary>
    public static async Task<string> Refused(this Task<HttpResponseMessage> asked, string type)
    {
        using HttpResponseMessage response = await asked;
        JsonElement problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation)).RootElement;
        Assert.Equal($"urn:pals-exam:problem:{type}", problem.GetProperty("type").GetString());
        Assert.Equal((int)response.StatusCode, problem.GetProperty("status").GetInt32());
        return problem.Text("detail");
    }

    public static string Text(this JsonElement element, string property) => element.GetProperty(property).GetString()!;

    /// <summary>A table as the body of a request.</summary>
    public static StringContent Csv(string table)
    {
        var content = new StringContent(table);
        content.Headers.ContentType = new("text/csv") { CharSet = "utf-8" };
        return content;
    }
}
