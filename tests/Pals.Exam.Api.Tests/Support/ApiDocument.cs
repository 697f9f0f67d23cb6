using System.Net.Http.Json;
using System.Text.Json;

namespace Pals.Exam.Api.Tests.Support;

/// <summary>An operation of the service as its OpenAPI document lists it, with the example of its body if it has one.</summary>
internal sealed record ApiOperation(string Method, string Path, string? Example)
{
    public string Name => $"{Method} {Path}";
}

/// <summary>Reads the OpenAPI document of a running server, so that tests over all endpoints miss no new one.</summary>
internal static class ApiDocument
{
    public static async Task<ApiOperation[]> Read(ExamServer server)
    {
        JsonElement document = await server.Http.GetFromJsonAsync<JsonElement>("/openapi/v1.json", TestContext.Current.CancellationToken);
        return
        [
            .. from path in document.GetProperty("paths").EnumerateObject()
               from operation in path.Value.EnumerateObject()
               select new ApiOperation(operation.Name.ToUpperInvariant(), path.Name, Example(operation.Value)),
        ];
    }

    private static string? Example(JsonElement operation) =>
        operation.TryGetProperty("requestBody", out JsonElement body)
        && body.GetProperty("content").TryGetProperty("application/json", out JsonElement json)
        && json.TryGetProperty("example", out JsonElement example)
            ? example.GetRawText()
            : null;
}
