using System.Globalization;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Tests.Storage;

/// <summary>
/// Both databases keep identifiers as text and order it by code point (SQLite's BINARY, SQL Server's BIN2), which an ordinal comparison does too.
/// </summary>
public sealed class IdSequenceTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Next_OfATime_IsAUuidOfVersion7WithThatTime()
    {
        Guid id = new IdSequence().Next(Noon);

        Assert.Equal(7, id.Version);
        Assert.InRange(id.Variant, 0b1000, 0b1011);
        Assert.Equal(Noon.ToUnixTimeMilliseconds(), TimeOf(id));
    }

    [Fact]
    public void Next_WithinAMillisecond_GrowsAndKeepsTheTime()
    {
        var sequence = new IdSequence();
        Guid[] ids = [.. Enumerable.Range(0, 10_000).Select(_ => sequence.Next(Noon))];

        RequireGrowing(ids);
        Assert.All(ids, id => Assert.Equal((Noon.ToUnixTimeMilliseconds(), 7), (TimeOf(id), id.Version)));
        Assert.All(ids, id => Assert.InRange(id.Variant, 0b1000, 0b1011));
    }

    [Fact]
    public void Next_OfALaterMillisecond_HasItsTime()
    {
        var sequence = new IdSequence();
        Guid[] ids = [.. Enumerable.Range(0, 1000).SelectMany(i => new[] { sequence.Next(Noon.AddMilliseconds(i)), sequence.Next(Noon.AddMilliseconds(i)) })];

        RequireGrowing(ids);
        Assert.Equal(Enumerable.Range(0, 2000).Select(i => Noon.ToUnixTimeMilliseconds() + (i / 2)), ids.Select(TimeOf));
    }

    [Fact]
    public void Next_ClockSteppedBack_GrowsOnFromTheLaterTimeUntilTheClockIsThere()
    {
        var sequence = new IdSequence();
        int[] seconds = [0, -1, -3600, -1, 0, 1, 0, 2];
        Guid[] ids = [.. seconds.SelectMany(second => Enumerable.Range(0, 100).Select(_ => sequence.Next(Noon.AddSeconds(second))))];

        RequireGrowing(ids);
        Assert.Equal(
            new[] { 0, 0, 0, 0, 0, 1, 1, 2 }.Select(second => Noon.AddSeconds(second).ToUnixTimeMilliseconds()),
            ids.Chunk(100).Select(chunk => Assert.Single(chunk.Select(TimeOf).Distinct())));
    }

    [Fact]
    public void Next_OfTwoProcessesInOneMillisecond_AreNotTheSame()
    {
        IdSequence one = new();
        IdSequence other = new();

        Assert.Equal(2000, Enumerable.Range(0, 1000).SelectMany(_ => new[] { one.Next(Noon), other.Next(Noon) }).Distinct().Count());
    }

    [Fact]
    public async Task Next_OneMillionOverThreads_AreUniqueAndEachIsGreaterThanAllThatWereThereBefore()
    {
        const int Threads = 4;
        const int Each = 250_000;
        var sequence = new IdSequence();
        string latest = "";

        // The clock of each thread runs back and forth over some milliseconds.
        Guid[] Run(int thread)
        {
            var ids = new Guid[Each];
            for (int i = 0; i < Each; i++)
            {
                string before = Volatile.Read(ref latest);
                ids[i] = sequence.Next(Noon.AddMilliseconds((i + thread) % 7));
                string text = Ids.Of(ids[i]);
                Assert.True(string.CompareOrdinal(before, text) < 0, $"{text} came after {before}");
                Volatile.Write(ref latest, text);
            }

            return ids;
        }

        Guid[][] all = await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Factory.StartNew(
            () => Run(thread), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        Assert.All(all, RequireGrowing);
        Assert.Equal(Threads * Each, all.SelectMany(ids => ids).ToHashSet().Count);
    }

    [Fact]
    public void Next_TimeBefore1970_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new IdSequence().Next(DateTimeOffset.UnixEpoch.AddMilliseconds(-1)));

    [Fact]
    public void Next_LastTimeThereIs_IsWithin48Bits() =>
        Assert.Equal(DateTimeOffset.MaxValue.ToUnixTimeMilliseconds(), TimeOf(new IdSequence().Next(DateTimeOffset.MaxValue)));

    private static void RequireGrowing(Guid[] ids)
    {
        for (int i = 1; i < ids.Length; i++)
        {
            Assert.True(string.CompareOrdinal(Ids.Of(ids[i - 1]), Ids.Of(ids[i])) < 0, $"{ids[i]} came after {ids[i - 1]}");
        }
    }

    /// <summary>The first 48 bits, as they stand in the text.</summary>
    private static long TimeOf(Guid id) =>
        long.Parse(Ids.Of(id).Replace("-", "", StringComparison.Ordinal)[..12], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
