using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pals.Exam.Api.Tests.Support;

namespace Pals.Exam.Api.Tests.Observability;

public sealed class LogPrivacyTests
{
    private const string CandidateId = "candidate-marie-curie-1867";
    private const string ImpossibleAnswer = "an-answer-that-is-nobodys-business";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Log_OfASatExamAtDebugLevel_HoldsNoCandidateTokenKeyOrAnswer()
    {
        await using ExamServer server = await ExamServer.Create(
            ("Logging:LogLevel:Default", "Debug"), ("Logging:LogLevel:Microsoft.AspNetCore", "Debug"), ("Logging:Console:LogLevel:Default", "None"));
        using var log = new LogCapture();
        server.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        using HttpClient administrator = server.HttpWith(ExamServer.AdministratorKey);
        await Created(await administrator.PostAsJsonAsync("/v1/providers", new { providerId = "clinic", name = "Clinic" }, Cancellation));
        string key = (await Created(await administrator.PostAsync("/v1/providers/clinic/keys", null, Cancellation))).GetProperty("key").GetString()!;
        using HttpClient provider = server.HttpWith(key);
        JsonElement created = await Created(await provider.PostAsJsonAsync(
            "/v1/exams", new { candidateId = CandidateId, definition = "pals-adaptive", purpose = "certification" }, Cancellation));
        var candidate = new Candidate(server.Http, created.GetProperty("examId").GetString()!, created.GetProperty("token").GetString()!);
        await candidate.Reload();

        using (HttpResponseMessage impossible = await candidate.Post(1, [ImpossibleAnswer]))
        {
            Assert.Equal(HttpStatusCode.UnprocessableEntity, impossible.StatusCode);
        }

        using (HttpResponseMessage malformed = await server.Http.PostAsync(
            $"/v1/exams/{candidate.ExamId}/answers", new StringContent($"{{\"answer\": \"{ImpossibleAnswer}"), Cancellation))
        {
            Assert.False(malformed.IsSuccessStatusCode);
        }

        await candidate.AnswerAll(right: true);

        string text = log.Text;
        Assert.Contains("Request", text, StringComparison.Ordinal);
        Assert.All(
            [CandidateId, candidate.Token, key, ExamServer.AdministratorKey, ImpossibleAnswer, "\"answer\""],
            secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
    }

    private static async Task<JsonElement> Created(HttpResponseMessage response)
    {
        using (response)
        {
            Assert.Equal(HttpStatusCode.Created, response.StatusCode);
            return await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        }
    }

    /// <summary>Keeps everything that is logged: messages, values and scopes.</summary>
    private sealed class LogCapture : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public string Text => string.Join('\n', _lines);

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            Add(state);
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            _lines.Enqueue(formatter(state, exception));
            Add(state);
            _lines.Enqueue(exception?.ToString() ?? "");
        }

        public void Dispose()
        {
        }

        private void Add<TState>(TState state)
        {
            _lines.Enqueue($"{state}");
            if (state is IEnumerable<KeyValuePair<string, object?>> values)
            {
                _lines.Enqueue(string.Join(' ', values));
            }
        }
    }
}
