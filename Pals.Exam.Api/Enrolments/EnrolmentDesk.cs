using System.Collections.Immutable;
using System.Data.Common;
using Pals.Exam.Api.Cards;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Programmes;
using Pals.Exam.ItemBank.Cards;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Programmes;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Enrolments;

/// <summary>What a course provider does for its candidates, one at a time or by a table: all in the caller's transaction.</summary>
internal sealed class EnrolmentDesk(ProgrammeCatalog programmes, CardOffice cards)
{
    /// <summary>Adds a candidate or changes what is known of one.</summary>
    public Outcome<CandidateChange> Put(
        DbTransaction transaction, string providerId, string candidateId, CandidateDetails details, string actor, DateTimeOffset now)
    {
        if (!programmes.All(transaction).Any(programme => programme.Professions.Contains(details.Profession)))
        {
            string all = string.Join(", ", programmes.All(transaction).SelectMany(programme => programme.Professions).Distinct());
            return Declined.Invalid("profession", $"profession must be one of {all}.");
        }

        if (CandidateRecords.Find(transaction, providerId, candidateId) is { } known)
        {
            StoredCandidate changed = known with { Name = details.Name, Email = details.Email, Profession = details.Profession };
            if (changed != known)
            {
                CandidateRecords.Change(transaction, changed);
                Audit(transaction, "candidate.changed", changed, actor, now);
            }

            return new CandidateChange(changed, IsNew: false, IsChanged: changed != known);
        }

        var added = new StoredCandidate(Ids.New(now), providerId, candidateId, details.Name, details.Email, details.Profession);
        CandidateRecords.Add(transaction, added, now);
        Audit(transaction, "candidate.added", added, actor, now);
        return new CandidateChange(added, IsNew: true, IsChanged: false);
    }

    /// <summary>Enrols a candidate in a course.</summary>
    public Outcome<StoredEnrolment> Enrol(
        DbTransaction transaction, StoredCandidate candidate, Course course, string? previousCard, string actor, DateTimeOffset now)
    {
        if (previousCard is not null && course.Kind == CourseKind.Initial)
        {
            return Declined.Invalid("previousCard", "An initial course renews no card; leave previousCard out.");
        }

        Programme programme = programmes.Require(transaction, course.ProgrammeId);
        if (Admits(programme, candidate) is { } refusal)
        {
            return refusal;
        }

        if (EnrolmentRecords.Find(transaction, candidate.Key, course.CourseId) is not null)
        {
            return new Declined(ProblemTypes.EnrolmentExists, "The candidate is enrolled in this course already.", "courseId");
        }

        Card? previous = null;
        if (previousCard is not null)
        {
            Outcome<Card> found = Named(transaction, programme, previousCard);
            if (found.Declined is { } declined)
            {
                return declined;
            }

            previous = found.Value;
        }

        return Add(
            transaction,
            candidate,
            programme,
            course.Kind == CourseKind.Initial ? EnrolmentKind.Initial : EnrolmentKind.Renewal,
            course.CourseId,
            previous,
            actor,
            now);
    }

    /// <summary>Enrols a candidate for an exam alone that renews a card: the one named, or the candidate's own latest.</summary>
    public static Outcome<StoredEnrolment> EnrolForRecertification(
        DbTransaction transaction, StoredCandidate candidate, Programme programme, string? previousCard, string actor, DateTimeOffset now)
    {
        if (Admits(programme, candidate) is { } notAdmitted)
        {
            return notAdmitted;
        }

        Card? previous;
        if (previousCard is null)
        {
            previous = CardOffice.Renewable(transaction, candidate.Key, programme.Id);
        }
        else
        {
            Outcome<Card> found = Named(transaction, programme, previousCard);
            if (found.Declined is { } declined)
            {
                return declined;
            }

            previous = found.Value;
        }

        if (RenewalRule.CheckRecertification(programme, previous?.ExpiresOn, CardOffice.Today(now)) is { } refusal)
        {
            return Declined.By(refusal, "previousCard");
        }

        bool isEnrolled = EnrolmentRecords.OfCandidate(transaction, candidate.Key).Any(other =>
            other.Kind == EnrolmentKind.Recertification && other.PreviousCard == previous!.Number
            && CardRecords.OfEnrolment(transaction, other.EnrolmentId) is null);
        return isEnrolled
            ? new Declined(ProblemTypes.EnrolmentExists, "The candidate is enrolled to renew this card already.", "previousCard")
            : Add(transaction, candidate, programme, EnrolmentKind.Recertification, null, previous, actor, now);
    }

    /// <summary>
    /// Stores what a provider attests of a course, and issues the card when the exam is passed already. The same again changes nothing; something
    /// else is a correction, until a card rests on it.
    /// </summary>
    public Declined? Attest(
        DbTransaction transaction, StoredEnrolment enrolment, Completion completion, string actor, DateTimeOffset now)
    {
        if (enrolment.CourseId is null)
        {
            return Declined.Invalid("enrolmentId", "A recertification has no course that could be completed.");
        }

        Programme programme = programmes.Require(transaction, enrolment.ProgrammeId);
        Course course = CourseRecords.Find(transaction, enrolment.ProviderId, enrolment.CourseId)!;
        DateOnly today = CardOffice.Today(now);
        if (CourseRule.Check(course, completion, today) is { } refusal)
        {
            return Declined.By(refusal);
        }

        if (!Accreditation.Suffices(programme, AccreditationRecords.Of(transaction, enrolment.ProviderId), today))
        {
            return Declined.By(Accreditation.Refusal(programme));
        }

        Completion? before = CompletionRecords.Find(transaction, enrolment.EnrolmentId);
        if (before is not null && before.Hours == completion.Hours && before.CompletedOn == completion.CompletedOn
            && before.Skills.SequenceEqual(completion.Skills))
        {
            return null;
        }

        if (before is not null && CardRecords.OfEnrolment(transaction, enrolment.EnrolmentId) is not null)
        {
            return new Declined(ProblemTypes.CardIssued, "A card was issued on this completion. Revoke the card before you correct what it rests on.");
        }

        CompletionRecords.Add(transaction, enrolment.EnrolmentId, completion, actor, now);
        AuditRecords.Append(transaction, now, actor, "completion.attested", $"enrolment:{enrolment.EnrolmentId}", ("course", course.CourseId));
        cards.IssueIfDue(transaction, enrolment, now);
        return null;
    }

    /// <summary>Where an enrolment stands under the rules of its programme.</summary>
    public static EnrolmentStanding Standing(DbTransaction transaction, StoredEnrolment enrolment, Programme programme, DateTimeOffset now) => new()
    {
        Kind = enrolment.Kind,
        IsAccredited = Accreditation.Suffices(programme, AccreditationRecords.Of(transaction, enrolment.ProviderId), CardOffice.Today(now)),
        CompletedOn = CompletionRecords.Find(transaction, enrolment.EnrolmentId)?.CompletedOn,
        PreviousCardExpiresOn = enrolment.PreviousCard is { } number ? CardOffice.Newest(transaction, number)?.ExpiresOn : null,
        Attempts = EnrolmentRecords.Attempts(transaction, enrolment.EnrolmentId),
    };

    private static Declined? Admits(Programme programme, StoredCandidate candidate) => programme.Professions.Contains(candidate.Profession)
        ? null
        : Declined.By(new Refusal(
            RefusalKind.ProfessionNotAdmitted,
            $"{programme.Name} has no profession '{candidate.Profession}'; it has {string.Join(", ", programme.Professions)}."));

    private static Outcome<Card> Named(DbTransaction transaction, Programme programme, string number)
    {
        Card? card = CardNumber.Normalize(number) is { } normalized ? CardOffice.Newest(transaction, normalized) : null;
        return card is { RenewedAs: null, Holder: not null } && card.ProgrammeId == programme.Id && card.Event(CardEventKind.Revoked) is null
            ? card
            : new Declined(
                ProblemTypes.UnknownCard, $"No card of {programme.Name} that can be renewed has this number. Please check it symbol by symbol.", "previousCard");
    }

    private static StoredEnrolment Add(
        DbTransaction transaction,
        StoredCandidate candidate,
        Programme programme,
        EnrolmentKind kind,
        string? courseId,
        Card? previous,
        string actor,
        DateTimeOffset now)
    {
        var enrolment = new StoredEnrolment
        {
            EnrolmentId = Ids.New(now),
            ProviderId = candidate.ProviderId,
            CandidateKey = candidate.Key,
            ProgrammeId = programme.Id,
            Kind = kind,
            CourseId = courseId,
            PreviousCard = previous?.Number,
            CreatedAt = now,
        };
        EnrolmentRecords.Add(transaction, enrolment);
        AuditRecords.Append(
            transaction,
            now,
            actor,
            "enrolment.made",
            $"enrolment:{enrolment.EnrolmentId}",
            ("kind", Words.Of(kind)),
            ("course", courseId),
            ("previousCard", previous?.Number));
        return enrolment;
    }

    /// <summary>The key of a candidate leads to nobody once the candidate is erased; the provider's own name would.</summary>
    private static void Audit(DbTransaction transaction, string action, StoredCandidate candidate, string actor, DateTimeOffset now) =>
        AuditRecords.Append(transaction, now, actor, action, $"candidate:{candidate.Key}", ("provider", candidate.ProviderId));
}

/// <summary>What a provider says of a candidate.</summary>
internal sealed record CandidateDetails(string Name, string? Email, string Profession)
{
    /// <summary>What is wrong with a field; null when nothing is.</summary>
    public Declined? Check() => Fields.Name(Name) ?? Fields.Email(Email) ?? Fields.Text("profession", Profession);
}

/// <summary>A candidate as stored, and what became of the row.</summary>
internal sealed record CandidateChange(StoredCandidate Candidate, bool IsNew, bool IsChanged);
