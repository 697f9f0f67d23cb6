using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Exams;

/// <summary>How the time of an exam runs: a pure function of when it started, its definition's limit and what was changed since.</summary>
public sealed record ExamTime
{
    private ExamTime()
    {
    }

    /// <summary>When the clock started; null before.</summary>
    public DateTimeOffset? StartedAt { get; private init; }

    /// <summary>The accommodation in force, or null.</summary>
    public Accommodation? Accommodation { get; private init; }

    /// <summary>The time allowed; null for no limit.</summary>
    public TimeSpan? Allowed { get; private init; }

    /// <summary>How long the clock has stood in pauses that are over.</summary>
    public TimeSpan Stood { get; private init; }

    /// <summary>Since when the clock stands; null while it runs.</summary>
    public DateTimeOffset? PausedSince { get; private init; }

    public bool IsPaused => PausedSince is not null;

    /// <summary>When time ends if nothing changes; null before the start, while the clock stands, and without limit.</summary>
    public DateTimeOffset? Deadline => IsPaused ? null : StartedAt + Allowed + Stood;

    /// <summary>The time of an exam.</summary>
    public static ExamTime Of(StoredExam exam, TimeSpan? limit)
    {
        var time = new ExamTime { StartedAt = exam.StartedAt, Allowed = limit };
        foreach (ExamTimeEvent change in exam.TimeEvents)
        {
            time = change.Kind switch
            {
                ExamTimeEventKind.Accommodated => time with
                {
                    Accommodation = change.Accommodation,
                    Allowed = limit is TimeSpan allowed ? change.Accommodation!.Allowed(allowed) : null,
                },
                ExamTimeEventKind.Paused => time with { PausedSince = change.OccurredAt },
                _ => time with { Stood = time.StoodAt(change.OccurredAt), PausedSince = null },
            };
        }

        return time;
    }

    /// <summary>When time would end if the clock ran from now on; null before the start and without limit.</summary>
    public DateTimeOffset? DeadlineAt(DateTimeOffset now) => StartedAt + Allowed + StoodAt(now);

    /// <summary>The time used, pauses apart.</summary>
    public TimeSpan UsedAt(DateTimeOffset now)
    {
        TimeSpan used = (now - StartedAt ?? TimeSpan.Zero) - StoodAt(now);
        return used > TimeSpan.Zero ? used : TimeSpan.Zero;
    }

    private TimeSpan StoodAt(DateTimeOffset now) => PausedSince is DateTimeOffset since && now > since ? Stood + (now - since) : Stood;
}
