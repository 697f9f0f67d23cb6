namespace Pals.Exam.Api.Hosting;

/// <summary>
/// The log, without the framework's entry of a start that failed for a reason which <see cref="FailedStart"/> tells: the framework writes a stack of
/// thirty lines first, and whoever only has a port taken would have to find our line below it. A filter by category could not do this, since the same
/// category tells of background work that broke off.
/// </summary>
internal sealed class StartLog(LoggerFactory inner) : ILoggerFactory
{
    private const string HostCategory = "Microsoft.Extensions.Hosting.Internal.Host";
    private const string StartFailed = "HostedServiceStartupFaulted";

    public ILogger CreateLogger(string categoryName)
    {
        ILogger logger = inner.CreateLogger(categoryName);
        return categoryName == HostCategory ? new HostLogger(logger) : logger;
    }

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    /// <summary>Nothing: the container made the inner one and ends it.</summary>
    public void Dispose()
    {
    }

    private sealed class HostLogger(ILogger inner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Name != StartFailed || exception is null || !FailedStart.IsExplained(exception))
            {
                inner.Log(logLevel, eventId, state, exception, formatter);
            }
        }
    }
}
