namespace Pals.Exam.LoadTest;

/// <summary>What is to be run.</summary>
internal sealed record LoadOptions
{
    /// <summary>A server that runs already, on a loopback address; null to start one.</summary>
    public Uri? Url { get; init; }

    /// <summary>A course provider's key for that server; without one the candidates sit practice exams.</summary>
    public string? Key { get; init; }

    public string Definition { get; init; } = "pals-adaptive";

    public bool Practice { get; init; }

    public int Candidates { get; init; } = 128;

    /// <summary>Measured time of the comparison, half of it for the floor.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often the comparison changes between the floor and the exams, so that a machine whose speed drifts is fair to both.</summary>
    public int Rounds { get; init; } = 6;

    public TimeSpan Ramp { get; init; } = TimeSpan.FromSeconds(2);

    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Mean time between a candidate's answers; zero for the greatest throughput.</summary>
    public TimeSpan ThinkTime { get; init; }

    public bool HalfLoad { get; init; }

    public int KillRounds { get; init; }

    /// <summary>Zero for no soak.</summary>
    public TimeSpan Soak { get; init; }

    /// <summary>Exams after which a soak ends before its time.</summary>
    public int Exams { get; init; } = 100_000;

    public ulong Seed { get; init; } = 1;

    public bool Json { get; init; }
}
