namespace Pals.Exam.Api.Tests.Support;

/// <summary>A clock, with time of day and monotonic time, that stands until a test moves it; timers due on the way fire.</summary>
internal sealed class ManualClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = start;
    private TimeSpan _set;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now + _set;
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        lock (_lock)
        {
            return _now.Ticks;
        }
    }

    /// <summary>Sets the time of day as an operator would, or a fault: no time passes.</summary>
    public void Set(TimeSpan by)
    {
        lock (_lock)
        {
            _set += by;
        }
    }

    public void Advance(TimeSpan by)
    {
        ManualTimer[] due;
        lock (_lock)
        {
            _now += by;
            due = [.. _timers.Where(timer => timer.TakeDue(_now))];
        }

        foreach (ManualTimer timer in due)
        {
            timer.Fire();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        lock (_lock)
        {
            _timers.Add(timer);
        }

        return timer;
    }

    private sealed class ManualTimer(ManualClock clock, TimerCallback callback, object? state) : ITimer
    {
        private DateTimeOffset? _due;
        private TimeSpan _period;

        public bool TakeDue(DateTimeOffset now)
        {
            if (!(_due <= now))
            {
                return false;
            }

            _due = _period > TimeSpan.Zero ? now + _period : null;
            return true;
        }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _due = dueTime >= TimeSpan.Zero ? clock._now + dueTime : null;
            _period = period;
            return true;
        }

        public void Dispose() => _due = null;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
