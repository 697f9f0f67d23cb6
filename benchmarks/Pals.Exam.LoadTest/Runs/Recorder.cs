using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace Pals.Exam.LoadTest.Runs;

/// <summary>
/// What a run counts. Only while it is recording: requests of the warm-up, and those that straddle the edge of a round, leave no trace but
/// their failures.
/// </summary>
internal sealed class Recorder
{
    private readonly ConcurrentDictionary<string, int> _errors = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(double Theta, double Estimate)> _abilities = new();
    private volatile bool _isRecording;
    private long _begin;
    private long _answers;
    private long _exams;
    private long _repeats;
    private long _short;

    public LatencyHistogram Latency { get; } = new();

    /// <summary>Answers acknowledged.</summary>
    public long Answers => Volatile.Read(ref _answers);

    /// <summary>Exams ended.</summary>
    public long Exams => Volatile.Read(ref _exams);

    /// <summary>Requests repeated to see whether the server shows the same question; they are no answers.</summary>
    public long Repeats => Volatile.Read(ref _repeats);

    /// <summary>Exams that ended with fewer questions than they had announced at least.</summary>
    public long ShorterThanAnnounced => Volatile.Read(ref _short);

    /// <summary>Time spent recording.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>Responses other than success, by status; <c>connection</c> where none came.</summary>
    public IReadOnlyDictionary<string, int> Errors => _errors;

    /// <summary>Abilities of candidates whose exam has ended, with the report's estimate.</summary>
    public IReadOnlyCollection<(double Theta, double Estimate)> Abilities => _abilities;

    public void Begin()
    {
        _begin = Stopwatch.GetTimestamp();
        _isRecording = true;
    }

    public void End()
    {
        _isRecording = false;
        Elapsed += Stopwatch.GetElapsedTime(_begin);
    }

    public void Answered(long due, HttpStatusCode status)
    {
        long now = Stopwatch.GetTimestamp();
        if (status != HttpStatusCode.OK)
        {
            Failed(status);
        }
        else if (_isRecording)
        {
            Interlocked.Increment(ref _answers);
            Latency.Add(Stopwatch.GetElapsedTime(due, now));
        }
    }

    public void Failed(HttpStatusCode? status) =>
        _errors.AddOrUpdate(status is { } code ? $"{(int)code}" : "connection", 1, (_, count) => count + 1);

    public void Repeated() => Interlocked.Increment(ref _repeats);

    public void ExamEnded(double theta, double estimate, bool isShorterThanAnnounced)
    {
        if (isShorterThanAnnounced)
        {
            Interlocked.Increment(ref _short);
        }

        _abilities.Enqueue((theta, estimate));
        if (_isRecording)
        {
            Interlocked.Increment(ref _exams);
        }
    }
}
