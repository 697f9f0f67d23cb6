using System.Collections.Immutable;
using System.Data.Common;
using Pals.Exam.Api.Exams;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Programmes;
using Pals.Exam.Api.Security;
using Pals.Exam.ItemBank.Programmes;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Enrolments;

/// <summary>
/// The gate before exams. A certification exam of an enrolled candidate is given only when the rules of the programme allow it; a candidate whom
/// the provider has not enrolled in a programme of that exam gets it as before, since such a provider keeps its own path.
/// </summary>
internal sealed class ExamAdmission(ExamDatabase database, ExamRegistrar registrar, ProgrammeCatalog programmes, TimeProvider time)
{
    /// <summary>Makes an exam for a provider's candidate if the rules allow it.</summary>
    public async Task<Outcome<CreatedExam>> Create(NewExam wanted, Guid? enrolmentId)
    {
        if (wanted.Purpose == ExamPurpose.Practice && enrolmentId is null)
        {
            return await Create(wanted);
        }

        Outcome<Found> found = database.Read(
            transaction => Find(transaction, wanted.ProviderId!, wanted.CandidateId!, wanted.Definition, enrolmentId));
        if (found.Declined is { } unknown)
        {
            return unknown;
        }

        if (found.Value!.Enrolment is not { } enrolment || wanted.Purpose == ExamPurpose.Practice)
        {
            return await Create(wanted);
        }

        (Refusal? refusal, ImmutableArray<string> seen) = database.Read(transaction =>
        {
            Programme programme = programmes.Require(transaction, enrolment.ProgrammeId);
            return (
                Check(transaction, enrolment, wanted.Definition),
                programme.Exams.SeenItems == SeenItems.Exclude ? EnrolmentRecords.SeenItems(transaction, enrolment.CandidateKey, programme.Id) : []);
        });
        return refusal is not null
            ? Declined.By(refusal)
            : await Create(wanted with
            {
                Admission = new Admission(
                    seen,
                    transaction => Check(transaction, enrolment, wanted.Definition),
                    (transaction, exam) => EnrolmentRecords.AddExam(
                        transaction, enrolment.EnrolmentId, exam.ExamId, EnrolmentRecords.Attempts(transaction, enrolment.EnrolmentId).Length + 1)),
            });
    }

    private async Task<Outcome<CreatedExam>> Create(NewExam wanted)
    {
        try
        {
            Registration registration = await registrar.Register(wanted);
            return registration switch
            {
                { Exam: { } exam } => new CreatedExam(exam, registration.Token),
                { Problem: { } problem } when problem == ProblemTypes.UnknownGroup =>
                    new Declined(problem, "The exam definition has no group of this name.", "group"),
                { Problem: not null } => new Declined(ProblemTypes.UnknownDefinition, "No exam definition has this name.", "definition"),
                _ => Declined.By(wanted.Admission!.Refusal!),
            };
        }
        catch (DuplicateKeyException)
        {
            return new Declined(ProblemTypes.ExamOpen, "You have an exam open. Please finish that one first.");
        }
    }

    private Refusal? Check(DbTransaction transaction, StoredEnrolment enrolment, string definition)
    {
        DateTimeOffset now = time.GetUtcNow();
        Programme programme = programmes.Require(transaction, enrolment.ProgrammeId);
        return ExamRule.Check(programme, EnrolmentDesk.Standing(transaction, enrolment, programme, now), definition, now);
    }

    private Outcome<Found> Find(DbTransaction transaction, string providerId, string candidateId, string definition, Guid? enrolmentId)
    {
        StoredCandidate? candidate = CandidateRecords.Find(transaction, providerId, candidateId);
        if (enrolmentId is { } id)
        {
            return candidate is not null && EnrolmentRecords.Find(transaction, id) is { } named && named.CandidateKey == candidate.Key
                ? new Found(named)
                : new Declined(ProblemTypes.EnrolmentNotFound, "The candidate has no such enrolment with the provider.", "enrolmentId");
        }

        if (candidate is null)
        {
            return new Found(null);
        }

        // The newest that still leads to a card; when all have led to one, the newest, whose rules say so.
        StoredEnrolment[] enrolments =
        [
            .. EnrolmentRecords.OfCandidate(transaction, candidate.Key).Reverse()
                .Where(enrolment => programmes.Require(transaction, enrolment.ProgrammeId).Exams.Definitions.Contains(definition)),
        ];
        return new Found(
            enrolments.FirstOrDefault(enrolment => CardRecords.OfEnrolment(transaction, enrolment.EnrolmentId) is null)
            ?? enrolments.FirstOrDefault());
    }

    private sealed record Found(StoredEnrolment? Enrolment);
}

/// <summary>An exam as it was made, with the token that opens it.</summary>
internal sealed record CreatedExam(StoredExam Exam, string Token);
