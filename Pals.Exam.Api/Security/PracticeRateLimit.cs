using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Pals.Exam.Api.Problems;

namespace Pals.Exam.Api.Security;

/// <summary>Bounds how many practice exams one address starts: they need no key, and each one stores rows.</summary>
internal static class PracticeRateLimit
{
    public const string Policy = "practice";

    /// <summary>A classroom behind one address starts together without meeting the limit.</summary>
    public const int DefaultPerMinute = 60;

    public static void AddPracticeRateLimit(this IServiceCollection services) => services
        .AddRateLimiter(_ => { })
        .AddOptions<RateLimiterOptions>().Configure<IConfiguration>(Configure);

    private static void Configure(RateLimiterOptions options, IConfiguration configuration)
    {
        int perMinute = configuration.GetValue("Practice:StartsPerMinute", DefaultPerMinute);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(perMinute, "Practice:StartsPerMinute");
        options.AddPolicy(Policy, context => RateLimitPartition.GetFixedWindowLimiter(
            context.Connection.RemoteIpAddress?.ToString() ?? "",
            _ => new FixedWindowRateLimiterOptions { PermitLimit = perMinute, Window = TimeSpan.FromMinutes(1) }));
        options.OnRejected = async (rejected, _) =>
        {
            TimeSpan wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan after) ? after : TimeSpan.FromMinutes(1);
            rejected.HttpContext.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            await Problem.Write(
                rejected.HttpContext, ProblemTypes.TooManyRequests, $"An address may start {perMinute} practice exams a minute.");
        };
    }
}
