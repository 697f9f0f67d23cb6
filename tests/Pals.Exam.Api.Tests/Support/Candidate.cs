using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.Api.Tests.Support;

/// <summary>Sits an exam over HTTP as a client would that knows nothing but the contract.</summary>
internal sealed class Candidate
{
    private static readonly Lazy<Bank> Shipped = new(ShippedBank.LoadAll);

    private HttpClient _http;

    public Candidate(HttpClient http, string examId, string token)
    {
        _http = http;
        ExamId = examId;
        Token = token;
    }

    public string ExamId { get; }

    public string Token { get; }

    public JsonElement State { get; private set; }

    public string Status => State.GetProperty("status").GetString()!;

    public int Position => State.GetProperty("question").GetProperty("position").GetInt32();

    public string ItemId => State.GetProperty("question").GetProperty("itemId").GetString()!;

    public bool HasQuestion => State.GetProperty("question").ValueKind == JsonValueKind.Object;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<Candidate> StartPractice(HttpClient http, object? request = null)
    {
        using HttpResponseMessage response = await http.PostAsJsonAsync("/v1/practice-exams", request ?? new { }, Cancellation);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        JsonElement state = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        string examId = state.GetProperty("examId").GetString()!;
        Assert.Equal($"/v1/exams/{examId}", response.Headers.Location!.ToString());
        return new Candidate(http, examId, state.GetProperty("token").GetString()!) { State = state };
    }

    /// <summary>The item of the question that waits, key and all.</summary>
    public Item Item() => Shipped.Value.FindItem(ItemId)!;

    /// <summary>A right or wrong answer to the question that waits.</summary>
    public string[] Choice(bool right)
    {
        Item item = Item();
        return right ? [.. item.Answer] : item.Type switch
        {
            ItemType.NumericEntry => ["-1"],
            ItemType.Ordering => [.. item.Answer.Reverse()],
            _ => [item.Options.First(option => !item.IsKeyed(option.Key)).Key],
        };
    }

    /// <summary>Sends an answer and returns the response as it is.</summary>
    public Task<HttpResponseMessage> Post(int position, string[] answer, double? seconds = null) =>
        Send(HttpMethod.Post, "/answers", JsonContent.Create(new { position, answer, seconds }));

    /// <summary>Answers the question that waits.</summary>
    public async Task Answer(string[] answer)
    {
        using HttpResponseMessage response = await Post(Position, answer);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        State = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
    }

    /// <summary>Sends what follows to another node.</summary>
    public void Use(HttpClient http) => _http = http;

    /// <summary>Answers until the exam ends.</summary>
    public async Task AnswerAll(bool right)
    {
        while (HasQuestion)
        {
            await Answer(Choice(right));
        }
    }

    /// <summary>Reads the exam state anew.</summary>
    public async Task Reload()
    {
        using HttpResponseMessage response = await Send(HttpMethod.Get, "");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        State = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
    }

    /// <summary>The score report.</summary>
    public async Task<JsonElement> Report()
    {
        using HttpResponseMessage response = await Send(HttpMethod.Get, "/report");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
    }

    /// <summary>A request below the exam's address with its token.</summary>
    public async Task<HttpResponseMessage> Send(HttpMethod method, string path, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, $"/v1/exams/{ExamId}{path}") { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        return await _http.SendAsync(request, Cancellation);
    }
}
