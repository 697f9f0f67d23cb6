using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Tests.Support;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Tests;

public sealed class AccommodationTests : IAsyncLifetime
{
    /// <summary>The time limit of the shipped definition.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(90);

    private ExamServer _server = null!;
    private Proctor _provider = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await ExamServer.Create();
        _provider = await Proctor.Create(_server);
    }

    public async ValueTask DisposeAsync()
    {
        _provider.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("""{"multiplier": 1.5}""", 135.0)]
    [InlineData("""{"extraMinutes": 20.5}""", 110.5)]
    [InlineData("""{"multiplier": 1}""", 90.0)]
    [InlineData("""{"unlimited": true}""", null)]
    public async Task PostExam_WithAnAccommodation_AllowsItsTime(string accommodation, double? minutes)
    {
        Candidate candidate = await _provider.Give(accommodation: JsonDocument.Parse(accommodation).RootElement);
        await candidate.Reload();
        DateTimeOffset? expected = minutes is double allowed ? _server.Clock.GetUtcNow() + TimeSpan.FromMinutes(allowed) : null;
        Assert.Equal(expected, Deadline(candidate));
        _server.Clock.Advance(TimeSpan.FromMinutes(minutes ?? 10_000));
        await candidate.Answer(candidate.Choice(right: true));
        _server.Clock.Advance(TimeSpan.FromSeconds(1));
        await candidate.Reload();
        Assert.Equal(minutes is null ? "in-progress" : "expired", candidate.Status);
    }

    [Fact]
    public async Task PutAccommodation_DuringTheExam_MovesTheDeadlineFromTheNextResponseOn()
    {
        Candidate candidate = await _provider.Give();
        await candidate.Reload();
        DateTimeOffset started = _server.Clock.GetUtcNow();
        _server.Clock.Advance(TimeSpan.FromMinutes(60));

        JsonElement time = await _provider.Accommodate(candidate, new { multiplier = 2 });
        Assert.Equal((10_800.0, 3600.0), (time.GetProperty("allowedSeconds").GetDouble(), time.GetProperty("usedSeconds").GetDouble()));
        Assert.Equal(2, time.GetProperty("accommodation").GetProperty("multiplier").GetDouble());
        await candidate.Answer(candidate.Choice(right: true));
        Assert.Equal(started + (2 * Limit), Deadline(candidate));

        // Beyond the definition's own limit, and across a restart.
        _server.Clock.Advance(TimeSpan.FromMinutes(60));
        await _server.Restart();
        candidate.Use(_server.Http);
        await candidate.Answer(candidate.Choice(right: true));
        Assert.Equal(started + (2 * Limit), Deadline(candidate));
        using HttpClient provider = _server.HttpWith(_provider.Key);
        await ProblemAssert.Is(
            ProblemTypes.TimeAlreadyUsed,
            await provider.PutAsJsonAsync($"/v1/exams/{candidate.ExamId}/accommodation", new { extraMinutes = 29 }, Cancellation));
        await _provider.Accommodate(candidate, new { extraMinutes = 30 }, provider);
        _server.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await candidate.Reload();
        Assert.Equal("expired", candidate.Status);
        await ProblemAssert.Is(
            ProblemTypes.ExamEnded,
            await provider.PutAsJsonAsync($"/v1/exams/{candidate.ExamId}/accommodation", new { unlimited = true }, Cancellation));
    }

    [Fact]
    public async Task PutAccommodation_EachTime_IsAnEventWithItsKeyAndTime()
    {
        Candidate candidate = await _provider.Give(accommodation: new { extraMinutes = 15 });
        DateTimeOffset made = _server.Clock.GetUtcNow();
        _server.Clock.Advance(TimeSpan.FromMinutes(1));
        await _provider.Accommodate(candidate, new { extraMinutes = 15 });
        await _provider.Accommodate(candidate, new { unlimited = true });

        StoredExam exam = _server.Database.Read(transaction => ExamRecords.Find(transaction, Guid.Parse(candidate.ExamId)))!;
        Assert.Equal(
            [
                (made, new Accommodation(AccommodationKind.ExtraMinutes, 15)),
                (made + TimeSpan.FromMinutes(1), new Accommodation(AccommodationKind.Unlimited, 0)),
            ],
            exam.TimeEvents.Select(change => (change.OccurredAt, change.Accommodation!)));
        Assert.Single(exam.TimeEvents.Select(change => change.KeyId).Distinct());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"multiplier": 1.5, "extraMinutes": 10}""")]
    [InlineData("""{"multiplier": 1.5, "unlimited": true}""")]
    [InlineData("""{"unlimited": false}""")]
    [InlineData("""{"multiplier": 0.5}""")]
    [InlineData("""{"multiplier": 10.5}""")]
    [InlineData("""{"extraMinutes": 0}""")]
    [InlineData("""{"extraMinutes": -5}""")]
    [InlineData("""{"extraMinutes": 1441}""")]
    [InlineData("""{"multiplier": 1.5, "reason": "x"}""")]
    public async Task PutAccommodation_NotExactlyOnePossibleThing_IsRefused(string body)
    {
        Candidate candidate = await _provider.Give();
        await ProblemAssert.Is(ProblemTypes.InvalidRequest, await _provider.Http.PutAsync(
            $"/v1/exams/{candidate.ExamId}/accommodation", new StringContent(body, Encoding.UTF8, "application/json"), Cancellation));
        using HttpResponseMessage created = await _provider.Http.PostAsync(
            "/v1/exams",
            new StringContent(
                $$"""{"candidateId": "a", "definition": "pals-adaptive", "purpose": "practice", "accommodation": {{body}}}""", Encoding.UTF8, "application/json"),
            Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, created.StatusCode);
    }

    private static DateTimeOffset? Deadline(Candidate candidate) =>
        candidate.State.GetProperty("deadline") is { ValueKind: JsonValueKind.String } deadline ? deadline.GetDateTimeOffset() : null;
}
