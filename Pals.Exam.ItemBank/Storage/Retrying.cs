using Polly;
using Polly.Retry;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>Trying again what failed for a passing reason, ever more slowly.</summary>
internal static class Retrying
{
    /// <summary>For work that somebody waits for: within a second it succeeds or fails.</summary>
    public static ResiliencePipeline Briefly(SqlDialect dialect) => Pipeline(dialect, dialect.Retries, longest: TimeSpan.FromSeconds(1));

    /// <summary>For what has to be known: long enough for a server to start again.</summary>
    public static ResiliencePipeline Patiently(SqlDialect dialect) => Pipeline(dialect, 3 * dialect.Retries, longest: TimeSpan.FromSeconds(5));

    private static ResiliencePipeline Pipeline(SqlDialect dialect, int retries, TimeSpan longest) => retries == 0
        ? ResiliencePipeline.Empty
        : new ResiliencePipelineBuilder()
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = attempt => ValueTask.FromResult(
                    attempt.Outcome.Exception is { } failure && dialect.Judge(failure) == Fault.Passing),
                MaxRetryAttempts = retries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromMilliseconds(50),
                MaxDelay = longest,
            })
            .Build();
}
