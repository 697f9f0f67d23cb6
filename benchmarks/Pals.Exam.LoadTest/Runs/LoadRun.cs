using System.Diagnostics;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.LoadTest.Runs;

/// <summary>Lets workers work for a time.</summary>
internal static class LoadRun
{
    // Longer than HttpClient waits for a response to begin.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Runs the workers until <paramref name="duration"/> is over, each beginning at its share of <paramref name="ramp"/>, and returns when all
    /// responses have come. With <paramref name="meanPause"/> a worker's requests are due at random times that far apart on average, however late
    /// the server is, and latency counts from the time at which a request was due; without, each follows the response before it.
    /// </summary>
    /// <exception cref="TimeoutException">A response did not come to its end.</exception>
    public static async Task Run(
        IReadOnlyList<IWorker> workers, TimeSpan duration, TimeSpan ramp = default, TimeSpan meanPause = default, ulong seed = 0)
    {
        long end = Stopwatch.GetTimestamp() + Ticks(duration);
        await Task.WhenAll(workers.Select((worker, index) => Task.Run(async () =>
        {
            await Task.Delay(ramp * index / workers.Count);
            if (meanPause > TimeSpan.Zero)
            {
                await Paced(worker, end, meanPause, new RandomStream(seed, (ulong)index));
            }
            else
            {
                await Closed(worker, end);
            }
        }))).WaitAsync(ramp + duration + Patience);
    }

    private static async Task Closed(IWorker worker, long end)
    {
        for (long now = Stopwatch.GetTimestamp(); now < end; now = Stopwatch.GetTimestamp())
        {
            await worker.Step(now);
        }
    }

    private static async Task Paced(IWorker worker, long end, TimeSpan meanPause, RandomStream random)
    {
        // Random from the beginning, so that the workers do not march in step.
        long due = Stopwatch.GetTimestamp() + Ticks(meanPause * random.NextDouble());
        while (due < end)
        {
            if (worker.IsBetweenExams)
            {
                await worker.Step(Stopwatch.GetTimestamp());
                due = Math.Max(due, Stopwatch.GetTimestamp());
                continue;
            }

            TimeSpan wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait);
            }

            await worker.Step(due);
            due += Ticks(meanPause * -Math.Log(1 - random.NextDouble()));
        }
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);
}
