using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.Api.Tests.Support;

/// <summary>Sits a written exam over HTTP, with a counter of its own for the sequence of its changes.</summary>
internal sealed class FormCandidate(Candidate candidate)
{
    private static readonly Lazy<Bank> Shipped = new(ShippedBank.LoadAll);

    private long _sequence;

    public Candidate Candidate => candidate;

    public string ExamId => candidate.ExamId;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<FormCandidate> StartPractice(HttpClient http, ulong seed = 1) =>
        new(await Candidate.StartPractice(http, new { definition = "pals-written", seed }));

    /// <summary>The form as the server shows it now.</summary>
    public async Task<JsonElement> Form()
    {
        using HttpResponseMessage response = await candidate.Send(HttpMethod.Get, "/form");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
    }

    /// <summary>The items of the form, keys and all.</summary>
    public async Task<Item[]> Items() =>
        [.. (await Form()).GetProperty("questions").EnumerateArray().Select(entry => Shipped.Value.FindItem(entry.GetProperty("question").GetProperty("itemId").GetString()!)!)];

    /// <summary>Puts an answer under the next sequence, or under the one given.</summary>
    public Task<HttpResponseMessage> Put(int position, string[]? answer, long? sequence = null) => candidate.Send(
        HttpMethod.Put, $"/form/answers/{position}", JsonContent.Create(new { answer, sequence = sequence ?? ++_sequence, seconds = 4.5 }));

    public Task<HttpResponseMessage> Flag(int position, bool flagged, long? sequence = null) => candidate.Send(
        HttpMethod.Put, $"/form/flags/{position}", JsonContent.Create(new { flagged, sequence = sequence ?? ++_sequence }));

    public Task<HttpResponseMessage> PostSubmit() => candidate.Send(HttpMethod.Post, "/submit");

    /// <summary>Puts an answer, which must be taken.</summary>
    public async Task<JsonElement> Answer(int position, string[]? answer, long? sequence = null)
    {
        using HttpResponseMessage response = await Put(position, answer, sequence);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
    }

    /// <summary>Answers the questions at the positions, right or wrong.</summary>
    public async Task AnswerAll(IEnumerable<int> positions, bool right)
    {
        Item[] items = await Items();
        foreach (int position in positions)
        {
            await Answer(position, Choice(items[position - 1], right));
        }
    }

    /// <summary>Submits, which must be taken; the exam state after it.</summary>
    public async Task<JsonElement> Submit()
    {
        using HttpResponseMessage response = await PostSubmit();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
    }

    public static string[] Choice(Item item, bool right) => right ? [.. item.Answer] : item.Type switch
    {
        ItemType.NumericEntry => ["-1"],
        ItemType.Ordering => [.. item.Answer.Reverse()],
        _ => [item.Options.First(option => !item.IsKeyed(option.Key)).Key],
    };
}
