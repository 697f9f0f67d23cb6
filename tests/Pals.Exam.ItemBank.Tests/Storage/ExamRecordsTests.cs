using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Exams;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Tests.Storage;

public sealed class ExamRecordsOnSqliteTests() : ExamRecordsTests(DatabaseProvider.Sqlite);

public sealed class ExamRecordsOnSqlServerTests() : ExamRecordsTests(DatabaseProvider.SqlServer);

/// <summary>Exams and answers, the same on every database.</summary>
public abstract class ExamRecordsTests(DatabaseProvider provider)
{
    private static readonly DateTimeOffset Noon = TemporaryDatabase.Noon;

    private static readonly ItemAnswer First = new() { Given = ["B", "A"], Score = 1, AnsweredAt = Noon.AddSeconds(5), Seconds = 4.25 };

    [Fact]
    public async Task Find_AfterReopening_ReturnsTheExamAsStored()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        StoredExam exam = await temporary.Begin();

        await temporary.Reopen();

        StoredExam found = Assert.IsType<StoredExam>(temporary.Find(exam.ExamId));
        Assert.Equal(exam with { ExcludedItems = [], TokenHash = [] }, found with { ExcludedItems = [], TokenHash = [] });
        Assert.Equal(exam.ExcludedItems.AsEnumerable(), found.ExcludedItems);
        Assert.Equal(exam.TokenHash.AsEnumerable(), found.TokenHash);
        Assert.Null(temporary.Find(Guid.NewGuid()));
    }

    [Fact]
    public async Task Answer_FirstAndSecondTime_OnlyTheFirstIsStored()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        Guid examId = (await temporary.Begin()).ExamId;

        bool first = await temporary.Write(t => ExamRecords.Answer(t, examId, 1, First));
        bool second = await temporary.Write(t => ExamRecords.Answer(t, examId, 1, First with { Given = ["C"], Score = 0 }));
        bool beyond = await temporary.Write(t => ExamRecords.Answer(t, examId, 2, First));

        Assert.True(first);
        Assert.False(second);
        Assert.False(beyond);
        ItemAnswer stored = Assert.Single(temporary.Administered(examId)).Answer!;
        Assert.Equal(First.Given.AsEnumerable(), stored.Given);
        Assert.Equal((First.Score, First.AnsweredAt, First.Seconds), (stored.Score, stored.AnsweredAt, stored.Seconds));
    }

    [Fact]
    public async Task Find_PriorAndTimeEvents_AreAsStoredToTheLastBit()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        AbilityPrior prior = AbilityPrior.Create([0.1, -1 / 3.0], [0.7, 1.1], [[1, 0.3], [0.3, 1]]);
        Guid keyId = Guid.NewGuid();
        var accommodated = new ExamTimeEvent(ExamTimeEventKind.Accommodated, Noon, keyId)
        {
            Accommodation = new Accommodation(AccommodationKind.Multiplier, 4 / 3.0),
        };
        StoredExam exam = TemporaryDatabase.NewExam() with { Group = "nurses", Prior = prior, TimeEvents = [accommodated] };
        await temporary.Write(t => ExamRecords.Add(t, exam));
        var paused = new ExamTimeEvent(ExamTimeEventKind.Paused, Noon.AddMinutes(5), keyId) { Reason = "Fire alarm" };
        Assert.True(await temporary.Write(t => ExamTimeRecords.Add(t, exam.ExamId, 1, paused, null)));

        StoredExam found = temporary.Find(exam.ExamId)!;
        Assert.Equal(("nurses", (DateTimeOffset?)null), (found.Group, found.Deadline));
        Assert.Equal(prior.Mean, found.Prior!.Mean);
        Assert.Equal(prior.Covariance, found.Prior.Covariance);
        Assert.Equal([accommodated, paused], found.TimeEvents);
    }

    [Fact]
    public async Task Change_TimeEventOfAnotherNodeCameInBetween_ChangesNothing()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        Guid examId = (await temporary.Begin()).ExamId;
        var paused = new ExamTimeEvent(ExamTimeEventKind.Paused, Noon, Guid.NewGuid());
        Assert.True(await temporary.Write(t => ExamTimeRecords.Add(t, examId, 0, paused, null)));

        Assert.False(await temporary.Write(t => ExamTimeRecords.Add(t, examId, 0, paused, null)));
        Assert.False(await temporary.Write(t => ExamRecords.Answer(t, examId, 1, First)));
        Assert.False(await temporary.Write(t => ExamRecords.End(t, examId, 0, StoredExamStatus.Expired, true, Noon)));
        Assert.Empty(temporary.Database.Read(t => ExamRecords.Overdue(t, Noon.AddDays(1), 10)));
        Assert.Equal([paused], temporary.Find(examId)!.TimeEvents);

        Assert.True(await temporary.Write(t => ExamRecords.Answer(t, examId, 1, First, timeEvents: 1)));
        Assert.True(await temporary.Write(t => ExamRecords.End(
            t, examId, 1, StoredExamStatus.Failed, false, Noon, ExamEnd.MaximumLength, timeEvents: 1)));
        Assert.Equal(ExamEnd.MaximumLength, temporary.Find(examId)!.EndReason);
        Assert.False(await temporary.Write(t => ExamTimeRecords.Add(t, examId, 1, paused with { Kind = ExamTimeEventKind.Resumed }, null)));
    }

    [Fact]
    public async Task EndedExams_SeveralOfACandidate_AreFoundByTheirEnd()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        StoredExam open = await temporary.Begin(ExamPurpose.Certification);
        StoredExam earlier = await temporary.Begin(ExamPurpose.Certification);
        StoredExam later = await temporary.Begin(ExamPurpose.Certification);
        await temporary.Write(t => ExamRecords.End(t, later.ExamId, 0, StoredExamStatus.Failed, false, Noon.AddHours(2)));
        await temporary.Write(t => ExamRecords.End(t, earlier.ExamId, 0, StoredExamStatus.Failed, false, Noon.AddHours(1)));

        (string definition, string set) = (open.DefinitionId, open.ParameterSetId);
        Assert.Equal(Noon.AddHours(2), temporary.Database.Read(t => EndedExams.EndOfLast(t, definition, set, 1)));
        Assert.Equal(Noon.AddHours(1), temporary.Database.Read(t => EndedExams.EndOfLast(t, definition, set, 9)));
        Assert.Null(temporary.Database.Read(t => EndedExams.EndOfLast(t, definition, "another", 9)));
        ExamItems items = Assert.Single(temporary.Database.Read(t => EndedExams.Items(t, definition, set, Noon.AddHours(2))));
        Assert.Equal((later.ExamId, Noon.AddHours(2)), (items.ExamId, items.EndedAt));
        Assert.Equal(["ITEM-1"], items.Given);
        Assert.Equal(2, temporary.Database.Read(t => EndedExams.Items(t, definition, set, Noon)).Length);
    }

    [Fact]
    public async Task Present_PositionTaken_IsRefusedByTheDatabase()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        Guid examId = (await temporary.Begin()).ExamId;
        var item = new AdministeredItem { Position = 1, ItemId = "ITEM-2", PresentedAt = Noon };

        await Assert.ThrowsAsync<DuplicateKeyException>(() => temporary.Write(t => ExamRecords.Present(t, examId, item)));

        Assert.Equal("ITEM-1", Assert.Single(temporary.Administered(examId)).ItemId);
    }

    [Fact]
    public async Task End_AnswerCameInBetween_ExamStaysOpen()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        Guid examId = (await temporary.Begin()).ExamId;
        await temporary.Write(t => ExamRecords.Answer(t, examId, 1, First));

        bool stale = await temporary.Write(t => ExamRecords.End(t, examId, 0, StoredExamStatus.Expired, true, Noon));
        Assert.False(stale);
        Assert.Equal(StoredExamStatus.InProgress, temporary.Find(examId)!.Status);

        bool current = await temporary.Write(t => ExamRecords.End(t, examId, 1, StoredExamStatus.Failed, true, Noon.AddHours(2)));
        bool again = await temporary.Write(t => ExamRecords.End(t, examId, 1, StoredExamStatus.Passed, false, Noon.AddHours(3)));
        Assert.True(current);
        Assert.False(again);
        StoredExam ended = temporary.Find(examId)!;
        Assert.Equal(
            (StoredExamStatus.Failed, true, true, Noon.AddHours(2)), (ended.Status, ended.HasEnded, ended.IsOutOfTime, ended.EndedAt));
    }

    [Fact]
    public async Task Answer_ExamEnded_IsRefused()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        Guid examId = (await temporary.Begin()).ExamId;
        await temporary.Write(t => ExamRecords.End(t, examId, 0, StoredExamStatus.Expired, true, Noon));

        Assert.False(await temporary.Write(t => ExamRecords.Answer(t, examId, 1, First)));
        Assert.Null(Assert.Single(temporary.Administered(examId)).Answer);
    }

    [Fact]
    public async Task Overdue_SeveralExams_ListsOpenOnesPastTheirDeadline()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        StoredExam open = await temporary.Begin();
        StoredExam ended = await temporary.Begin();
        await temporary.Write(t => ExamRecords.End(t, ended.ExamId, 0, StoredExamStatus.Expired, true, Noon));

        Assert.Empty(temporary.Database.Read(t => ExamRecords.Overdue(t, open.Deadline!.Value, 10)));
        Assert.Equal([open.ExamId], temporary.Database.Read(t => ExamRecords.Overdue(t, open.Deadline!.Value.AddMilliseconds(1), 10)));
    }

    [Fact]
    public async Task IsCertifying_WhileACertificationExamIsInProgress_IsTrue()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        string set = TemporaryDatabase.ParameterSet.ParameterSetId;
        await temporary.Begin();
        Assert.False(temporary.Database.Read(t => ExamRecords.IsCertifying(t, set)));

        StoredExam exam = await temporary.Begin(ExamPurpose.Certification);
        Assert.True(temporary.Database.Read(t => ExamRecords.IsCertifying(t, set)));

        await temporary.Write(t => ExamRecords.End(t, exam.ExamId, 0, StoredExamStatus.Passed, false, Noon));
        Assert.False(temporary.Database.Read(t => ExamRecords.IsCertifying(t, set)));
    }

    [Fact]
    public async Task Read_ManyAtOnce_EachHasAConnectionOfItsOwn()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        Guid examId = (await temporary.Begin()).ExamId;
        var inUse = new System.Collections.Concurrent.ConcurrentDictionary<object, bool>();

        Parallel.For(0, 2000, new ParallelOptions { MaxDegreeOfParallelism = 16 }, _ => temporary.Database.Read(transaction =>
        {
            Assert.True(inUse.TryAdd(transaction.Connection!, true));
            Assert.NotNull(ExamRecords.Find(transaction, examId));
            return inUse.TryRemove(transaction.Connection!, out bool _);
        }));
    }

    [Fact]
    public async Task Start_Twice_OnlyTheFirstSetsTheClock()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        StoredExam exam = TemporaryDatabase.NewExam() with { Status = StoredExamStatus.NotStarted, StartedAt = null, Deadline = null };
        await temporary.Write(t => ExamRecords.Add(t, exam));

        Assert.True(await temporary.Write(t => ExamRecords.Start(t, exam.ExamId, Noon, Noon.AddHours(1))));
        Assert.False(await temporary.Write(t => ExamRecords.Start(t, exam.ExamId, Noon.AddHours(5), null)));
        StoredExam started = temporary.Find(exam.ExamId)!;
        Assert.Equal((StoredExamStatus.InProgress, Noon, Noon.AddHours(1)), (started.Status, started.StartedAt, started.Deadline));
    }
}
