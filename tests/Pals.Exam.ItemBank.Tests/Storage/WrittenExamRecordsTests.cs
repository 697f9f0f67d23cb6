using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Tests.Storage;

public sealed class WrittenExamRecordsOnSqliteTests() : WrittenExamRecordsTests(DatabaseProvider.Sqlite);

public sealed class WrittenExamRecordsOnSqlServerTests() : WrittenExamRecordsTests(DatabaseProvider.SqlServer);

/// <summary>Forms of written exams and what is put on them, the same on every database.</summary>
public abstract class WrittenExamRecordsTests(DatabaseProvider provider)
{
    private static readonly DateTimeOffset Noon = TemporaryDatabase.Noon;

    private static readonly SheetAnswer First = new(1, ["B", "ä;'\""], 4 / 3.0, Noon.AddSeconds(1));

    [Fact]
    public async Task Find_SheetWithAnswersAndFlags_GivesWhatStands()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        Guid examId = (await Begin(temporary)).ExamId;
        Assert.Equal(
            PathSample.Written(WrittenSheet.Of("form-ä", 2, ["ITEM-2", "ITEM-Ü", "ITEM-1"])),
            PathSample.Written(temporary.Read(t => WrittenExamRecords.Find(t, examId))));

        var cleared = new SheetAnswer(2, [], null, Noon.AddSeconds(2));
        var flag = new SheetFlag(1, true, Noon);
        var unflagged = new SheetFlag(long.MaxValue, false, Noon.AddSeconds(3));
        await temporary.Write(t =>
        {
            Assert.Equal(SheetMark.Stored, WrittenExamRecords.Answer(t, examId, 1, First));
            Assert.Equal(SheetMark.Stored, WrittenExamRecords.Answer(t, examId, 3, First));
            Assert.Equal(SheetMark.Stored, WrittenExamRecords.Answer(t, examId, 3, cleared));
            Assert.Equal(SheetMark.Stored, WrittenExamRecords.Flag(t, examId, 2, flag));
            Assert.Equal(SheetMark.Stored, WrittenExamRecords.Flag(t, examId, 3, flag));
            Assert.Equal(SheetMark.Stored, WrittenExamRecords.Flag(t, examId, 3, unflagged));
        });

        WrittenSheet sheet = temporary.Read(t => WrittenExamRecords.Find(t, examId))!;
        Assert.Equal(PathSample.Written(new[] { First, null, cleared }), PathSample.Written(sheet.Answers));
        Assert.Equal([null, flag, unflagged], sheet.Flags);
        Assert.Null(temporary.Read(t => WrittenExamRecords.Find(t, Guid.NewGuid())));
    }

    [Fact]
    public async Task Answer_RepeatedLateAndConflicting_SaysWhatBecameOfIt()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        StoredExam exam = await Begin(temporary);
        Guid id = exam.ExamId;
        SheetAnswer third = First with { Sequence = 3 };

        Assert.Equal(SheetMark.Stored, await temporary.Write(t => WrittenExamRecords.Answer(t, id, 1, third)));
        Assert.Equal(SheetMark.Repeated, await temporary.Write(t => WrittenExamRecords.Answer(t, id, 1, third with { Seconds = 9 })));
        Assert.Equal(SheetMark.Conflict, await temporary.Write(t => WrittenExamRecords.Answer(t, id, 1, third with { Given = ["C"] })));
        Assert.Equal(SheetMark.Conflict, await temporary.Write(t => WrittenExamRecords.Answer(t, id, 1, third with { Given = [] })));
        Assert.Equal(SheetMark.Superseded, await temporary.Write(t => WrittenExamRecords.Answer(t, id, 1, First)));
        Assert.Equal(SheetMark.Closed, await temporary.Write(t => WrittenExamRecords.Answer(t, id, 2, First, timeEvents: 1)));
        Assert.Equal(SheetMark.Stored, await temporary.Write(t => WrittenExamRecords.Flag(t, id, 1, new SheetFlag(1, true, Noon))));
        Assert.Equal(SheetMark.Conflict, await temporary.Write(t => WrittenExamRecords.Flag(t, id, 1, new SheetFlag(1, false, Noon))));

        await PathSample.End(temporary, exam, Noon.AddHours(1));
        Assert.Equal(SheetMark.Closed, await temporary.Write(t => WrittenExamRecords.Answer(t, id, 1, First with { Sequence = 4 })));
        Assert.Equal(SheetMark.Closed, await temporary.Write(t => WrittenExamRecords.Flag(t, id, 1, new SheetFlag(2, false, Noon))));
        Assert.Equal(SheetMark.Repeated, await temporary.Write(t => WrittenExamRecords.Answer(t, id, 1, third)));
        Assert.Equal(PathSample.Written(third), PathSample.Written(temporary.Read(t => WrittenExamRecords.Find(t, id))!.Answers[0]));
    }

    [Fact]
    public async Task Answer_SameSequenceOnTwoNodesAtOnce_OneStandsAndTheOtherIsTold()
    {
        const int Positions = 20;
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        await using ExamDatabase other = temporary.Open();
        Guid examId = (await Begin(temporary, Positions)).ExamId;

        SheetMark[][] marks = await Task.WhenAll(Enumerable.Range(1, Positions).Select(position => Task.WhenAll(
            Answer(temporary.Database, position, "A"), Answer(other, position, "B"))));

        Assert.All(marks, pair => Assert.Equal([SheetMark.Stored, SheetMark.Conflict], pair.Order()));
        Assert.Equal(
            marks.Select(pair => pair[0] == SheetMark.Stored ? "A" : "B"),
            temporary.Read(t => WrittenExamRecords.Find(t, examId))!.Answers.Select(answer => Assert.Single(answer!.Given)));

        Task<SheetMark> Answer(ExamDatabase node, int position, string key) => node.Write(
            t => WrittenExamRecords.Answer(t, examId, position, new SheetAnswer(1, [key], null, Noon)), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task GivenBefore_FormsOfSeveralExams_AreThoseOfTheProvidersCandidate()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        await Begin(temporary);
        await Begin(temporary);
        StoredExam theirs = await PathSample.Exam(temporary, provider: PathSample.OtherProvider);
        StoredExam another = await PathSample.Exam(temporary, "nurse 18");
        await temporary.Write(t =>
        {
            WrittenExamRecords.Add(t, theirs.ExamId, "form-1", 1, ["ITEM-1"]);
            WrittenExamRecords.Add(t, another.ExamId, "form-3", 3, ["ITEM-1"]);
        });

        Assert.Equal(["form-ä", "form-ä"], temporary.Read(t => WrittenExamRecords.GivenBefore(t, PathSample.Provider, "nurse 17")));
        Assert.Equal(["form-1"], temporary.Read(t => WrittenExamRecords.GivenBefore(t, PathSample.OtherProvider, "nurse 17")));
        Assert.Empty(temporary.Read(t => WrittenExamRecords.GivenBefore(t, PathSample.Provider, "Nurse 17")));
    }

    private static async Task<StoredExam> Begin(TemporaryDatabase temporary, int items = 3)
    {
        StoredExam exam = TemporaryDatabase.NewExam(ExamPurpose.Certification) with { ProviderId = PathSample.Provider };
        string[] ids = items == 3 ? ["ITEM-2", "ITEM-Ü", "ITEM-1"] : [.. Enumerable.Range(1, items).Select(i => $"ITEM-{i}")];
        await temporary.Write(t =>
        {
            ExamRecords.Add(t, exam);
            WrittenExamRecords.Add(t, exam.ExamId, "form-ä", 2, ids);
        });
        return exam;
    }
}
