using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using System.Text.Json.Nodes;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Programmes;
using Pals.Exam.Api.Security;
using Pals.Exam.ItemBank.Audit;
using Pals.Exam.ItemBank.Cards;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Programmes;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Cards;

/// <summary>
/// Issues cards, revokes them and puts others in their place. A card is issued in the very transaction in which the last thing that it needs
/// happens, the end of the exam or the attestation of the course, together with the event that tells of it: no crash comes between.
/// </summary>
internal sealed class CardOffice(ProgrammeCatalog programmes)
{
    /// <summary>How the events of a card name what an administrator did.</summary>
    public const string Administrator = "administrator";

    /// <summary>How the events of a card name what its provider did.</summary>
    public const string Provider = "provider";

    /// <summary>To be called in the transaction that ends an exam.</summary>
    public void ExamEnded(DbTransaction transaction, StoredExam exam)
    {
        if (exam is not { Purpose: ExamPurpose.Certification, ProviderId: { } providerId, EndedAt: { } now })
        {
            return;
        }

        // The candidate's name is read anew: it may have been erased since the exam was last read.
        StoredEnrolment? enrolment = EnrolmentRecords.OfExam(transaction, exam.ExamId);
        WebhookOutbox.Add(
            transaction,
            providerId,
            WebhookOutbox.ExamCompleted,
            new JsonObject
            {
                ["examId"] = exam.ExamId.ToString(),
                ["candidateId"] = ExamRecords.FindOwner(transaction, exam.ExamId)!.CandidateId,
                ["enrolmentId"] = enrolment?.EnrolmentId.ToString(),
                ["status"] = Words.Of(exam.Status),
            },
            now);
        if (enrolment is not null)
        {
            IssueIfDue(transaction, enrolment, now);
        }
    }

    /// <summary>Issues the card of an enrolment whose exam is passed and whose course is complete, unless it has one.</summary>
    public Card? IssueIfDue(DbTransaction transaction, StoredEnrolment enrolment, DateTimeOffset now)
    {
        // Exam and course may be done on two nodes at once: the later one must see the other.
        SqlDialect.Of(transaction).Serialize(transaction, $"enrolment {enrolment.EnrolmentId}");
        Guid? examId = CardIssue.DueFor(
            enrolment.Kind,
            CompletionRecords.Find(transaction, enrolment.EnrolmentId) is not null,
            EnrolmentRecords.Attempts(transaction, enrolment.EnrolmentId));
        if (examId is null || CardRecords.OfEnrolment(transaction, enrolment.EnrolmentId) is not null)
        {
            return null;
        }

        StoredCandidate candidate = CandidateRecords.Find(transaction, enrolment.CandidateKey)!;
        Programme programme = programmes.Require(transaction, enrolment.ProgrammeId);
        string providerName = ProviderRecords.Find(transaction, enrolment.ProviderId)!.Name;
        Card card = CardIssue.New(
            programme, enrolment, candidate, providerName, examId.Value, Renewable(transaction, enrolment, candidate), now);
        CardRecords.Add(transaction, card);
        Audit(transaction, card, "card.issued", AuditActor.System, now);
        Tell(transaction, WebhookOutbox.CardIssued, card, candidate.CandidateId, now);
        return card;
    }

    /// <summary>The newest card in the place of one, which may be that one itself; null when there is no card of the number.</summary>
    public static Card? Newest(DbTransaction transaction, string number)
    {
        Card? card = CardRecords.Find(transaction, number);
        while (card?.ReissuedAs is { } next)
        {
            card = CardRecords.Find(transaction, next);
        }

        return card;
    }

    /// <summary>The card that an enrolment renews: the one that it names, or for a renewal course the candidate's own latest.</summary>
    public static Card? Renewable(DbTransaction transaction, StoredEnrolment enrolment, StoredCandidate candidate)
    {
        if (enrolment.PreviousCard is { } number)
        {
            return Newest(transaction, number) is { } named && CanBeRenewed(named) ? named : null;
        }

        return enrolment.Kind == EnrolmentKind.Initial ? null : Renewable(transaction, candidate.Key, enrolment.ProgrammeId);
    }

    /// <summary>A candidate's own latest card of a programme that can be renewed, or null.</summary>
    public static Card? Renewable(DbTransaction transaction, Guid candidateKey, string programmeId) =>
        CardRecords.OfCandidate(transaction, candidateKey).FirstOrDefault(card => card.ProgrammeId == programmeId && CanBeRenewed(card));

    /// <summary>Revokes a card that is valid or expired.</summary>
    public static Outcome<Card> Revoke(DbTransaction transaction, Card card, string reason, Caller by, DateTimeOffset now)
    {
        CardStatus status = card.StatusOn(Today(now));
        if (status is CardStatus.Revoked or CardStatus.Reissued or CardStatus.Erased)
        {
            return new Declined(ProblemTypes.CardNotInForce, $"The card is {Words.Of(status)} already.");
        }

        if (!CardRecords.Add(transaction, card.Number, new CardEvent(CardEventKind.Revoked, reason, RoleOf(by), now)))
        {
            return new Declined(ProblemTypes.CardNotInForce, $"The card is {Words.Of(CardStatus.Revoked)} already.");
        }

        Audit(transaction, card, "card.revoked", by.Actor, now);
        Tell(transaction, WebhookOutbox.CardRevoked, card, CandidateId(transaction, card), now);
        return CardRecords.Find(transaction, card.Number)!;
    }

    /// <summary>
    /// Puts a new card in the place of one that was lost, misspelled or wrongly revoked. What an administrator revoked, only an administrator
    /// gives back.
    /// </summary>
    public Outcome<Card> Reissue(DbTransaction transaction, Card old, string reason, string? name, Caller by, DateTimeOffset now)
    {
        if (NotReissuable(old, by.Role == Role.Administrator, Today(now)) is { } reasonNot)
        {
            return new Declined(ProblemTypes.CardNotInForce, reasonNot);
        }

        Card card = CardIssue.InPlaceOf(
            old, programmes.Require(transaction, old.ProgrammeId).Card.Prefix, name ?? old.Holder!.Name, now);
        CardRecords.Add(transaction, card);
        CardRecords.Add(transaction, old.Number, new CardEvent(CardEventKind.Reissued, reason, RoleOf(by), now));
        Audit(transaction, card, "card.reissued", by.Actor, now);
        Tell(transaction, WebhookOutbox.CardIssued, card, CandidateId(transaction, card), now);
        return card;
    }

    /// <summary>Raises the reminder that is due for a card; false when there is none.</summary>
    public bool Remind(DbTransaction transaction, string number, DateTimeOffset now)
    {
        if (CardRecords.Find(transaction, number) is not { } card)
        {
            return false;
        }

        ImmutableArray<int> due = RemindersDue(transaction, card, now);
        if (due.IsEmpty)
        {
            return false;
        }

        int raised = due.Count(days => CardRecords.Remind(transaction, number, days, now));
        if (raised == 0)
        {
            // Another node was faster.
            return false;
        }

        Tell(transaction, WebhookOutbox.CardExpiring, card, CandidateId(transaction, card), now);
        return true;
    }

    /// <summary>
    /// The reminders of a valid card that are due and were not raised. A server that was off for long raises one for all that it missed, and none
    /// after a more urgent one.
    /// </summary>
    public ImmutableArray<int> RemindersDue(DbTransaction transaction, Card card, DateTimeOffset now)
    {
        if (card.RenewedAs is not null || card.StatusOn(Today(now)) != CardStatus.Valid)
        {
            return [];
        }

        int left = card.ExpiresOn.DayNumber - Today(now).DayNumber;
        ImmutableArray<int> raised = CardRecords.Reminders(transaction, card.Number);
        ImmutableArray<int> reached = [.. programmes.Require(transaction, card.ProgrammeId).Renewal.ReminderDays.Where(days => left <= days)];
        return reached.IsEmpty || raised.Contains(reached[^1]) ? [] : [.. reached.Except(raised)];
    }

    public static DateOnly Today(DateTimeOffset now) => DateOnly.FromDateTime(now.UtcDateTime);

    private static string? NotReissuable(Card card, bool isAdministrator, DateOnly today) => card switch
    {
        { ReissuedAs: { } next } => $"The card was reissued already, as {next}.",
        { Holder: null } => "The holder of the card was erased.",
        _ when today > card.ExpiresOn => "The card has expired; it is renewed by a course or an exam.",
        _ when !isAdministrator && card.Event(CardEventKind.Revoked) is { ByRole: Administrator } =>
            "An administrator revoked the card; only an administrator can reissue it.",
        _ => null,
    };

    private static bool CanBeRenewed(Card card) => card is { RenewedAs: null, ReissuedAs: null, Holder: not null } && card.Event(CardEventKind.Revoked) is null;

    private static string? CandidateId(DbTransaction transaction, Card card) =>
        card.Holder is { } holder ? CandidateRecords.Find(transaction, holder.CandidateKey)?.CandidateId : null;

    private static string RoleOf(Caller by) => by.Role == Role.Administrator ? Administrator : Provider;

    private static void Audit(DbTransaction transaction, Card card, string action, string actor, DateTimeOffset now) => AuditRecords.Append(
        transaction,
        now,
        actor,
        action,
        $"card:{card.Number}",
        ("enrolment", card.EnrolmentId.ToString()),
        ("reissues", card.Reissues));

    private static void Tell(DbTransaction transaction, string type, Card card, string? candidateId, DateTimeOffset now) => WebhookOutbox.Add(
        transaction,
        card.ProviderId,
        type,
        new JsonObject
        {
            ["cardNumber"] = card.Number,
            ["candidateId"] = candidateId,
            ["enrolmentId"] = card.EnrolmentId.ToString(),
            ["programmeId"] = card.ProgrammeId,
            ["issuedOn"] = card.IssuedOn.ToString("O", CultureInfo.InvariantCulture),
            ["expiresOn"] = card.ExpiresOn.ToString("O", CultureInfo.InvariantCulture),
        },
        now);
}
