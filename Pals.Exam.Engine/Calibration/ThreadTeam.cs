using System.Runtime.ExceptionServices;

namespace Pals.Exam.Engine.Calibration;

/// <summary>
/// A few threads that share out the parts of one task after another. A calibration runs hundreds of tasks well under a millisecond long, so
/// the threads spin a moment for the next task before they sleep. Which thread does a part is left to chance: parts must not depend on it.
/// </summary>
internal sealed class ThreadTeam : IDisposable
{
    private const int SpinsBeforeSleep = 2000;

    private readonly Thread[] _helpers;
    private readonly object _gate = new();
    private Action<int>? _part;
    private int _count;
    private int _next;
    private int _busy;
    private volatile int _task;
    private volatile bool _stopped;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Makes a team of <paramref name="threads"/>, the caller's own thread included.</summary>
    public ThreadTeam(int threads)
    {
        _helpers = new Thread[threads - 1];
        for (int i = 0; i < _helpers.Length; i++)
        {
            _helpers[i] = new Thread(Help) { IsBackground = true, Name = "Calibration" };
            _helpers[i].Start();
        }
    }

    /// <summary>Runs <paramref name="part"/> for 0, …, <paramref name="count"/> − 1 and returns when all are done.</summary>
    public void Run(int count, Action<int> part)
    {
        if (_helpers.Length == 0 || count <= 1)
        {
            for (int i = 0; i < count; i++)
            {
                part(i);
            }

            return;
        }

        _part = part;
        _count = count;
        _next = 0;
        Volatile.Write(ref _busy, _helpers.Length);
        lock (_gate)
        {
            _task++;
            Monitor.PulseAll(_gate);
        }

        Work();
        var spin = default(SpinWait);
        while (Volatile.Read(ref _busy) > 0)
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }

        ExceptionDispatchInfo? failure = _failure;
        _failure = null;
        failure?.Throw();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _stopped = true;
            Monitor.PulseAll(_gate);
        }

        foreach (Thread helper in _helpers)
        {
            helper.Join();
        }
    }

    private void Help()
    {
        int seen = 0;
        while (true)
        {
            for (int spin = 0; spin < SpinsBeforeSleep && _task == seen && !_stopped; spin++)
            {
                Thread.SpinWait(10);
            }

            lock (_gate)
            {
                while (_task == seen && !_stopped)
                {
                    Monitor.Wait(_gate);
                }
            }

            if (_stopped)
            {
                return;
            }

            seen++;
            Work();
            Interlocked.Decrement(ref _busy);
        }
    }

    private void Work()
    {
        try
        {
            for (int i = Interlocked.Increment(ref _next) - 1; i < _count; i = Interlocked.Increment(ref _next) - 1)
            {
                _part!(i);
            }
        }
#pragma warning disable CA1031 // Carried over to the caller's thread and thrown there.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Volatile.Write(ref _next, _count);
            _failure ??= ExceptionDispatchInfo.Capture(exception);
        }
    }
}
