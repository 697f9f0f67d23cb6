using System.Net;
using System.Text.Json;
using Pals.Exam.LoadTest.Http;
using Pals.Exam.LoadTest.Runs;

namespace Pals.Exam.LoadTest.Floor;

/// <summary>A client of the floor that appends one row after another, and checks each response as a candidate does.</summary>
internal sealed class FloorWorker(HttpClient http, Recorder recorder) : IWorker
{
    private readonly Uri _address = new(http.BaseAddress!, FloorServer.Path);
    private readonly string _authorization = $"Bearer {new string('0', 47)}";
    private int _position;

    public bool IsBetweenExams => false;

    public async Task Step(long due)
    {
        var row = new FloorRow(++_position, "B");
        using Reply reply = await Exchange.Send(
            http, HttpMethod.Post, _address, _authorization, JsonSerializer.SerializeToUtf8Bytes(row, FloorJson.Default.FloorRow));
        recorder.Answered(due, reply.Status);
        if (reply.Status == HttpStatusCode.OK && JsonSerializer.Deserialize(reply.Body, FloorJson.Default.FloorWritten)?.Position != row.Position)
        {
            throw new CheckFailedException($"The floor answered another row than {row.Position}.");
        }
    }
}
