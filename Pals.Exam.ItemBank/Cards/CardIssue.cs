using System.Collections.Immutable;
using Pals.Exam.ItemBank.Programmes;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Cards;

/// <summary>When a card is due and what it says.</summary>
public static class CardIssue
{
    /// <summary>The exam that a card is due for, when exam and course are both done; null when something is missing.</summary>
    public static Guid? DueFor(EnrolmentKind kind, bool isCourseComplete, ImmutableArray<ExamAttempt> attempts) =>
        (isCourseComplete || kind == EnrolmentKind.Recertification)
        && attempts.FirstOrDefault(attempt => attempt.Status == StoredExamStatus.Passed) is { } passed
            ? passed.ExamId
            : null;

    /// <summary>A new card for an enrolment.</summary>
    public static Card New(
        Programme programme, StoredEnrolment enrolment, StoredCandidate candidate, string providerName, Guid examId, Card? previous, DateTimeOffset now)
    {
        CardPeriod period = RenewalRule.Period(programme, DateOnly.FromDateTime(now.UtcDateTime), previous?.ExpiresOn);
        return new Card
        {
            Number = CardNumber.New(programme.Card.Prefix),
            ProgrammeId = programme.Id,
            Title = programme.Card.Title,
            ProviderId = enrolment.ProviderId,
            ProviderName = providerName,
            EnrolmentId = enrolment.EnrolmentId,
            ExamId = examId,
            IssuedOn = period.IssuedOn,
            ExpiresOn = period.ExpiresOn,
            Renews = previous?.Number,
            Holder = new CardHolder(Guid.NewGuid(), candidate.Key, candidate.Name),
            CreatedAt = now,
        };
    }

    /// <summary>A card in the place of another: a new number, the same period and the same achievement.</summary>
    public static Card InPlaceOf(Card old, string prefix, string name, DateTimeOffset now) => old with
    {
        Number = CardNumber.New(prefix),
        Reissues = old.Number,
        ReissuedAs = null,
        RenewedAs = null,
        Holder = new CardHolder(Guid.NewGuid(), old.Holder!.CandidateKey, name),
        Events = [],
        CreatedAt = now,
    };
}
