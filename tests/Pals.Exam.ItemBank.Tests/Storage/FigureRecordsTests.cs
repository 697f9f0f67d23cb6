using Pals.Exam.ItemBank.Programmes;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Tests.Storage;

public sealed class FigureRecordsOnSqliteTests() : FigureRecordsTests(DatabaseProvider.Sqlite);

public sealed class FigureRecordsOnSqlServerTests() : FigureRecordsTests(DatabaseProvider.SqlServer);

/// <summary>What is read of many exams at once: responses, usage, results of a course; the same on every database.</summary>
public abstract class FigureRecordsTests(DatabaseProvider provider)
{
    private static readonly DateTimeOffset Noon = TemporaryDatabase.Noon;

    [Fact]
    public async Task Page_ExamsOfEveryKind_GivesAnswersOfThoseThatWereAskedForPageByPage()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        StoredExam[] ours = [.. await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Ended(temporary, PathSample.Provider)))];
        StoredExam theirs = await Ended(temporary, PathSample.OtherProvider);
        await Ended(temporary, PathSample.Provider, ExamPurpose.Practice);
        await PathSample.Exam(temporary);
        Guid[] inOrder = [.. ours.Select(exam => exam.ExamId).OrderBy(id => $"{id}", StringComparer.Ordinal)];
        var filter = new ResponseFilter(ExamPurpose.Certification, PathSample.Provider, TemporaryDatabase.Definition.Name);

        (var first, Guid? last) = temporary.Read(t => ResponseRecords.Page(t, filter, Guid.Empty, 2));
        Assert.Equal(inOrder[1], last);
        Assert.Equal(inOrder[..2].Select(id => $"{id}"), first.Select(response => response.ExamId));
        Assert.Equal(
            new StoredResponse
            {
                ExamId = $"{inOrder[0]}",
                Position = 1,
                ItemId = "ITEM-1",
                Score = 1,
                Seconds = 4 / 3.0,
                PresentedAt = Noon.ToUnixTimeMilliseconds(),
            },
            first[0]);

        (var second, last) = temporary.Read(t => ResponseRecords.Page(t, filter, inOrder[1], 2));
        Assert.Equal((inOrder[2], 1), (last, second.Length));
        Assert.Equal(((Guid?)null, 0), (Page(filter, inOrder[2]).Last, Page(filter, inOrder[2]).Responses.Length));
        Assert.Equal(4, Page(filter with { ProviderId = null, Definition = null }, Guid.Empty).Responses.Length);
        Assert.Equal($"{theirs.ExamId}", Assert.Single(Page(filter with { ProviderId = PathSample.OtherProvider }, Guid.Empty).Responses).ExamId);
        Assert.Single(Page(filter with { Purpose = ExamPurpose.Practice }, Guid.Empty).Responses);
        Assert.Empty(Page(filter with { Definition = "Short" }, Guid.Empty).Responses);

        (System.Collections.Immutable.ImmutableArray<StoredResponse> Responses, Guid? Last) Page(ResponseFilter wanted, Guid after) =>
            temporary.Read(t => ResponseRecords.Page(t, wanted, after, 100));
    }

    [Fact]
    public async Task Candidates_OfARangeOfExams_AreTheProvidersOwnNames()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        StoredExam exam = await PathSample.Exam(temporary, PathSample.Name);
        await PathSample.Exam(temporary, "theirs", PathSample.OtherProvider);

        Assert.Equal(
            [new($"{exam.ExamId}", PathSample.Name)],
            temporary.Read(t => ProviderFigures.Candidates(t, PathSample.Provider, Guid.Empty, exam.ExamId)));
        Assert.Empty(temporary.Read(t => ProviderFigures.Candidates(t, PathSample.Provider, exam.ExamId, exam.ExamId)));
    }

    [Fact]
    public async Task Usage_OfAnHour_CountsWhatHappenedFromItsBeginToBeforeItsEnd()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        (_, StoredEnrolment enrolment) = await PathSample.Enrolled(temporary);
        await temporary.Write(t => CardRecords.Add(t, PathSample.Card("PALS-1", enrolment)));
        await PathSample.End(temporary, await PathSample.Exam(temporary), Noon);
        await PathSample.End(temporary, await PathSample.Exam(temporary), Noon.AddHours(1).AddMilliseconds(-1), StoredExamStatus.Failed);
        await PathSample.End(temporary, await PathSample.Exam(temporary), Noon.AddHours(1));
        await PathSample.Exam(temporary, purpose: ExamPurpose.Practice);
        await PathSample.Exam(temporary, provider: PathSample.OtherProvider);

        Assert.Equal(new ProviderUsage(4, 3, 2, 1, 1, 1), Usage(PathSample.Provider, Noon));
        Assert.Equal(new ProviderUsage(0, 0, 1, 1, 0, 0), Usage(PathSample.Provider, Noon.AddHours(1)));
        Assert.Equal(new ProviderUsage(1, 1, 0, 0, 0, 0), Usage(PathSample.OtherProvider, Noon));
        Assert.Equal(new ProviderUsage(0, 0, 0, 0, 0, 0), Usage("nobody", Noon));

        ProviderUsage Usage(string providerId, DateTimeOffset from) =>
            temporary.Read(t => ProviderFigures.Usage(t, providerId, from, from.AddHours(1)));
    }

    [Fact]
    public async Task LastExams_OfACourse_AreTheLastEndedOnesOfEachEnrolment()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        Course course = PathSample.Course();
        await temporary.Write(t => CourseRecords.Add(t, course, Noon));
        var expected = new List<Guid>();
        foreach (string name in new[] { "one", "two" })
        {
            StoredCandidate candidate = PathSample.Candidate(name);
            StoredEnrolment enrolment = PathSample.Enrolment(candidate, course);
            StoredExam[] exams =
                [await PathSample.Exam(temporary, name), await PathSample.Exam(temporary, name), await PathSample.Exam(temporary, name)];
            await PathSample.End(temporary, exams[0], Noon, StoredExamStatus.Failed);
            await PathSample.End(temporary, exams[1], Noon, StoredExamStatus.Completed);
            await temporary.Write(t =>
            {
                CandidateRecords.Add(t, candidate, Noon);
                EnrolmentRecords.Add(t, enrolment);
                for (int i = 0; i < exams.Length; i++)
                {
                    EnrolmentRecords.AddExam(t, enrolment.EnrolmentId, exams[i].ExamId, i + 1);
                }
            });
            expected.Add(exams[1].ExamId);
        }

        Guid[] inOrder = [.. expected.OrderBy(id => $"{id}", StringComparer.Ordinal)];
        Assert.Equal(inOrder, temporary.Read(t => ProviderFigures.LastExams(t, PathSample.Provider, course.CourseId, 10)));
        Assert.Equal(inOrder[..1], temporary.Read(t => ProviderFigures.LastExams(t, PathSample.Provider, course.CourseId, 1)));
        Assert.Empty(temporary.Read(t => ProviderFigures.LastExams(t, PathSample.OtherProvider, course.CourseId, 10)));
    }

    [Fact]
    public async Task LastCertification_OfSeveralExams_IsTheCandidatesLastToEnd()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        StoredExam[] exams = [await PathSample.Exam(temporary), await PathSample.Exam(temporary), await PathSample.Exam(temporary)];
        Assert.Null(Last("nurse 17", "short"));
        await PathSample.End(temporary, exams[1], Noon.AddHours(2));
        await PathSample.End(temporary, exams[0], Noon.AddHours(1));
        await PathSample.End(temporary, await PathSample.Exam(temporary, purpose: ExamPurpose.Practice), Noon.AddHours(3));
        await PathSample.End(temporary, await PathSample.Exam(temporary, provider: PathSample.OtherProvider), Noon.AddHours(3));

        Assert.Equal(exams[1].ExamId, Last("nurse 17", "short"));
        Assert.Null(Last("Nurse 17", "short"));
        Assert.Null(Last("nurse 17", "long"));

        Guid? Last(string candidateId, string definition) =>
            temporary.Read(t => EndedExams.LastCertification(t, PathSample.Provider, candidateId, definition));
    }

    [Fact]
    public async Task Since_ExamsThatEndedInOrder_GivesThoseFromAMomentOn()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        StoredExam early = await PathSample.Exam(temporary);
        StoredExam late = await PathSample.Exam(temporary);
        StoredExam open = await PathSample.Exam(temporary);
        await PathSample.End(temporary, early, Noon);
        await PathSample.End(temporary, late, Noon.AddHours(1));

        Assert.Equal([(late.ExamId, Noon.AddHours(1))], Since(Noon.AddMilliseconds(1)));
        Assert.Equal(2, Since(Noon).Length);
        ExamItems items = Assert.Single(temporary.Read(t => EndedExams.Items(t, late.ExamId)));
        Assert.Equal(PathSample.Written(new ExamItems(late.ExamId, Noon.AddHours(1), ["ITEM-2"], ["ITEM-1"])), PathSample.Written(items));
        Assert.Empty(temporary.Read(t => EndedExams.Items(t, open.ExamId)));

        (Guid, DateTimeOffset)[] Since(DateTimeOffset from) =>
            [.. temporary.Read(t => EndedExams.Since(t, early.DefinitionId, early.ParameterSetId, from))];
    }

    private static async Task<StoredExam> Ended(TemporaryDatabase temporary, string providerId, ExamPurpose purpose = ExamPurpose.Certification)
    {
        StoredExam exam = await PathSample.Exam(temporary, provider: providerId, purpose: purpose);
        await temporary.Write(t =>
        {
            Assert.True(ExamRecords.Answer(
                t, exam.ExamId, 1, new ItemAnswer { Given = ["A"], Score = 1, AnsweredAt = Noon, Seconds = 4 / 3.0 }));
            ExamRecords.Present(t, exam.ExamId, new AdministeredItem { Position = 2, ItemId = "ITEM-2", PresentedAt = Noon });
            Assert.True(ExamRecords.End(t, exam.ExamId, 1, StoredExamStatus.Passed, false, Noon.AddHours(1)));
        });
        return exam;
    }
}
