using System.Collections.Immutable;
using Pals.Exam.Api.Hosting;
using Pals.Exam.Api.Programmes;
using Pals.Exam.ItemBank.Cards;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Cards;

/// <summary>
/// Raises card.expiring when a card's reminder is due. The row that notes a reminder and its event are stored together, so each is raised once
/// however many nodes run this and wherever one stops.
/// </summary>
internal sealed partial class RenewalReminders(
    ExamDatabase database, CardOffice office, ProgrammeCatalog programmes, TimeProvider time, ILogger<RenewalReminders> logger)
    : PeriodicWork(TimeSpan.FromHours(1), time, logger)
{
    private const int Batch = 200;

    /// <summary>Raises every reminder that is due now.</summary>
    public override async Task Sweep(CancellationToken stopping)
    {
        DateOnly today = CardOffice.Today(Time.GetUtcNow());
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
                if (database.Read(transaction => office.RemindersDue(transaction, card, Time.GetUtcNow())).IsEmpty)
                {
                    continue;
                }

                try
                {
                    await database.Write(transaction => office.Remind(transaction, card.Number, Time.GetUtcNow()), stopping);
                }
                catch (DuplicateKeyException)
                {
                    LogElsewhere(Logger, card.Number);
                }
            }
        }
        while (ending.Length == Batch);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Another node has raised the reminder of card {Number}.")]
    private static partial void LogElsewhere(ILogger logger, string number);
}
