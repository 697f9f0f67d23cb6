using System.Collections.Immutable;
using Pals.Exam.Api.Exams;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Hosting;

/// <summary>Ends exams whose time is over though nobody touches them any more.</summary>
internal sealed class DeadlineSweep(ExamDatabase database, ExamRoom room, ServerClock clock, TimeProvider time, ILogger<DeadlineSweep> logger)
    : PeriodicWork(TimeSpan.FromSeconds(20), time, logger)
{
    private const int Batch = 100;

    /// <summary>Answers that arrived in time may still wait to be written: they go first.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    public override async Task Sweep(CancellationToken stopping)
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
}
