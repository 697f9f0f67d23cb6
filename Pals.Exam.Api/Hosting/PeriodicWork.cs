using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Hosting;

/// <summary>Work that comes due again and again. What the database refuses, or another node does at the same time, stays due: the next turn looks again.</summary>
internal abstract partial class PeriodicWork(TimeSpan interval, TimeProvider time, ILogger logger) : BackgroundService
{
    protected TimeProvider Time { get; } = time;

    protected ILogger Logger { get; } = logger;

    /// <summary>Does what is due now.</summary>
    public abstract Task Sweep(CancellationToken stopping);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, Time);
        try
        {
            do
            {
                try
                {
                    await Sweep(stoppingToken);
                }
                catch (Exception exception) when (exception is StorageException or DuplicateKeyException)
                {
                    // A taken key: another node did the same work at the same time.
                    LogPostponed(Logger, exception, GetType().Name);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            LogStopped(Logger, GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Work} could not do what is due; its next turn tries again.")]
    private static partial void LogPostponed(ILogger logger, Exception exception, string work);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Work} stops.")]
    private static partial void LogStopped(ILogger logger, string work);
}
