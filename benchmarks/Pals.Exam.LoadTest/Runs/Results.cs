using System.Runtime.InteropServices;

namespace Pals.Exam.LoadTest.Runs;

/// <summary>Throughput and latency of one kind of request.</summary>
/// <param name="PerSecond">Acknowledged answers, or rows of the floor, a second.</param>
/// <param name="ServerMicroseconds">Processor time of the server for each, everything else it did included; null for a server that was not started here.</param>
/// <param name="ClientMicroseconds">Processor time of the load generator for each, checks included: it is taken from the server's cores.</param>
internal sealed record LoadFigures(
    double PerSecond,
    long Requests,
    long Exams,
    double Seconds,
    double P50,
    double P95,
    double P99,
    double P999,
    double? ServerMicroseconds,
    double ClientMicroseconds,
    IReadOnlyDictionary<string, int> Errors)
{
    public static LoadFigures Of(Recorder recorder, ProcessorTime used) => new(
        recorder.Answers / recorder.Elapsed.TotalSeconds,
        recorder.Answers,
        recorder.Exams,
        recorder.Elapsed.TotalSeconds,
        recorder.Latency.Milliseconds(0.5),
        recorder.Latency.Milliseconds(0.95),
        recorder.Latency.Milliseconds(0.99),
        recorder.Latency.Milliseconds(0.999),
        used.Server?.TotalMicroseconds / recorder.Answers,
        used.Client.TotalMicroseconds / recorder.Answers,
        recorder.Errors);
}

/// <summary>Exams against the floor.</summary>
internal sealed record ComparisonResult
{
    public required string Machine { get; init; }

    public required int Candidates { get; init; }

    public required double ThinkSeconds { get; init; }

    public required string Purpose { get; init; }

    public required LoadFigures Exams { get; init; }

    public required LoadFigures Floor { get; init; }

    /// <summary>Throughput of answers over that of the floor, over all rounds.</summary>
    public required double Ratio { get; init; }

    /// <summary>The median of the rounds' ratios.</summary>
    public required double MedianRatio { get; init; }

    /// <summary>Questions asked for again, each the same as before.</summary>
    public required long Repeats { get; init; }

    /// <summary>Exams that ended with fewer questions than progress.minimum.</summary>
    public required long ShorterThanAnnounced { get; init; }

    /// <summary>Correlation of the candidates' abilities with the estimates of their reports.</summary>
    public required double? AbilityCorrelation { get; init; }

    public required LoadFigures? HalfLoad { get; init; }

    /// <summary>The floor at the pace of <see cref="HalfLoad"/>.</summary>
    public required LoadFigures? FloorAtHalfLoad { get; init; }
}

/// <summary>What became of what was acknowledged before the server was killed.</summary>
internal sealed record KillResult(
    string Machine, int Rounds, int Candidates, long Answers, long Exams, long Interrupted, long Checked, long Lost, double MeanRestartSeconds);

/// <summary>Memory of a long run.</summary>
internal sealed record SoakResult(
    string Machine, int Candidates, double Minutes, long Exams, long Answers, IReadOnlyList<SoakSample> Samples, double ResidentSlope, double? HeapSlope);

/// <summary>One look at the server's memory, in megabytes.</summary>
internal sealed record SoakSample(double Seconds, long Exams, double AnswersPerSecond, double ResidentMegabytes, double? HeapMegabytes, double DatabaseMegabytes);

/// <summary>The machine that was measured on.</summary>
internal static class Machine
{
    public static string Describe()
    {
        const string Path = "/proc/cpuinfo";
        string? line = File.Exists(Path) ? File.ReadLines(Path).FirstOrDefault(text => text.StartsWith("model name", StringComparison.Ordinal)) : null;
        string processor = line is null ? $"{RuntimeInformation.ProcessArchitecture}" : line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..];
        return $"{processor}, {Environment.ProcessorCount} cores shared with the candidates, {RuntimeInformation.FrameworkDescription}";
    }
}

/// <summary>What the estimates say of the abilities that produced them.</summary>
internal static class Abilities
{
    /// <summary>Pearson's correlation; null for fewer than three candidates.</summary>
    public static double? Correlation(IReadOnlyCollection<(double Theta, double Estimate)> pairs)
    {
        if (pairs.Count < 3)
        {
            return null;
        }

        double meanTheta = pairs.Average(pair => pair.Theta);
        double meanEstimate = pairs.Average(pair => pair.Estimate);
        double covariance = pairs.Sum(pair => (pair.Theta - meanTheta) * (pair.Estimate - meanEstimate));
        double theta = pairs.Sum(pair => (pair.Theta - meanTheta) * (pair.Theta - meanTheta));
        double estimate = pairs.Sum(pair => (pair.Estimate - meanEstimate) * (pair.Estimate - meanEstimate));
        return covariance / Math.Sqrt(theta * estimate);
    }
}
