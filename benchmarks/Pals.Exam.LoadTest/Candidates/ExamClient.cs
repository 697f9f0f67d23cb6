using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Pals.Exam.LoadTest.Http;

namespace Pals.Exam.LoadTest.Candidates;

/// <summary>The requests that lead to an exam. A status other than success is a <see cref="StatusException"/>.</summary>
internal sealed class ExamClient(HttpClient http)
{
    /// <summary>A course provider's key, made with an administrator's.</summary>
    public async Task<string> MakeProviderKey(string administratorKey, string providerId)
    {
        var provider = new ProviderBody(providerId, "Load test");
        using Reply made = await Post("/v1/providers", administratorKey, JsonSerializer.SerializeToUtf8Bytes(provider, ExamJson.Default.ProviderBody));
        made.RequireSuccess();
        using Reply key = await Post($"/v1/providers/{providerId}/keys", administratorKey, null);
        return Read(key, ExamJson.Default.KeyView).Key;
    }

    public async Task<CreatedView> Create(string providerKey, ExamBody exam)
    {
        using Reply created = await Post("/v1/exams", providerKey, JsonSerializer.SerializeToUtf8Bytes(exam, ExamJson.Default.ExamBody));
        return Read(created, ExamJson.Default.CreatedView);
    }

    /// <summary>Answered with the exam's first state and its token.</summary>
    public Task<Reply> StartPractice(ulong seed) =>
        Post("/v1/practice-exams", null, JsonSerializer.SerializeToUtf8Bytes(new PracticeBody(seed), ExamJson.Default.PracticeBody));

    /// <summary>An exam's own requests.</summary>
    public ExamSession Session(Guid examId, string token) => new(http, examId, token);

    private Task<Reply> Post(string path, string? credential, byte[]? json) =>
        Exchange.Send(http, HttpMethod.Post, new Uri(http.BaseAddress!, path), credential is null ? null : $"Bearer {credential}", json);

    private static T Read<T>(Reply reply, JsonTypeInfo<T> type)
    {
        reply.RequireSuccess();
        return JsonSerializer.Deserialize(reply.Body, type)!;
    }
}
