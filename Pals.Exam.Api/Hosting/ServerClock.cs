namespace Pals.Exam.Api.Hosting;

/// <summary>
/// The clock by which exams run. It begins with the system's time of day and from then on counts with the monotonic clock: when somebody, or
/// something, sets the system's clock, exams neither end nor grow longer. It makes up for a difference at <see cref="Rate"/>, enough to follow the
/// drift of a monotonic clock and too little to be noticed in an exam (0.5 s in 90 minutes); a restart takes the system's time at once.
/// </summary>
internal sealed partial class ServerClock
{
    /// <summary>Seconds made up for in a second.</summary>
    public const double Rate = 1e-4;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Remarkable = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _time;
    private readonly ILogger<ServerClock> _logger;
    private readonly Lock _lock = new();
    private long _since;
    private DateTimeOffset _began;
    private TimeSpan _ahead;
    private bool _isRemarked;

    public ServerClock(TimeProvider time, ILogger<ServerClock> logger)
    {
        _time = time;
        _logger = logger;
        _since = time.GetTimestamp();
        _began = time.GetUtcNow();
    }

    /// <summary>The time in the precision of the database, so that what is remembered equals what is stored. It never goes back.</summary>
    public DateTimeOffset Now
    {
        get
        {
            lock (_lock)
            {
                long at = _time.GetTimestamp();
                TimeSpan elapsed = _time.GetElapsedTime(_since, at);
                DateTimeOffset now = _began + elapsed + Clamp(_ahead, Rate * elapsed);
                if (elapsed >= Interval)
                {
                    _since = at;
                    _began = now;
                    _ahead = _time.GetUtcNow() - now;
                    Remark();
                }

                return DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
            }
        }
    }

    private static TimeSpan Clamp(TimeSpan value, TimeSpan most) => value > most ? most : value < -most ? -most : value;

    private void Remark()
    {
        bool isRemarkable = _ahead.Duration() > Remarkable;
        if (isRemarkable && !_isRemarked)
        {
            LogDifference(_ahead);
        }

        _isRemarked = isRemarkable;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The system's clock was set, or stood: it is {Ahead} ahead of the clock by which exams run, "
        + "which goes on as before. A restart takes the system's time.")]
    private partial void LogDifference(TimeSpan ahead);
}
