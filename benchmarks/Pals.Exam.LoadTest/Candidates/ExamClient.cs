using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Pals.Exam.LoadTest.Candidates;

/// <summary>The requests of the contract. A status other than the one expected is a <see cref="StatusException"/>.</summary>
internal sealed class ExamClient(HttpClient http)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>A course provider's key, made with an administrator's.</summary>
    public async Task<string> MakeProviderKey(string administratorKey, string providerId)
    {
        var provider = new ProviderBody(providerId, "Load test");
        await Send(HttpMethod.Post, "/v1/providers", administratorKey, Content(provider, ExamJson.Default.ProviderBody), null, default(JsonTypeInfo<object>));
        return (await Send(HttpMethod.Post, $"/v1/providers/{providerId}/keys", administratorKey, null, null, ExamJson.Default.KeyView))!.Key;
    }

    public async Task<CreatedView> Create(string providerKey, ExamBody exam) =>
        (await Send(HttpMethod.Post, "/v1/exams", providerKey, Content(exam, ExamJson.Default.ExamBody), null, ExamJson.Default.CreatedView))!;

    public async Task<StateView> StartPractice(ulong seed) => (await Send(
        HttpMethod.Post, "/v1/practice-exams", null, Content(new PracticeBody(seed), ExamJson.Default.PracticeBody), null, ExamJson.Default.StateView))!;

    public async Task<StateView> Open(Guid examId, string token) =>
        (await Send(HttpMethod.Get, $"/v1/exams/{examId}", token, null, null, ExamJson.Default.StateView))!;

    /// <param name="answered">Called when the response is complete, before it is read as JSON.</param>
    public async Task<StateView> Answer(Guid examId, string token, AnswerBody answer, Action<HttpStatusCode>? answered = null) => (await Send(
        HttpMethod.Post, $"/v1/exams/{examId}/answers", token, Content(answer, ExamJson.Default.AnswerBody), answered, ExamJson.Default.StateView))!;

    private static ByteArrayContent Content<T>(T value, JsonTypeInfo<T> type) =>
        new(JsonSerializer.SerializeToUtf8Bytes(value, type)) { Headers = { ContentType = Json } };

    private async Task<T?> Send<T>(
        HttpMethod method, string path, string? credential, HttpContent? content, Action<HttpStatusCode>? answered, JsonTypeInfo<T>? type)
        where T : class
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (credential is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {credential}");
        }

        using HttpResponseMessage response = await http.SendAsync(request);
        answered?.Invoke(response.StatusCode);
        if (!response.IsSuccessStatusCode)
        {
            throw new StatusException(
                response.StatusCode,
                response.Headers.RetryAfter?.Delta,
                $"{method} {path} was answered with {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        }

        await using Stream body = await response.Content.ReadAsStreamAsync();
        return type is null ? null : await JsonSerializer.DeserializeAsync(body, type);
    }
}

/// <summary>A response without success.</summary>
internal sealed class StatusException : Exception
{
    public StatusException(HttpStatusCode status, TimeSpan? retryAfter, string message)
        : base(message)
    {
        Status = status;
        RetryAfter = retryAfter;
    }

    public StatusException(string message)
        : base(message)
    {
    }

    public StatusException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public StatusException()
    {
    }

    public HttpStatusCode Status { get; }

    public TimeSpan? RetryAfter { get; }

    /// <summary>True when nothing was done and the same request may be sent again.</summary>
    public bool MayRepeat => Status is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests;
}
