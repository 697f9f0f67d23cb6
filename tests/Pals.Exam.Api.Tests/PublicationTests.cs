using System.Net;
using System.Text.Json;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Tests.Support;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Rhythms;

namespace Pals.Exam.Api.Tests;

public sealed class PublicationTests : IAsyncLifetime
{
    private ExamServer _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await ExamServer.Create();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Publish_WhileAnExamIsOpen_ReachesOnlyNewExams()
    {
        Candidate open = await Candidate.StartPractice(_server.Http, new { seed = 3 });
        string firstItem = open.ItemId;

        // The item that the open exam shows is withdrawn: new exams begin with another.
        await TestBank.Publish(
            _server.Database, TestBank.Subset(TestBank.SingleChoice, item => item.Id != firstItem), _server.Clock.GetUtcNow());
        await _server.Restart();
        Candidate fresh = await Candidate.StartPractice(_server.Http, new { seed = 3 });
        var resumed = new Candidate(_server.Http, open.ExamId, open.Token);
        await resumed.Reload();

        Assert.NotEqual(firstItem, fresh.ItemId);
        Assert.Equal(firstItem, resumed.ItemId);
        await resumed.AnswerAll(right: true);
        Assert.Equal("passed", resumed.Status);
    }

    [Fact]
    public async Task Media_OfAQuestion_IsDrawnAndOfAnotherPositionIsNot()
    {
        var strip = new RhythmStrip { Rhythm = RhythmKind.SinusTachycardia, AgeGroup = AgeGroup.Child };
        await TestBank.Publish(
            _server.Database, TestBank.Change(TestBank.SingleChoice, item => item with { Media = [strip] }), _server.Clock.GetUtcNow());
        Candidate candidate = await Candidate.StartPractice(_server.Http);

        JsonElement media = Assert.Single(candidate.State.GetProperty("question").GetProperty("media").EnumerateArray());
        string url = media.GetProperty("url").GetString()!;
        using HttpResponseMessage drawing = await _server.Http.GetAsync(url, Cancellation);

        Assert.Equal("rhythm-strip", media.GetProperty("type").GetString());
        Assert.Equal(StripDescription.Of(strip), media.GetProperty("alt").GetString());
        Assert.Equal(HttpStatusCode.OK, drawing.StatusCode);
        Assert.Equal("image/svg+xml", drawing.Content.Headers.ContentType!.MediaType);
        Assert.Equal(StripDrawing.Svg(strip), await drawing.Content.ReadAsStringAsync(Cancellation));
        Assert.True(drawing.Headers.CacheControl is { Private: true, NoStore: false, MaxAge: not null });
        foreach (string other in new[] { url.Replace("1-1.svg", "2-1.svg"), url.Replace("1-1.svg", "1-2.svg"), url.Replace("1-1.svg", "0-0.svg") })
        {
            using HttpResponseMessage refusal = await _server.Http.GetAsync(other, Cancellation);
            Assert.True(refusal.Headers.CacheControl!.NoStore);
            await ProblemAssert.Is(ProblemTypes.NotFound, refusal);
        }
    }
}
