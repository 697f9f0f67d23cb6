using System.Diagnostics;
using Pals.Exam.LoadTest.Candidates;
using Pals.Exam.LoadTest.Servers;

namespace Pals.Exam.LoadTest.Runs;

/// <summary>Many exams one after another on one server, with a look at its memory every quarter of a minute: it must stay flat.</summary>
internal static class SoakRun
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    public static async Task Run(LoadOptions options)
    {
        using var folder = new DataFolder();
        await using HeapGauge heap = await HeapGauge.Start();
        await using ServerUnderTest server = await ServerUnderTest.StartExams(
            folder.Path, "--Telemetry:Collector", heap.Url, "--Telemetry:IntervalSeconds", "5");
        using HttpClient http = ServerUnderTest.Client(server.Address);
        var client = new ExamClient(http);
        var recorder = new Recorder();
        ExamWorker[] candidates = ComparisonRun.Candidates(
            options, client, recorder, new AnswerModel(options.Definition), await ComparisonRun.Source(options, client));
        var samples = new List<SoakSample>();
        long start = Stopwatch.GetTimestamp();
        recorder.Begin();
        TimeSpan left = options.Soak;
        long before = 0;
        while (left > TimeSpan.Zero && recorder.Exams < options.Exams)
        {
            TimeSpan slice = left < Interval ? left : Interval;
            await LoadRun.Run(candidates, slice, meanPause: options.ThinkTime, seed: options.Seed);
            left -= slice;
            var sample = new SoakSample(
                Stopwatch.GetElapsedTime(start).TotalSeconds,
                recorder.Exams,
                (recorder.Answers - before) / slice.TotalSeconds,
                server.ResidentBytes / 1e6,
                heap.Megabytes,
                folder.Megabytes);
            before = recorder.Answers;
            samples.Add(sample);
            ComparisonRun.Say($"{sample.Seconds:F0} s: {sample.Exams} exams, {sample.AnswersPerSecond:F0} answers/s, resident {sample.ResidentMegabytes:F0} MB, heap {sample.HeapMegabytes:F0} MB");
        }

        recorder.End();
        ResultText.Print(
            new SoakResult(
                Machine.Describe(),
                options.Candidates,
                Stopwatch.GetElapsedTime(start).TotalMinutes,
                recorder.Exams,
                recorder.Answers,
                samples,
                Slope(samples, sample => sample.ResidentMegabytes) ?? 0,
                Slope(samples, sample => sample.HeapMegabytes)),
            options.Json);
    }

    /// <summary>Least squares over the second half, a minute: the first fills caches.</summary>
    private static double? Slope(List<SoakSample> samples, Func<SoakSample, double?> value)
    {
        SoakSample[] half = [.. samples.Skip(samples.Count / 2).Where(sample => value(sample) is not null)];
        if (half.Length < 2)
        {
            return null;
        }

        double meanTime = half.Average(sample => sample.Seconds);
        double mean = half.Average(sample => value(sample)!.Value);
        double slope = half.Sum(sample => (sample.Seconds - meanTime) * (value(sample)!.Value - mean))
            / half.Sum(sample => (sample.Seconds - meanTime) * (sample.Seconds - meanTime));
        return slope * 60;
    }
}
