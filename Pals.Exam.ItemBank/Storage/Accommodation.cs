namespace Pals.Exam.ItemBank.Storage;

/// <summary>More time for one candidate: exactly one of a multiple of the time limit, minutes on top of it, and no limit.</summary>
/// <param name="Kind">Which of them.</param>
/// <param name="Amount">The factor or the minutes; 0 for no limit.</param>
public sealed record Accommodation(AccommodationKind Kind, double Amount)
{
    /// <summary>The time allowed where the definition allows <paramref name="limit"/>, to the millisecond; null for no limit.</summary>
    public TimeSpan? Allowed(TimeSpan limit) => Kind switch
    {
        AccommodationKind.Multiplier => TimeSpan.FromMilliseconds(Math.Round(Amount * limit.TotalMilliseconds)),
        AccommodationKind.ExtraMinutes => limit + TimeSpan.FromMilliseconds(Math.Round(Amount * 60_000)),
        _ => null,
    };
}

/// <summary>How an accommodation lengthens the time.</summary>
public enum AccommodationKind
{
    Multiplier,
    ExtraMinutes,
    Unlimited,
}

/// <summary>Something that changed how the time of an exam runs.</summary>
/// <param name="Kind">What.</param>
/// <param name="OccurredAt">When.</param>
/// <param name="KeyId">By whose key.</param>
public sealed record ExamTimeEvent(ExamTimeEventKind Kind, DateTimeOffset OccurredAt, Guid KeyId)
{
    /// <summary>What holds from now on; null for other kinds.</summary>
    public Accommodation? Accommodation { get; init; }

    /// <summary>Why, in the words of whoever did it.</summary>
    public string? Reason { get; init; }
}

/// <summary>What can change how the time of an exam runs.</summary>
public enum ExamTimeEventKind
{
    /// <summary>The candidate has another time allowed.</summary>
    Accommodated,

    /// <summary>The clock stands.</summary>
    Paused,

    /// <summary>The clock runs again.</summary>
    Resumed,
}
