using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Selection;

namespace Pals.Exam.Benchmarks;

/// <summary>
/// The step benchmarks in under a minute, in this process, as a table in Markdown: the median over exams of the time for a step. Ratios within
/// one run are what counts; BenchmarkDotNet (<c>--filter *</c>) takes longer and is the reference.
/// </summary>
internal static class QuickTable
{
    private const int Exams = 1000;
    private const int Rounds = 7;

    public static void Print(TextWriter output)
    {
        output.WriteLine($"{Processor()}, {Environment.ProcessorCount} cores, {Instructions()}, {RuntimeInformation.FrameworkDescription}");
        output.WriteLine();
        output.WriteLine("| what | items | dimensions | median, µs a step | bytes a step | against the baseline |");
        output.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: |");
        double baseline = MeasureBaseline(1000);
        Row(output, "straightforward baseline", 1000, 1, baseline, 0, 1);
        foreach (ExamDimensions dimensions in new[] { ExamDimensions.Joint, ExamDimensions.Single })
        {
            foreach (int items in new[] { 300, 1000, 10_000, 100_000 })
            {
                Measure(output, "step", BenchmarkExams.Definition(dimensions), items, baseline);
            }

            Measure(output, "step, 30 laminar constraints", BenchmarkExams.ThirtyConstraints(dimensions), 1000, baseline);
        }

        Measure(
            output,
            "step, minimum expected posterior variance",
            BenchmarkExams.Definition(ExamDimensions.Joint) with { Selection = new MinimumExpectedPosteriorVariance() },
            1000,
            baseline,
            exams: 10);
    }

    private static void Measure(TextWriter output, string what, ExamDefinition definition, int items, double baseline, int exams = Exams)
    {
        var run = new StepRun(new AdaptiveExam(definition, BenchmarkExams.Pool(items)), Math.Min(exams, 20_000_000 / items));
        var times = new List<double>();
        long bytes = 0;
        for (int round = 0; round < Rounds; round++)
        {
            run.Begin();
            for (int c = 0; c < run.Exams; c++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                long start = Stopwatch.GetTimestamp();
                int steps = run.Sit(c);
                double microseconds = Stopwatch.GetElapsedTime(start).TotalMicroseconds / steps;
                long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                if (round > 1)
                {
                    times.Add(microseconds);
                    bytes += allocated;
                }
            }
        }

        int dimensions = definition.DimensionCount;
        Row(output, what, items, dimensions, Median(times), (double)bytes / times.Count / BenchmarkExams.Steps, items == 1000 ? baseline / Median(times) : 0);
    }

    private static double MeasureBaseline(int items)
    {
        var baseline = new Baseline(BenchmarkExams.Pool(items), 100);
        var times = new List<double>();
        for (int c = 0; c < 100; c++)
        {
            long start = Stopwatch.GetTimestamp();
            baseline.Sit(c);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds / BenchmarkExams.Steps);
        }

        return Median(times);
    }

    private static void Row(TextWriter output, string what, int items, int dimensions, double median, double bytes, double ratio) =>
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {what} | {items:N0} | {dimensions} | {median:F3} | {bytes:F0} | {(ratio > 0 ? $"{ratio:F1} ×" : "")} |"));

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    private static string Processor()
    {
        const string Path = "/proc/cpuinfo";
        string? line = File.Exists(Path) ? File.ReadLines(Path).FirstOrDefault(text => text.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line is null ? RuntimeInformation.ProcessArchitecture.ToString() : line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..];
    }

    private static string Instructions() =>
        Vector512.IsHardwareAccelerated ? "AVX-512" : Avx2.IsSupported ? "AVX2" : Vector128.IsHardwareAccelerated ? "128-bit vectors" : "no vectors";
}
