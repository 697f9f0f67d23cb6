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

    public static void AddPracticeRateLimit(this IServiceCollection services, IConfiguration configuration)
    {
        int perMinute = configuration.GetValue("Practice:StartsPerMinute", DefaultPerMinute);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(perMinute, "Practice:StartsPerMinute");
        services.AddRateLimiter(options =>
        {
            options.AddPolicy(Policy, context => RateLimitPartition.GetFixedWindowLimiter(
                context.Connection.RemoteIpAddress?.ToString() ?? "",
                _ => new FixedWindowRateLimiterOptions { PermitLimit = perMinute, Window = TimeSpan.FromMinutes(1) }));
            options.OnRejected = async (rejected, _) =>
            {
                int wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan after) ? (int)Math.Ceiling(after.TotalSeconds) : 60;
                rejected.HttpContext.Response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
                await Problem.Write(
                    rejected.HttpContext, ProblemTypes.TooManyRequests, $"An address may start {perMinute} practice exams a minute.");
            };
        });
    }
}
