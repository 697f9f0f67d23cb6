using Pals.Exam.Api.Cards;
using Pals.Exam.Api.Hosting;
using Pals.Exam.ItemBank.Audit;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.DataProtection;

/// <summary>
/// Erases candidates with whom nothing has happened for <c>Retention:CandidateDays</c>, takes the names off as old exams of candidates who were
/// never enrolled, and off kept cards once they have expired: a bounded number each hour.
/// </summary>
internal sealed class Retention(ExamDatabase database, Erasure erasure, TimeProvider time, int? days, ILogger<Retention> logger)
    : PeriodicWork(TimeSpan.FromHours(1), time, logger)
{
    /// <summary>How many of each kind are erased in an hour, so that answers of exams never wait long.</summary>
    public const int MostAnHour = 100;

    private const string System = "system";

    /// <summary>The setting: a number of days, or null to keep for ever.</summary>
    /// <exception cref="SettingsException">It is neither.</exception>
    public static int? DaysOf(IConfiguration configuration) => Setting.OptionalWhole(configuration, "Retention:CandidateDays", 1, 36500);

    /// <summary>Erases what is due now, as much as an hour allows.</summary>
    public override async Task Sweep(CancellationToken stopping)
    {
        DateTimeOffset now = Time.GetUtcNow();
        foreach (string number in database.Read(transaction => ErasureRecords.KeptCardsToErase(transaction, CardOffice.Today(now), MostAnHour)))
        {
            await database.Write(transaction => Erasure.EraseHolder(transaction, number, System, now), stopping);
        }

        if (days is not { } kept)
        {
            return;
        }

        DateTimeOffset since = now.AddDays(-kept);
        foreach ((string providerId, string candidateId) in database.Read(transaction => ErasureRecords.Inactive(transaction, since, MostAnHour)))
        {
            await database.Write(
                transaction => erasure.Erase(transaction, providerId, candidateId, AuditActor.System, System, now), stopping);
        }

        foreach (Guid examId in database.Read(transaction => ErasureRecords.OldExams(transaction, since, MostAnHour)))
        {
            await database.Write(transaction => ErasureRecords.Pseudonymize(transaction, examId, AuditActor.System, now), stopping);
        }
    }
}
