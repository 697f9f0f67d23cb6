using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Pals.Exam.EndToEnd.Tests;

/// <summary>A candidate who remembers every answer that the server acknowledged, and holds the server to it.</summary>
internal sealed class VirtualCandidate
{
    private readonly List<(string[] Answer, JsonElement Response)> _acknowledged = [];
    private readonly string _examId;
    private readonly string _token;
    private readonly int _habit;
    private JsonElement _state;

    private VirtualCandidate(JsonElement state, int habit)
    {
        _state = state;
        _habit = habit;
        _examId = state.GetProperty("examId").GetString()!;
        _token = state.GetProperty("token").GetString()!;
    }

    public Guid ExamId => Guid.Parse(_examId);

    public int Acknowledged => _acknowledged.Count;

    /// <summary>The acknowledged answers in their order.</summary>
    public IReadOnlyList<string[]> Answers => [.. _acknowledged.Select(answer => answer.Answer)];

    /// <summary>What may stand in no log and no measurement.</summary>
    public IReadOnlyList<string> Secrets => [_examId, _token, .. _acknowledged.Select(given => Question(given.Response)).Where(
        question => question.ValueKind == JsonValueKind.Object).Select(question => question.GetProperty("itemId").GetString()!)];

    public bool HasQuestion => Question(_state).ValueKind == JsonValueKind.Object;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Starts a practice exam; <paramref name="habit"/> decides which options this candidate takes.</summary>
    public static async Task<VirtualCandidate> Start(HttpClient http, int habit)
    {
        using HttpResponseMessage response = await http.PostAsJsonAsync("/v1/practice-exams", new { seed = habit }, Cancellation);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return new VirtualCandidate(await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation), habit);
    }

    /// <summary>Answers the question that waits.</summary>
    public async Task Answer(HttpClient http)
    {
        using HttpResponseMessage response = await Try(http);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    /// <summary>Answers the question that waits; it counts as acknowledged only when the server says so.</summary>
    public async Task<HttpResponseMessage> Try(HttpClient http)
    {
        string[] answer = Choice();
        HttpResponseMessage response = await Post(http, _acknowledged.Count + 1, answer);
        if (response.StatusCode == HttpStatusCode.OK)
        {
            _state = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
            _acknowledged.Add((answer, _state));
        }

        return response;
    }

    /// <summary>
    /// After a crash: the exam shows the question it showed before, or, if the answer in flight had reached the disk, the one that follows it;
    /// sending that answer again brings both together.
    /// </summary>
    public async Task RequireSameQuestion(HttpClient http)
    {
        JsonElement now = await Get(http);
        int position = Question(now) is { ValueKind: JsonValueKind.Object } question ? question.GetProperty("position").GetInt32() : int.MaxValue;
        if (HasQuestion && position != _acknowledged.Count + 1)
        {
            Assert.True(position > _acknowledged.Count, $"Exam {_examId} shows position {position} after {_acknowledged.Count} acknowledged answers.");
            await Answer(http);
            now = await Get(http);
        }

        Assert.Equal(Question(_state).GetRawText(), Question(now).GetRawText());
        Assert.Equal(_state.GetProperty("status").GetString(), now.GetProperty("status").GetString());
        Assert.Equal(_state.GetProperty("deadline").GetString(), now.GetProperty("deadline").GetString());
    }

    /// <summary>Goes on from a server whose database is an earlier state, which must hold the first answers and no others than were given.</summary>
    public async Task GoBack(HttpClient http, int atLeast)
    {
        JsonElement now = await Get(http);
        int answered = now.GetProperty("progress").GetProperty("answered").GetInt32();
        Assert.InRange(answered, atLeast, _acknowledged.Count);
        _acknowledged.RemoveRange(answered, _acknowledged.Count - answered);
        _state = now;
    }

    /// <summary>Every acknowledged answer is there: it is answered like the first time, and another in its place is refused.</summary>
    public async Task RequireEveryAnswer(HttpClient http)
    {
        for (int i = 0; i < _acknowledged.Count; i++)
        {
            (string[] answer, JsonElement first) = _acknowledged[i];
            using HttpResponseMessage again = await Post(http, i + 1, answer);
            Assert.Equal(HttpStatusCode.OK, again.StatusCode);
            JsonElement state = await again.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
            Assert.Equal(Question(first).GetRawText(), Question(state).GetRawText());
            Assert.Equal(i + 1, state.GetProperty("progress").GetProperty("answered").GetInt32());

            using HttpResponseMessage other = await Post(http, i + 1, Another(answer));
            Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
        }
    }

    /// <summary>The items given in the middle and last are those that the engine gives, computed anew from the answers before.</summary>
    public async Task RequireReplay(HttpClient administrator)
    {
        foreach (int position in new[] { (_acknowledged.Count + 1) / 2, _acknowledged.Count }.Where(position => position > 0))
        {
            JsonElement step = await administrator.GetFromJsonAsync<JsonElement>($"/v1/exams/{_examId}/steps/{position}", Cancellation);
            Assert.True(step.GetProperty("agrees").GetBoolean());
        }
    }

    /// <summary>The report of the ended exam, as its text.</summary>
    public async Task<string> Report(HttpClient http)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/exams/{_examId}/report");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        using HttpResponseMessage response = await http.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync(Cancellation);
    }

    private static JsonElement Question(JsonElement state) => state.GetProperty("question");

    private string[] Choice()
    {
        string[] keys = [.. Question(_state).GetProperty("options").EnumerateArray().Select(option => option.GetProperty("key").GetString()!)];
        int turn = _habit + _acknowledged.Count;
        return Question(_state).GetProperty("type").GetString() switch
        {
            "numeric-entry" => [turn.ToString(CultureInfo.InvariantCulture)],
            "ordering" => [.. keys.Skip(turn % keys.Length), .. keys.Take(turn % keys.Length)],
            _ => [keys[turn % keys.Length]],
        };
    }

    /// <summary>A possible answer to the same question that is not <paramref name="answer"/>.</summary>
    private static string[] Another(string[] answer) => answer switch
    {
        { Length: > 1 } => [.. answer.Reverse()],
        ["A"] => ["B"],
        [{ Length: 1 } key] when char.IsAsciiLetter(key[0]) => ["A"],
        [var number] => [number + "0.5"],
        _ => throw new ArgumentException("An answer has at least one part.", nameof(answer)),
    };

    private async Task<JsonElement> Get(HttpClient http)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/exams/{_examId}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        using HttpResponseMessage response = await http.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
    }

    private async Task<HttpResponseMessage> Post(HttpClient http, int position, string[] answer)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/exams/{_examId}/answers")
        {
            Content = JsonContent.Create(new { position, answer }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        return await http.SendAsync(request, Cancellation);
    }
}
