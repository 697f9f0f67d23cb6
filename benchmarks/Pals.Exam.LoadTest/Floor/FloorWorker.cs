using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Pals.Exam.LoadTest.Runs;

namespace Pals.Exam.LoadTest.Floor;

/// <summary>A client of the floor that appends one row after another, and checks each response as a candidate does.</summary>
internal sealed class FloorWorker(HttpClient http, Recorder recorder) : IWorker
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly string _token = $"Bearer {new string('0', 47)}";
    private int _position;

    public bool IsBetweenExams => false;

    public async Task Step(long due)
    {
        int position = ++_position;
        string body = string.Create(CultureInfo.InvariantCulture, $$"""{"position": {{position}}, "answer": "B"}""");
        using var request = new HttpRequestMessage(HttpMethod.Post, FloorServer.Path)
        {
            Content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = Json } },
        };
        request.Headers.TryAddWithoutValidation("Authorization", _token);
        using HttpResponseMessage response = await http.SendAsync(request);
        await using Stream content = await response.Content.ReadAsStreamAsync();
        recorder.Answered(due, response.StatusCode);
        if (response.StatusCode == HttpStatusCode.OK
            && (await JsonSerializer.DeserializeAsync(content, FloorJson.Default.FloorWritten))?.Position != position)
        {
            throw new CheckFailedException($"The floor answered another row than {position}.");
        }
    }
}
