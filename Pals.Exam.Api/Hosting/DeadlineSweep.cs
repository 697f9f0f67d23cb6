using System.Collections.Immutable;
using Pals.Exam.Api.Exams;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Hosting;

/// <summary>Ends exams whose time is over though nobody touches them any more.</summary>
internal sealed partial class DeadlineSweep(
    ExamDatabase database, ExamRoom room, ServerClock clock, TimeProvider time, ILogger<DeadlineSweep> logger) : BackgroundService
{
    private const int Batch = 100;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(20);

    /// <summary>Answers that arrived in time may still wait to be written: they go first.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                await Sweep(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            LogStopped();
        }
    }

    private async Task Sweep(CancellationToken stopping)
    {
        try
        {
            ImmutableArray<Guid> overdue;
            do
            {
                overdue = database.Read(transaction => ExamRecords.Overdue(transaction, clock.Now - Grace, Batch));
                foreach (Guid examId in overdue)
                {
                    stopping.ThrowIfCancellationRequested();
                    await room.EndByTime(examId);
                }
            }
            while (overdue.Length == Batch);
        }
        catch (StorageException exception)
        {
            LogPostponed(exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Overdue exams could not be ended; the next sweep tries again.")]
    private partial void LogPostponed(Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The sweep of overdue exams stops.")]
    private partial void LogStopped();
}
