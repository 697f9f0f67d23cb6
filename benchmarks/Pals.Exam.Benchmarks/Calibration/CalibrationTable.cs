using System.Diagnostics;
using System.Text;
using Pals.Exam.Engine.Calibration;
using Pals.Exam.Engine.Items;
using Pals.Exam.ItemBank.Responses;

namespace Pals.Exam.Benchmarks.Calibration;

/// <summary>
/// Calibrations timed in this process, as a table in Markdown: best of several, against the textbook's EM algorithm in the same run. With
/// <c>--large</c> also adaptive data of 10⁵ to 10⁶ candidates.
/// </summary>
internal static class CalibrationTable
{
    private const int Rounds = 7;
    private const int BaselineCycles = 500;
    private const long ReadBytes = 400_000_000;

    public static void Print(TextWriter output, bool large)
    {
        int[] threads = Environment.ProcessorCount > 1 ? [1, 2] : [1];
        output.WriteLine("| set | model | threads | cycles | seconds | standard errors, s more | log-likelihood | against textbook EM |");
        output.WriteLine("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        ResponseData complete = CalibrationSets.Complete(ItemModel.TwoParameterLogistic, 10_000, 100);
        Measure(output, "10,000 × 100", complete, ItemModel.TwoParameterLogistic, threads, Baseline(output, complete));
        Measure(
            output, "10,000 × 60", CalibrationSets.Complete(ItemModel.ThreeParameterLogistic, 10_000, 60), ItemModel.ThreeParameterLogistic, threads, null);
        Measure(output, "5,000 × 30, 4 scores", CalibrationSets.Complete(ItemModel.GradedResponse, 5000, 30), ItemModel.GradedResponse, threads, null);
        Measure(
            output,
            "5,000 × 30, 4 scores",
            CalibrationSets.Complete(ItemModel.GeneralizedPartialCredit, 5000, 30),
            ItemModel.GeneralizedPartialCredit,
            threads,
            null);
        ResponseData sparse = CalibrationSets.Adaptive(20_000, 300, 40);
        Measure(output, "20,000 × 40 of 300, adaptive", sparse, ItemModel.TwoParameterLogistic, threads, Baseline(output, sparse));
        foreach (int candidates in large ? new[] { 100_000, 300_000, 1_000_000 } : [])
        {
            ResponseData data = CalibrationSets.Adaptive(candidates, 1000, 40);
            Measure(output, $"{candidates:N0} × 40 of 1,000, adaptive", data, ItemModel.TwoParameterLogistic, threads[^1..], null, rounds: 1);
            output.WriteLine($"<!-- peak memory so far {Process.GetCurrentProcess().PeakWorkingSet64 / 1e9:F2} GB -->");
        }

        output.WriteLine();
        Read(output, "wide", wide: true);
        Read(output, "long", wide: false);
    }

    private static double? Baseline(TextWriter output, ResponseData data)
    {
        long start = Stopwatch.GetTimestamp();
        (int cycles, bool converged, double logLikelihood) = NaiveCalibration.Run(data, 1e-4, BaselineCycles);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        string reached = converged ? "" : ", not converged";
        output.WriteLine($"| the set below | textbook EM | 1 | {cycles}{reached} | {seconds:F2} | | {logLikelihood:F3} | 1 |");
        return seconds;
    }

    private static void Measure(
        TextWriter output, string set, ResponseData data, ItemModel model, int[] threadCounts, double? baseline, int rounds = Rounds)
    {
        foreach (int threads in threadCounts)
        {
            double best = double.PositiveInfinity;
            double bestErrors = double.PositiveInfinity;
            CalibrationResult? result = null;
            for (int round = 0; round < rounds; round++)
            {
                long start = Stopwatch.GetTimestamp();
                long found = start;
                result = ItemCalibration.Estimate(
                    data, new CalibrationOptions { Model = model, Threads = threads }, _ => found = Stopwatch.GetTimestamp());
                bestErrors = Math.Min(bestErrors, Stopwatch.GetElapsedTime(found).TotalSeconds);
                best = Math.Min(best, Stopwatch.GetElapsedTime(start, found).TotalSeconds);
            }

            string ratio = baseline is { } seconds ? $"{seconds / best:F0}" : "";
            string cycles = result!.Converged ? $"{result.Cycles}" : $"{result.Cycles}, not converged";
            output.WriteLine(
                $"| {set} | {ModelNames.Name(model)} | {threads} | {cycles} | {best:F4} | {bestErrors:F3} | {result.LogLikelihood:F3} | {ratio} |");
        }
    }

    private static void Read(TextWriter output, string form, bool wide)
    {
        var text = new StringBuilder(wide ? $"candidate,{string.Join(',', Enumerable.Range(1, 100).Select(i => $"I{i}"))}\n" : "candidate,item,score\n");
        int row = 0;
        while (text.Length < ReadBytes)
        {
            if (wide)
            {
                text.Append('c').Append(++row);
                for (int i = 0; i < 100; i++)
                {
                    text.Append(',').Append((row * 7 + i) % 3 & 1);
                }

                text.Append('\n');
            }
            else
            {
                text.Append('c').Append(1 + row / 40).Append(",I").Append(1 + (row * 37 % 1000)).Append(',').Append(row % 2).Append('\n');
                row++;
            }
        }

        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, text.ToString());
            text.Clear();
            double best = double.PositiveInfinity;
            for (int round = 0; round < 3; round++)
            {
                long start = Stopwatch.GetTimestamp();
                ResponseFile.Read(path);
                best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
            }

            output.WriteLine($"Reading {new FileInfo(path).Length / 1e6:F0} MB, {form}: {new FileInfo(path).Length / 1e6 / best:F0} MB/s.");
        }
        finally
        {
            File.Delete(path);
        }
    }
}
