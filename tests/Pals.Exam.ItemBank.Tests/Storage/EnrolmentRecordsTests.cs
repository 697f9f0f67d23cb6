using System.Data.Common;
using Pals.Exam.ItemBank.Programmes;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Tests.Storage;

public sealed class EnrolmentRecordsOnSqliteTests() : EnrolmentRecordsTests(DatabaseProvider.Sqlite);

public sealed class EnrolmentRecordsOnSqlServerTests() : EnrolmentRecordsTests(DatabaseProvider.SqlServer);

/// <summary>Enrolments, their exams and completions, the same on every database.</summary>
public abstract class EnrolmentRecordsTests(DatabaseProvider provider)
{
    private static readonly DateTimeOffset Noon = TemporaryDatabase.Noon;

    [Fact]
    public async Task Find_ByIdCourseOrExam_GivesTheEnrolmentAsStored()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        (StoredCandidate candidate, StoredEnrolment bare) = await PathSample.Enrolled(temporary);
        Course course = PathSample.Course();
        StoredEnrolment full = PathSample.Enrolment(candidate, course) with { PreviousCard = "PALS-Ä", CreatedAt = Noon.AddHours(1) };
        StoredExam exam = await PathSample.Exam(temporary);
        await temporary.Write(t =>
        {
            CourseRecords.Add(t, course, Noon);
            EnrolmentRecords.Add(t, full);
            EnrolmentRecords.AddExam(t, full.EnrolmentId, exam.ExamId, 1);
        });

        Assert.Equal(full, temporary.Read(t => EnrolmentRecords.Find(t, full.EnrolmentId)));
        Assert.Equal(bare, temporary.Read(t => EnrolmentRecords.Find(t, bare.EnrolmentId)));
        Assert.Equal(full, temporary.Read(t => EnrolmentRecords.Find(t, candidate.Key, course.CourseId)));
        Assert.Equal(full, temporary.Read(t => EnrolmentRecords.OfExam(t, exam.ExamId)));
        Assert.Equal([bare, full], temporary.Read(t => EnrolmentRecords.OfCandidate(t, candidate.Key)));
        Assert.Null(temporary.Read(t => EnrolmentRecords.Find(t, Guid.NewGuid())));
        Assert.Null(temporary.Read(t => EnrolmentRecords.Find(t, candidate.Key, "autumn")));
        Assert.Null(temporary.Read(t => EnrolmentRecords.OfExam(t, Guid.NewGuid())));
    }

    [Fact]
    public async Task Add_SecondOfACourse_IsRefusedAndSecondWithoutOneIsNot()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        (StoredCandidate candidate, _) = await PathSample.Enrolled(temporary);
        Course course = PathSample.Course();
        await temporary.Write(t =>
        {
            CourseRecords.Add(t, course, Noon);
            EnrolmentRecords.Add(t, PathSample.Enrolment(candidate, course));
        });

        await Assert.ThrowsAsync<DuplicateKeyException>(
            () => temporary.Write(t => EnrolmentRecords.Add(t, PathSample.Enrolment(candidate, course))));
        await temporary.Write(t => EnrolmentRecords.Add(t, PathSample.Enrolment(candidate)));

        Assert.Equal(3, temporary.Read(t => EnrolmentRecords.OfCandidate(t, candidate.Key)).Length);
    }

    [Fact]
    public async Task Add_CourseOfAnotherProvider_IsRefusedByTheDatabase()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        (StoredCandidate candidate, _) = await PathSample.Enrolled(temporary);
        Course theirs = PathSample.Course(provider: PathSample.OtherProvider);
        await temporary.Write(t => CourseRecords.Add(t, theirs, Noon));

        await Assert.ThrowsAnyAsync<DbException>(() => temporary.Write(t => EnrolmentRecords.Add(t, PathSample.Enrolment(candidate, theirs))));
    }

    [Fact]
    public async Task List_PageByPage_GivesTheProvidersEnrolmentsOrThoseOfACourse()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        Course course = PathSample.Course();
        StoredCandidate[] candidates = [.. Enumerable.Range(0, 5).Select(i => PathSample.Candidate($"nurse {i}"))];
        StoredEnrolment[] enrolments = [.. candidates.Select((candidate, i) => PathSample.Enrolment(candidate, i % 2 == 0 ? course : null))];
        await temporary.Write(t =>
        {
            CourseRecords.Add(t, course, Noon);
            for (int i = 0; i < candidates.Length; i++)
            {
                CandidateRecords.Add(t, candidates[i], Noon);
                EnrolmentRecords.Add(t, enrolments[i]);
            }
        });
        await PathSample.Enrolled(temporary, provider: PathSample.OtherProvider);

        StoredEnrolment[] inOrder = [.. enrolments.OrderBy(enrolment => $"{enrolment.EnrolmentId}", StringComparer.Ordinal)];
        Assert.Equal(inOrder[..3], temporary.Read(t => EnrolmentRecords.List(t, PathSample.Provider, null, null, 3)));
        Assert.Equal(inOrder[3..], temporary.Read(t => EnrolmentRecords.List(t, PathSample.Provider, null, inOrder[2].EnrolmentId, 3)));
        Assert.Equal(
            inOrder.Where(enrolment => enrolment.CourseId is not null),
            temporary.Read(t => EnrolmentRecords.List(t, PathSample.Provider, course.CourseId, null, 10)));
        Assert.Single(temporary.Read(t => EnrolmentRecords.List(t, PathSample.OtherProvider, null, null, 10)));
    }

    [Fact]
    public async Task Attempts_OpenAndEndedExams_AreInTheirOrder()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        (_, StoredEnrolment enrolment) = await PathSample.Enrolled(temporary);
        StoredExam first = await PathSample.Exam(temporary);
        StoredExam second = await PathSample.Exam(temporary);
        await PathSample.End(temporary, first, Noon.AddHours(1), StoredExamStatus.Failed);
        await temporary.Write(t =>
        {
            EnrolmentRecords.AddExam(t, enrolment.EnrolmentId, second.ExamId, 2);
            EnrolmentRecords.AddExam(t, enrolment.EnrolmentId, first.ExamId, 1);
        });

        Assert.Equal(
            [
                new ExamAttempt(first.ExamId, StoredExamStatus.Failed, Noon.AddHours(1)),
                new ExamAttempt(second.ExamId, StoredExamStatus.InProgress, null),
            ],
            temporary.Read(t => EnrolmentRecords.Attempts(t, enrolment.EnrolmentId)));
    }

    [Fact]
    public async Task AddExam_SameAttemptOnTwoNodes_OneIsStored()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        await using ExamDatabase other = temporary.Open();
        (_, StoredEnrolment enrolment) = await PathSample.Enrolled(temporary);
        StoredExam[] exams = [await PathSample.Exam(temporary), await PathSample.Exam(temporary)];

        Task[] both =
        [
            temporary.Write(t => EnrolmentRecords.AddExam(t, enrolment.EnrolmentId, exams[0].ExamId, 1)),
            other.Write(t => EnrolmentRecords.AddExam(t, enrolment.EnrolmentId, exams[1].ExamId, 1), TestContext.Current.CancellationToken),
        ];
        await Assert.ThrowsAsync<DuplicateKeyException>(() => Task.WhenAll(both));

        Assert.Equal(1, both.Count(one => one.IsCompletedSuccessfully));
        Assert.Single(temporary.Read(t => EnrolmentRecords.Attempts(t, enrolment.EnrolmentId)));
    }

    [Fact]
    public async Task SeenItems_SeveralExams_AreThoseOfTheProgrammeTheLatestFirst()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        (StoredCandidate candidate, StoredEnrolment enrolment) = await PathSample.Enrolled(temporary);
        StoredExam first = await PathSample.Exam(temporary);
        StoredExam second = await PathSample.Exam(temporary);
        StoredExam practice = await PathSample.Exam(temporary, purpose: ExamPurpose.Practice);
        await temporary.Write(t =>
        {
            EnrolmentRecords.AddExam(t, enrolment.EnrolmentId, first.ExamId, 1);
            EnrolmentRecords.AddExam(t, enrolment.EnrolmentId, second.ExamId, 2);
            Present(t, first, 2, "ITEM-2", Noon.AddMinutes(1));
            Present(t, second, 2, "ITEM-Ä", Noon.AddMinutes(2));
            Present(t, practice, 2, "ITEM-9", Noon.AddMinutes(3));
        });

        Assert.Equal(["ITEM-Ä", "ITEM-2", "ITEM-1"], temporary.Read(t => EnrolmentRecords.SeenItems(t, candidate.Key, PathSample.Programme)));
        Assert.Empty(temporary.Read(t => EnrolmentRecords.SeenItems(t, candidate.Key, "nrp")));
    }

    [Fact]
    public async Task Completion_Corrected_IsThatOfTheLastRevisionToTheLastBit()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        (_, StoredEnrolment enrolment) = await PathSample.Enrolled(temporary);
        Assert.Null(temporary.Read(t => CompletionRecords.Find(t, enrolment.EnrolmentId)));
        var first = new Completion(7, PathSample.Day, [new("CPR", "Dr. Müller", PathSample.Day)]);
        var corrected = new Completion(
            22 / 3.0, PathSample.Day.AddDays(1), [new("Überwachung", "李", PathSample.Day), new("CPR", "Dr. Müller", PathSample.Day.AddDays(1))]);

        await temporary.Write(t => CompletionRecords.Add(t, enrolment.EnrolmentId, first, "provider:1", Noon));
        await temporary.Write(t => CompletionRecords.Add(t, enrolment.EnrolmentId, corrected, "provider:2", Noon.AddHours(1)));
        Assert.Equal(PathSample.Written(corrected), PathSample.Written(temporary.Read(t => CompletionRecords.Find(t, enrolment.EnrolmentId))));

        await temporary.Write(t => CompletionRecords.Add(t, enrolment.EnrolmentId, first with { Skills = [] }, "provider:2", Noon.AddHours(2)));
        Assert.Equal(
            PathSample.Written(first with { Skills = [] }), PathSample.Written(temporary.Read(t => CompletionRecords.Find(t, enrolment.EnrolmentId))));
    }

    [Fact]
    public async Task DeleteOf_CandidateWithACompletionAndAnExam_TakesTheirsOnlyAndLeavesTheExam()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        (StoredCandidate candidate, StoredEnrolment enrolment) = await PathSample.Enrolled(temporary);
        (StoredCandidate stays, StoredEnrolment staying) = await PathSample.Enrolled(temporary, "nurse 18");
        StoredExam exam = await PathSample.Exam(temporary);
        var completion = new Completion(7, PathSample.Day, [new("CPR", "Dr. Müller", PathSample.Day)]);
        await temporary.Write(t =>
        {
            EnrolmentRecords.AddExam(t, enrolment.EnrolmentId, exam.ExamId, 1);
            CompletionRecords.Add(t, enrolment.EnrolmentId, completion, "provider:1", Noon);
            CompletionRecords.Add(t, staying.EnrolmentId, completion, "provider:1", Noon);
        });

        await temporary.Write(t => EnrolmentRecords.DeleteOf(t, candidate.Key));

        Assert.Empty(temporary.Read(t => EnrolmentRecords.OfCandidate(t, candidate.Key)));
        Assert.Null(temporary.Read(t => CompletionRecords.Find(t, enrolment.EnrolmentId)));
        Assert.Null(temporary.Read(t => EnrolmentRecords.OfExam(t, exam.ExamId)));
        Assert.NotNull(temporary.Find(exam.ExamId));
        Assert.Single(temporary.Read(t => EnrolmentRecords.OfCandidate(t, stays.Key)));
        Assert.NotNull(temporary.Read(t => CompletionRecords.Find(t, staying.EnrolmentId)));
    }

    private static void Present(DbTransaction transaction, StoredExam exam, int position, string item, DateTimeOffset at) =>
        ExamRecords.Present(transaction, exam.ExamId, new AdministeredItem { Position = position, ItemId = item, PresentedAt = at });
}
