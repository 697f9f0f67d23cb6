using System.Numerics;

namespace Pals.Exam.LoadTest.Runs;

/// <summary>
/// Counts of latencies in buckets whose width grows with the latency, so that each percentile is exact to 0.2 % from microseconds to hours in
/// a few thousand counters. Any thread may add.
/// </summary>
internal sealed class LatencyHistogram
{
    // Values below 2^10 µs have a bucket each; above, each doubling has 2^9 buckets.
    private const int ExactBits = 10;
    private const int BucketsPerDoubling = 1 << (ExactBits - 1);
    private const int Doublings = 28;

    private readonly long[] _counts = new long[(1 << ExactBits) + (Doublings * BucketsPerDoubling)];
    private long _count;

    public long Count => Volatile.Read(ref _count);

    public void Add(TimeSpan latency)
    {
        long microseconds = Math.Max(0, (long)latency.TotalMicroseconds);
        Interlocked.Increment(ref _counts[Math.Min(Bucket(microseconds), _counts.Length - 1)]);
        Interlocked.Increment(ref _count);
    }

    /// <summary>The latency in milliseconds that the fraction <paramref name="quantile"/> stays within; 0 when nothing was added.</summary>
    public double Milliseconds(double quantile)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(quantile);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quantile, 1);
        long rank = Math.Max(1, (long)Math.Ceiling(quantile * Count));
        long seen = 0;
        for (int bucket = 0; bucket < _counts.Length; bucket++)
        {
            seen += _counts[bucket];
            if (seen >= rank)
            {
                return Highest(bucket) / 1000.0;
            }
        }

        return 0;
    }

    private static int Bucket(long microseconds)
    {
        int doubling = BitOperations.Log2((ulong)microseconds | 1) - (ExactBits - 1);
        return doubling <= 0
            ? (int)microseconds
            : (1 << ExactBits) + ((doubling - 1) * BucketsPerDoubling) + (int)((microseconds >> doubling) - BucketsPerDoubling);
    }

    private static long Highest(int bucket)
    {
        int above = bucket - (1 << ExactBits);
        if (above < 0)
        {
            return bucket;
        }

        int doubling = (above / BucketsPerDoubling) + 1;
        long sub = (above % BucketsPerDoubling) + BucketsPerDoubling;
        return ((sub + 1) << doubling) - 1;
    }
}
