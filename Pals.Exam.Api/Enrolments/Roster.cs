using System.Collections.Immutable;
using System.Data.Common;
using Pals.Exam.Api.Programmes;
using Pals.Exam.ItemBank.Cards;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Programmes;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Enrolments;

/// <summary>Shows where enrolments stand: derived from what is stored, whenever it is asked for.</summary>
internal sealed class Roster(ProgrammeCatalog programmes)
{
    private const string Certified = "certified";
    private const string ExamDue = "exam-due";

    public EnrolmentResponse Of(DbTransaction transaction, StoredEnrolment enrolment, DateTimeOffset now)
    {
        Programme programme = programmes.Require(transaction, enrolment.ProgrammeId);
        StoredCandidate candidate = CandidateRecords.Find(transaction, enrolment.CandidateKey)!;
        EnrolmentStanding standing = EnrolmentDesk.Standing(transaction, enrolment, programme, now);
        Completion? completion = CompletionRecords.Find(transaction, enrolment.EnrolmentId);
        Card? card = CardRecords.OfEnrolment(transaction, enrolment.EnrolmentId);
        Refusal? refusal = card is null ? ExamRule.Check(programme, standing, programme.Exams.Definitions[0], now) : null;
        return new EnrolmentResponse
        {
            EnrolmentId = enrolment.EnrolmentId,
            CandidateId = candidate.CandidateId,
            Name = candidate.Name,
            ProgrammeId = programme.Id,
            Kind = Words.Of(enrolment.Kind),
            CourseId = enrolment.CourseId,
            PreviousCard = enrolment.PreviousCard,
            State = card is null ? State(refusal) : Certified,
            Detail = refusal?.Sentence,
            Reason = refusal is null ? null : Words.Of(refusal.Kind),
            NextAttempt = card is null && (refusal?.NotBefore ?? (refusal is null ? now : null)) is { } next ? next.UtcDateTime : null,
            Completion = completion is null ? null : Response(completion),
            Attempts = [.. standing.Attempts.Select(attempt => new AttemptResponse(attempt.ExamId, Words.Of(attempt.Status), attempt.EndedAt?.UtcDateTime))],
            CardNumber = card?.Number,
        };
    }

    /// <summary>What was attested, for responses.</summary>
    public static CompletionResponse Response(Completion completion) => new(
        completion.Hours,
        completion.CompletedOn,
        [.. completion.Skills.Select(skill => new SkillResponse(skill.Skill, skill.Assessor, skill.AssessedOn))]);

    private static string State(Refusal? refusal) => refusal?.Kind switch
    {
        null => ExamDue,
        RefusalKind.CourseIncomplete => "course-incomplete",
        RefusalKind.ExamOpen => "exam-open",
        RefusalKind.ExamAlreadyPassed => "passed",
        RefusalKind.RetakeTooEarly => "retake-later",
        _ => "closed",
    };
}
