using System.Collections.Immutable;
using Pals.Exam.Api.Programmes;
using Pals.Exam.ItemBank.Cards;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Cards;

/// <summary>
/// Raises card.expiring when a card's reminder is due. The row that notes a reminder and its event are stored together, so each is raised once
/// however many nodes run this and wherever one stops.
/// </summary>
internal sealed partial class RenewalReminders(
    ExamDatabase database, CardOffice office, ProgrammeCatalog programmes, TimeProvider time, ILogger<RenewalReminders> logger) : BackgroundService
{
    private const int Batch = 200;

    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Raises every reminder that is due now.</summary>
    public async Task Sweep(CancellationToken stopping)
    {
        DateOnly today = CardOffice.Today(time.GetUtcNow());
        int most = database.Read(transaction => programmes.All(transaction).SelectMany(programme => programme.Renewal.ReminderDays).DefaultIfEmpty().Max());
        string after = "";
        ImmutableArray<Card> ending;
        do
        {
            ending = database.Read(transaction => CardRecords.Ending(transaction, null, today, today.AddDays(most), after, Batch));
            foreach (Card card in ending)
            {
                stopping.ThrowIfCancellationRequested();
                after = card.Number;
                if (database.Read(transaction => office.RemindersDue(transaction, card, time.GetUtcNow())).IsEmpty)
                {
                    continue;
                }

                try
                {
                    await database.Write(transaction => office.Remind(transaction, card.Number, time.GetUtcNow()), stopping);
                }
                catch (DuplicateKeyException)
                {
                    LogElsewhere(card.Number);
                }
            }
        }
        while (ending.Length == Batch);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                try
                {
                    await Sweep(stoppingToken);
                }
                catch (StorageException exception)
                {
                    LogPostponed(exception);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            LogStopped();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Renewal reminders could not be raised; the next hour tries again.")]
    private partial void LogPostponed(Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Another node has raised the reminder of card {Number}.")]
    private partial void LogElsewhere(string number);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The renewal reminders stop.")]
    private partial void LogStopped();
}
