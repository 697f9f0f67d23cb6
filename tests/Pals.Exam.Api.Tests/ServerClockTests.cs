using Microsoft.Extensions.Logging.Abstractions;
using Pals.Exam.Api.Hosting;
using Pals.Exam.Api.Tests.Support;

namespace Pals.Exam.Api.Tests;

public sealed class ServerClockTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>The longest shipped exam; in it the clock may make up for half a second.</summary>
    private static readonly TimeSpan Exam = TimeSpan.FromMinutes(90);
    private static readonly TimeSpan Unnoticed = TimeSpan.FromSeconds(0.55);

    private readonly ManualClock _system = new(Start);

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Now_SystemClockSetByAnHour_GoesOnAsBefore(int direction)
    {
        ServerClock clock = Clock();
        _system.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(Start + TimeSpan.FromMinutes(5), clock.Now);

        _system.Set(direction * Hour);
        DateTimeOffset before = clock.Now;
        Assert.Equal(Start + TimeSpan.FromMinutes(5), before);
        for (int second = 0; second < Exam.TotalSeconds; second++)
        {
            _system.Advance(TimeSpan.FromSeconds(1));
            DateTimeOffset now = clock.Now;
            Assert.True(now > before);
            before = now;
        }

        Assert.InRange((clock.Now - (Start + TimeSpan.FromMinutes(5) + Exam)) * direction, TimeSpan.Zero, Unnoticed);
    }

    [Fact]
    public void Now_SmallDifference_IsMadeUpFor()
    {
        ServerClock clock = Clock();
        _system.Set(TimeSpan.FromSeconds(1));
        for (int hour = 0; hour < 4; hour++)
        {
            _system.Advance(Hour);
            _ = clock.Now;
        }

        Assert.Equal(_system.GetUtcNow(), clock.Now);
    }

    [Fact]
    public void Now_AfterARestart_TakesTheSystemsTime()
    {
        ServerClock first = Clock();
        _system.Set(Hour);
        Assert.Equal(Start, first.Now);
        Assert.Equal(Start + Hour, Clock().Now);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Exam_SystemClockSetByAnHour_NeitherEndsNorGrowsLonger(int direction)
    {
        await using ExamServer server = await ExamServer.Create();
        Candidate candidate = await Candidate.StartPractice(server.Http);
        DateTimeOffset deadline = candidate.State.GetProperty("deadline").GetDateTimeOffset();
        server.Clock.Advance(Exam - TimeSpan.FromMinutes(1));
        server.Clock.Set(direction * Hour);
        await candidate.Answer(candidate.Choice(right: true));
        Assert.Equal(deadline, candidate.State.GetProperty("deadline").GetDateTimeOffset());
        Assert.Equal(TimeSpan.FromMinutes(1), deadline - candidate.State.GetProperty("now").GetDateTimeOffset());

        server.Clock.Advance(TimeSpan.FromMinutes(1) + Unnoticed);
        await candidate.Reload();
        Assert.Equal("expired", candidate.Status);
    }

    private ServerClock Clock() => new(_system, NullLogger<ServerClock>.Instance);
}
