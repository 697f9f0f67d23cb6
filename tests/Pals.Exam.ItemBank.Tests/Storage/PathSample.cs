using System.Data.Common;
using System.Text.Json;
using Pals.Exam.ItemBank.Cards;
using Pals.Exam.ItemBank.Programmes;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Tests.Storage;

/// <summary>What is stored on the way from a course provider to a card, for tests of its records.</summary>
internal static class PathSample
{
    public const string Provider = "heart-centre";
    public const string OtherProvider = "north";
    public const string Programme = "pals";
    public const string Name = "Zoë Ångström 李小龙 🫀";

    public static readonly DateOnly Day = new(2026, 1, 15);

    private static readonly DateTimeOffset Noon = TemporaryDatabase.Noon;

    /// <summary>A database with two course providers.</summary>
    public static async Task<TemporaryDatabase> Database(DatabaseProvider provider)
    {
        TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        await temporary.Write(t =>
        {
            ProviderRecords.Add(t, Provider, "Heart Centre", Noon);
            ProviderRecords.Add(t, OtherProvider, "Nord für Herz", Noon);
        });
        return temporary;
    }

    public static StoredCandidate Candidate(string candidateId = "nurse 17", string provider = Provider) =>
        new(Guid.NewGuid(), provider, candidateId, Name, "zoë@example.org", "registered nurse");

    public static Course Course(string courseId = "spring", string provider = Provider) => new()
    {
        ProviderId = provider,
        CourseId = courseId,
        ProgrammeId = Programme,
        Title = "PALS im Frühling; 'in person'",
        Format = CourseFormat.InPerson,
        Kind = CourseKind.Renewal,
        Hours = 7 + (1 / 3.0),
        Skills = ["Überwachung", "airway", "CPR"],
        StartsOn = Day,
        EndsOn = Day.AddDays(1),
    };

    public static StoredEnrolment Enrolment(StoredCandidate candidate, Course? course = null) => new()
    {
        EnrolmentId = Guid.CreateVersion7(),
        ProviderId = candidate.ProviderId,
        CandidateKey = candidate.Key,
        ProgrammeId = Programme,
        Kind = course is null ? EnrolmentKind.Recertification : EnrolmentKind.Renewal,
        CourseId = course?.CourseId,
        CreatedAt = Noon,
    };

    public static Card Card(string number, StoredEnrolment enrolment, DateOnly? expiresOn = null) => new()
    {
        Number = number,
        ProgrammeId = enrolment.ProgrammeId,
        Title = "Pediatric Advanced Life Support – Anbieter",
        ProviderId = enrolment.ProviderId,
        ProviderName = "Heart Centre",
        EnrolmentId = enrolment.EnrolmentId,
        ExamId = Guid.NewGuid(),
        IssuedOn = Day,
        ExpiresOn = expiresOn ?? Day.AddYears(2),
        Holder = new CardHolder(Guid.NewGuid(), enrolment.CandidateKey, Name),
        CreatedAt = Noon,
    };

    /// <summary>Stores a candidate of a provider with an enrolment by exam alone.</summary>
    public static async Task<(StoredCandidate Candidate, StoredEnrolment Enrolment)> Enrolled(
        TemporaryDatabase temporary, string candidateId = "nurse 17", string provider = Provider)
    {
        StoredCandidate candidate = Candidate(candidateId, provider);
        StoredEnrolment enrolment = Enrolment(candidate);
        await temporary.Write(t =>
        {
            CandidateRecords.Add(t, candidate, Noon);
            EnrolmentRecords.Add(t, enrolment);
        });
        return (candidate, enrolment);
    }

    /// <summary>Stores a certification exam of a candidate that shows its first item.</summary>
    public static async Task<StoredExam> Exam(
        TemporaryDatabase temporary, string candidateId = "nurse 17", string provider = Provider, ExamPurpose purpose = ExamPurpose.Certification)
    {
        StoredExam exam = TemporaryDatabase.NewExam(purpose) with { ProviderId = provider, CandidateId = candidateId };
        await temporary.Write(t =>
        {
            ExamRecords.Add(t, exam);
            ExamRecords.Present(t, exam.ExamId, new AdministeredItem { Position = 1, ItemId = "ITEM-1", PresentedAt = Noon });
        });
        return exam;
    }

    /// <summary>Ends an exam, none of whose items is answered.</summary>
    public static Task End(TemporaryDatabase temporary, StoredExam exam, DateTimeOffset at, StoredExamStatus status = StoredExamStatus.Passed) =>
        temporary.Write(t => Assert.True(ExamRecords.End(t, exam.ExamId, 0, status, false, at)));

    /// <summary>All that a record holds, in its order; records with arrays are not equal by themselves.</summary>
    public static string Written<T>(T record) => JsonSerializer.Serialize(record);

    /// <summary>A query.</summary>
    public static T Read<T>(this TemporaryDatabase temporary, Func<DbTransaction, T> query) => temporary.Database.Read(query);
}
