using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>What a writer measures: how many changes share a commit, how long commits take, how many changes wait.</summary>
public sealed class StorageMetrics : IDisposable
{
    /// <summary>Name of the meter and of the source of activities.</summary>
    public const string Name = "Pals.Exam.Storage";

    private readonly Meter _meter = new(Name);
    private readonly ActivitySource _activities = new(Name);
    private readonly Histogram<int> _changes;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _failures;

    internal StorageMetrics(Func<int> waiting)
    {
        _changes = _meter.CreateHistogram(
            "pals.exam.commit.changes",
            "{change}",
            "Changes that shared a commit.",
            advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256] });
        _duration = _meter.CreateHistogram(
            "pals.exam.commit.duration",
            "s",
            "Time to run the changes of a group and make them durable.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5, 10] });
        _failures = _meter.CreateCounter<long>("pals.exam.commit.failures", "{commit}", "Commits that failed; nothing of them remains.");
        _meter.CreateObservableGauge("pals.exam.changes.waiting", waiting, "{change}", "Changes that wait for the writer.");
    }

    /// <summary>A commit has begun; null when nobody traces.</summary>
    internal Activity? Begin(int changes)
    {
        _changes.Record(changes);
        return _activities.StartActivity("commit")?.SetTag("pals.exam.commit.changes", changes);
    }

    /// <summary>The commit that began at the time stamp <paramref name="begin"/> is durable, or failed.</summary>
    internal void End(long begin, bool isDurable)
    {
        _duration.Record(Stopwatch.GetElapsedTime(begin).TotalSeconds);
        if (!isDurable)
        {
            _failures.Add(1);
        }
    }

    public void Dispose()
    {
        _meter.Dispose();
        _activities.Dispose();
    }
}
