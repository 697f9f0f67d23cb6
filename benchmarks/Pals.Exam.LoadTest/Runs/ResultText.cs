using System.Globalization;
using System.Text.Json;

namespace Pals.Exam.LoadTest.Runs;

/// <summary>Results as JSON, or as a table in Markdown for benchmarks/results.</summary>
internal static class ResultText
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static void Print(ComparisonResult result, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(result, Web));
            return;
        }

        string pace = result.ThinkSeconds > 0 ? $"{result.ThinkSeconds} s of thinking on average" : "no thinking";
        Line($"{result.Machine}. {result.Candidates} candidates, {pace}, {result.Purpose} exams.");
        Line($"");
        Line($"| what | a second | p50 ms | p95 ms | p99 ms | p99.9 ms | server's processor, µs each | client's, µs each | requests | exams | errors |");
        Line($"| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |");
        Row("floor: one durable row", result.Floor);
        Row("answers", result.Exams);
        if (result.HalfLoad is { } half)
        {
            Row("answers at half of that load", half);
            Row("floor at the same pace", result.FloorAtHalfLoad!);
        }

        Line($"");
        Line($"Answers reach {result.Ratio:F2} of the floor (median of the rounds {result.MedianRatio:F2}).");
        Line($"Every response was checked; {result.Repeats} questions asked for again were the same.");
        if (result.ShorterThanAnnounced > 0)
        {
            Line($"{result.ShorterThanAnnounced} exams ended with fewer questions than progress.minimum had announced.");
        }

        if (result.AbilityCorrelation is double correlation)
        {
            Line($"Correlation of the candidates' abilities with their reports: {correlation:F2}.");
        }
    }

    public static void Print(KillResult result, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(result, Web));
            return;
        }

        Line($"{result.Machine}. {result.Candidates} candidates without thinking.");
        Line($"");
        Line($"| rounds of kill -9 | answers acknowledged | exams ended | requests cut off | answers looked up afterwards | lost | restart, s |");
        Line($"| ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        Line($"| {result.Rounds} | {result.Answers:N0} | {result.Exams:N0} | {result.Interrupted:N0} | {result.Checked:N0} | {result.Lost} | {result.MeanRestartSeconds:F2} |");
    }

    public static void Print(SoakResult result, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(result, Web));
            return;
        }

        Line($"{result.Machine}. {result.Candidates} candidates, {result.Minutes:F1} minutes, {result.Exams:N0} exams, {result.Answers:N0} answers.");
        Line($"");
        Line($"| seconds | exams | answers/s | resident MB | GC heap MB | database MB |");
        Line($"| ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (SoakSample sample in result.Samples)
        {
            Line($"| {sample.Seconds:F0} | {sample.Exams:N0} | {sample.AnswersPerSecond:N0} | {sample.ResidentMegabytes:F0} | {sample.HeapMegabytes:F0} | {sample.DatabaseMegabytes:F0} |");
        }

        Line($"");
        Line($"Slope over the second half: resident {result.ResidentSlope:F2} MB a minute, GC heap {result.HeapSlope:F2} MB a minute.");
    }

    private static void Row(string what, LoadFigures figures)
    {
        string errors = figures.Errors.Count == 0 ? "none" : string.Join(", ", figures.Errors.OrderBy(error => error.Key).Select(error => $"{error.Value} × {error.Key}"));
        Line($"| {what} | {figures.PerSecond:N0} | {figures.P50:F2} | {figures.P95:F2} | {figures.P99:F2} | {figures.P999:F2} | {figures.ServerMicroseconds:F0} | {figures.ClientMicroseconds:F0} | {figures.Requests:N0} | {figures.Exams:N0} | {errors} |");
    }

    private static void Line(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
