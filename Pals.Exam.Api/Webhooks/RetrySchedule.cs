namespace Pals.Exam.Api.Webhooks;

/// <summary>When a delivery that failed is tried again: ten attempts over three days, each wait lengthened at random so that a receiver that was down is not met by everything at once.</summary>
internal static class RetrySchedule
{
    /// <summary>The longest random addition, as a share of the wait.</summary>
    public const double Jitter = 0.2;

    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>Attempts in all.</summary>
    public static int Attempts => Waits.Length + 1;

    /// <summary>The wait after <paramref name="attempts"/> attempts, or null when there is no further one.</summary>
    /// <param name="attempts">Attempts made, from 1.</param>
    /// <param name="chance">A number drawn from 0 to 1.</param>
    public static TimeSpan? After(int attempts, double chance) =>
        attempts <= Waits.Length ? Waits[attempts - 1] * (1 + (Jitter * chance)) : null;
}
