using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Tests.Storage;

public sealed class NodeOnSqliteTests() : NodeTests(DatabaseProvider.Sqlite);

public sealed class NodeOnSqlServerTests() : NodeTests(DatabaseProvider.SqlServer);

/// <summary>Two nodes that want the same at the same time, the same on every database.</summary>
public abstract class NodeTests(DatabaseProvider provider)
{
    private const int Exams = 40;

    private static readonly DateTimeOffset Noon = TemporaryDatabase.Noon;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Present_TwoNodesAtOnePosition_OneWins()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        await using ExamDatabase other = temporary.Open();
        Guid[] exams = await Begin(temporary);

        bool[][] won = await Task.WhenAll(exams.Select(examId => Task.WhenAll(
            Try(temporary.Database, examId, "ITEM-2"), Try(other, examId, "ITEM-3"))));

        Assert.All(won, pair => Assert.Single(pair, wins => wins));
        Assert.All(exams, examId => Assert.Equal([1, 2], temporary.Administered(examId).Select(item => item.Position)));

        async Task<bool> Try(ExamDatabase node, Guid examId, string item)
        {
            try
            {
                await node.Write(
                    t => ExamRecords.Present(t, examId, new AdministeredItem { Position = 2, ItemId = item, PresentedAt = Noon }), Cancellation);
                return true;
            }
            catch (DuplicateKeyException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task Answer_TwoNodesAtOnce_OneIsStoredAndTheOtherIsTold()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        await using ExamDatabase other = temporary.Open();
        Guid[] exams = await Begin(temporary);

        bool[][] stored = await Task.WhenAll(exams.Select(examId => Task.WhenAll(
            temporary.Database.Write(t => AnswerAndPresent(t, examId, "A"), Cancellation),
            other.Write(t => AnswerAndPresent(t, examId, "B"), Cancellation))));

        for (int i = 0; i < Exams; i++)
        {
            Assert.Single(stored[i], wins => wins);
            AdministeredItem[] items = [.. temporary.Administered(exams[i])];
            Assert.Equal(stored[i][0] ? "A" : "B", Assert.Single(items[0].Answer!.Given));
            Assert.Equal(2, items.Length);
        }
    }

    /// <remarks>Each looks at what the other changes: without taking turns both could succeed, and an exam that has ended would go on.</remarks>
    [Fact]
    public async Task AnswerAndEnd_TwoNodesAtOnce_OneSucceeds()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        await using ExamDatabase other = temporary.Open();
        Guid[] exams = await Begin(temporary);

        bool[][] done = await Task.WhenAll(exams.Select(examId => Task.WhenAll(
            temporary.Database.Write(t => AnswerAndPresent(t, examId, "A"), Cancellation),
            other.Write(t => ExamRecords.End(t, examId, 0, StoredExamStatus.Expired, true, Noon), Cancellation))));

        for (int i = 0; i < Exams; i++)
        {
            Assert.Single(done[i], succeeds => succeeds);
            Assert.Equal(done[i][0] ? StoredExamStatus.InProgress : StoredExamStatus.Expired, temporary.Find(exams[i])!.Status);
            Assert.Equal(done[i][0] ? 2 : 1, temporary.Administered(exams[i]).Length);
        }
    }

    [Fact]
    public async Task Read_WhileTheOtherNodeWrites_SeesAllOfAChangeOrNothing()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        await using ExamDatabase other = temporary.Open();
        Guid[] exams = await Begin(temporary);
        Task writing = Task.WhenAll(exams.Select(examId => other.Write(
            t => AnswerAndPresent(t, examId, "A") && ExamRecords.End(t, examId, 1, StoredExamStatus.Passed, false, Noon), Cancellation)));

        int seen = 0;
        while (!writing.IsCompleted || seen == 0)
        {
            foreach (Guid examId in exams)
            {
                (StoredExam exam, int items) = temporary.Database.Read(
                    t => (ExamRecords.Find(t, examId)!, ExamRecords.Administered(t, examId).Length));
                Assert.Equal(exam.HasEnded ? 2 : 1, items);
                seen++;
            }
        }

        await writing;
        Assert.All(exams, examId => Assert.True(temporary.Find(examId)!.HasEnded));
    }

    [Fact]
    public async Task Write_AcknowledgedByOneNode_IsSeenByTheOtherAtOnce()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        await using ExamDatabase other = temporary.Open();
        for (int i = 0; i < 20; i++)
        {
            string id = $"provider-{i}";
            await temporary.Write(t => ProviderRecords.Add(t, id, id, Noon));

            Assert.NotNull(other.Read(t => ProviderRecords.Find(t, id)));
        }
    }

    private static async Task<Guid[]> Begin(TemporaryDatabase temporary) =>
        [.. (await Task.WhenAll(Enumerable.Range(0, Exams).Select(_ => temporary.Begin()))).Select(exam => exam.ExamId)];

    private static bool AnswerAndPresent(System.Data.Common.DbTransaction transaction, Guid examId, string key)
    {
        var answer = new ItemAnswer { Given = [key], Score = 1, AnsweredAt = Noon };
        if (!ExamRecords.Answer(transaction, examId, 1, answer))
        {
            return false;
        }

        ExamRecords.Present(transaction, examId, new AdministeredItem { Position = 2, ItemId = "ITEM-2", PresentedAt = Noon });
        return true;
    }
}
