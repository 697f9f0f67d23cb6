using System.Globalization;
using System.Threading.RateLimiting;

namespace Pals.Exam.Api.Security.Limits;

/// <summary>
/// So many requests a minute for each of many: a bucket that holds a minute's worth and fills steadily, so that a class that begins together is
/// not refused.
/// </summary>
internal sealed class Quota : IDisposable
{
    private const int Window = 60;

    private readonly PartitionedRateLimiter<string> _buckets;

    public Quota(string name, int perMinute)
    {
        Name = name;
        PerMinute = perMinute;

        // Few are let in one by one, many by the handful, so that a bucket is not filled more often than once a second.
        int handful = (perMinute + Window - 1) / Window;
        var options = new TokenBucketRateLimiterOptions
        {
            TokenLimit = perMinute,
            TokensPerPeriod = handful,
            ReplenishmentPeriod = TimeSpan.FromSeconds((double)Window * handful / perMinute),
            AutoReplenishment = false,
        };
        _buckets = PartitionedRateLimiter.Create<string, string>(of => RateLimitPartition.GetTokenBucketLimiter(of, _ => options));
        Policy = string.Create(CultureInfo.InvariantCulture, $"\"{name}\";q={perMinute};w={Window}");
    }

    public string Name { get; }

    public int PerMinute { get; }

    /// <summary>The value of <c>RateLimit-Policy</c>.</summary>
    public string Policy { get; }

    /// <summary>Counts a request; false when the bucket is empty.</summary>
    public bool Take(string of)
    {
        using RateLimitLease lease = _buckets.AttemptAcquire(of);
        return lease.IsAcquired;
    }

    /// <summary>Requests left.</summary>
    public long Left(string of) => _buckets.GetStatistics(of)?.CurrentAvailablePermits ?? PerMinute;

    /// <summary>The value of <c>RateLimit</c>: what is left, and the seconds until all of it is there again.</summary>
    public string Standing(string of)
    {
        long left = Left(of);
        return string.Create(CultureInfo.InvariantCulture, $"\"{Name}\";r={left};t={((PerMinute - left) * Window + PerMinute - 1) / PerMinute}");
    }

    /// <summary>Seconds after which a refused request may be sent again.</summary>
    public int RetryAfter => (Window + PerMinute - 1) / PerMinute;

    public void Dispose() => _buckets.Dispose();
}
