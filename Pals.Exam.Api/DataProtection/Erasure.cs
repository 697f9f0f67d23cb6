using System.Collections.Immutable;
using System.Data.Common;
using Pals.Exam.Api.Cards;
using Pals.Exam.Api.Programmes;
using Pals.Exam.ItemBank.Cards;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Programmes;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.DataProtection;

/// <summary>
/// Takes a person out of the database. What stays says nothing of anyone: the answers of exams under random names, and numbers of cards that are
/// known as erased. Where a programme keeps cards for the law, a card stays until it expires.
/// </summary>
internal sealed class Erasure(ProgrammeCatalog programmes)
{
    /// <summary>Erases a provider's candidate, enrolled or not; null when the provider has no such candidate.</summary>
    public ErasureResponse? Erase(
        DbTransaction transaction, string providerId, string candidateId, string actor, string role, DateTimeOffset now)
    {
        StoredCandidate? candidate = CandidateRecords.Find(transaction, providerId, candidateId);
        ImmutableArray<Guid> exams = ErasureRecords.ExamsOf(transaction, providerId, candidateId);
        if (candidate is null && exams.IsEmpty)
        {
            return null;
        }

        (int erased, int kept) = candidate is null ? (0, 0) : EraseCards(transaction, candidate, role, now);
        if (candidate is not null)
        {
            EnrolmentRecords.DeleteOf(transaction, candidate.Key);
            CandidateRecords.Delete(transaction, candidate.Key);
        }

        foreach (Guid examId in exams)
        {
            ErasureRecords.Pseudonymize(transaction, examId, actor, now);
        }

        ErasureRecords.RemoveFromEvents(transaction, providerId, candidateId);
        AuditRecords.Append(
            transaction,
            now,
            actor,
            "candidate.erased",
            $"erasure:{Guid.NewGuid()}",
            ("provider", providerId),
            ("exams", $"{exams.Length}"),
            ("cardsErased", $"{erased}"),
            ("cardsKept", $"{kept}"));
        return new ErasureResponse(exams.Length, erased, kept);
    }

    /// <summary>Takes the holder off a card.</summary>
    public static void EraseHolder(DbTransaction transaction, string number, string role, DateTimeOffset now)
    {
        CardRecords.Add(transaction, number, new CardEvent(CardEventKind.Erased, "The data of the holder were erased.", role, now));
        CardRecords.EraseHolder(transaction, number);
    }

    private (int Erased, int Kept) EraseCards(DbTransaction transaction, StoredCandidate candidate, string role, DateTimeOffset now)
    {
        int erased = 0, kept = 0;
        foreach (Card card in CardRecords.OfCandidate(transaction, candidate.Key))
        {
            if (programmes.Require(transaction, card.ProgrammeId).CardsAfterErasure == CardsAfterErasure.Keep
                && card.ExpiresOn >= CardOffice.Today(now))
            {
                kept++;
                continue;
            }

            EraseHolder(transaction, card.Number, role, now);
            erased++;
        }

        return (erased, kept);
    }
}
