using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Pals.Exam.Api.Tests.Support;

/// <summary>A course provider with a key of its own, in charge of the time of its exams.</summary>
internal sealed class Proctor : IDisposable
{
    private static int _providers;

    private readonly ExamServer _server;

    private Proctor(ExamServer server, string providerId, string key)
    {
        _server = server;
        ProviderId = providerId;
        Key = key;
        Http = server.HttpWith(key);
    }

    public string ProviderId { get; }

    public string Key { get; }

    public HttpClient Http { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<Proctor> Create(ExamServer server)
    {
        using HttpClient administrator = server.HttpWith(ExamServer.AdministratorKey);
        string providerId = $"proctor-{Interlocked.Increment(ref _providers)}";
        await Read(await administrator.PostAsJsonAsync("/v1/providers", new { providerId, name = "A provider" }, Cancellation));
        JsonElement key = await Read(await administrator.PostAsync($"/v1/providers/{providerId}/keys", null, Cancellation));
        return new Proctor(server, providerId, key.GetProperty("key").GetString()!);
    }

    /// <summary>Gives a candidate an exam that is not yet started; fields that a test adds come last.</summary>
    public async Task<Candidate> Give(string candidateId = "candidate-7", object? accommodation = null, string? group = null, string definition = "pals-adaptive")
    {
        using HttpResponseMessage response = await Http.PostAsJsonAsync(
            "/v1/exams", new { candidateId, definition, purpose = "certification", accommodation, group }, Cancellation);
        JsonElement exam = await Read(response);
        return new Candidate(_server.Http, exam.GetProperty("examId").GetString()!, exam.GetProperty("token").GetString()!);
    }

    /// <summary>Sets the accommodation of an exam and returns how its time runs.</summary>
    public async Task<JsonElement> Accommodate(Candidate candidate, object accommodation, HttpClient? node = null) =>
        await Read(await (node ?? Http).PutAsJsonAsync($"/v1/exams/{candidate.ExamId}/accommodation", accommodation, Cancellation));

    /// <summary>Stops the clock.</summary>
    public async Task<JsonElement> Pause(Candidate candidate, HttpClient? node = null) => await Read(await Post(candidate, "pause", node));

    /// <summary>Lets the clock run on.</summary>
    public async Task<JsonElement> Resume(Candidate candidate, HttpClient? node = null) => await Read(await Post(candidate, "resume", node));

    public Task<HttpResponseMessage> Post(Candidate candidate, string what, HttpClient? node = null) =>
        (node ?? Http).PostAsync($"/v1/exams/{candidate.ExamId}/{what}", null, Cancellation);

    public void Dispose() => Http.Dispose();

    private static async Task<JsonElement> Read(HttpResponseMessage response)
    {
        using (response)
        {
            string text = await response.Content.ReadAsStringAsync(Cancellation);
            Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created, text);
            return JsonDocument.Parse(text).RootElement;
        }
    }
}
