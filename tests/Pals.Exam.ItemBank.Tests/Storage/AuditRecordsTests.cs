using Dapper;
using Pals.Exam.ItemBank.Audit;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Tests.Storage;

public sealed class AuditRecordsOnSqliteTests() : AuditRecordsTests(DatabaseProvider.Sqlite);

public sealed class AuditRecordsOnSqlServerTests() : AuditRecordsTests(DatabaseProvider.SqlServer);

/// <summary>The audit trail, the same on every database; what tampering shows is tested on one.</summary>
public abstract class AuditRecordsTests(DatabaseProvider provider)
{
    private static readonly DateTimeOffset Noon = TemporaryDatabase.Noon;

    [Fact]
    public async Task Append_EntriesOfEveryKindOfText_ComeBackInAWholeChain()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        Assert.Null(temporary.Read(AuditRecords.Head));
        await temporary.Write(t =>
        {
            AuditRecords.Append(t, Noon, "administrator:ä", "key.revoked", "key:李", ("role", "«provider»"), ("none", null));
            AuditRecords.Append(t, Noon.AddMilliseconds(1), AuditActor.System, "provider.added", "provider:🫀 ");
        });

        AuditEntry[] entries = temporary.Read(t => AuditRecords.All(t).ToArray());
        Assert.Equal([1L, 2], entries.Select(entry => entry.Sequence));
        Assert.Equal(
            ("administrator:ä", "key.revoked", "key:李", Noon.ToUnixTimeMilliseconds()),
            (entries[0].Actor, entries[0].Action, entries[0].Subject, entries[0].At));
        using var detail = System.Text.Json.JsonDocument.Parse(entries[0].Detail);
        Assert.Equal("«provider»", Assert.Single(detail.RootElement.EnumerateObject()).Value.GetString());
        Assert.Equal("{}", entries[1].Detail);
        Assert.Equal("provider:🫀 ", entries[1].Subject);
        Assert.Equal(entries[0].Hash.AsEnumerable(), entries[1].PreviousHash);
        Assert.Equal(entries[1].Hash.AsEnumerable(), temporary.Read(AuditRecords.Head)!.Hash);
        Assert.Equal((true, 2L), Whole(temporary));
    }

    [Fact]
    public async Task Append_ByTwoNodesWhileExamsEnd_KeepsOneChainThatSealsThem()
    {
        const int Each = 25;
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        await using ExamDatabase other = temporary.Open();
        StoredExam[] exams = [.. await Task.WhenAll(Enumerable.Range(0, Each).Select(_ => temporary.Begin()))];
        CancellationToken cancellation = TestContext.Current.CancellationToken;

        await Task.WhenAll(
        [
            .. exams.Select((exam, i) => (i % 2 == 0 ? temporary.Database : other).Write(
                t => ExamRecords.End(t, exam.ExamId, 0, StoredExamStatus.Expired, true, Noon), cancellation)),
            .. Enumerable.Range(0, Each).Select(i => (i % 2 == 0 ? other : temporary.Database).Write(
                t => AuditRecords.Append(t, Noon, AuditActor.System, "provider.added", $"provider:{i}"), cancellation)),
        ]);

        AuditVerification trail = temporary.Read(t => AuditVerifier.Verify(t));
        Assert.True(trail.IsWhole, trail.Reason);
        Assert.Equal((2L * Each, Each, 0), (trail.Entries, trail.SealedExams, trail.UnsealedExams));
        Assert.Equal(Each, temporary.Read(AuditRecords.EndedExams).Length);
    }

    [Fact]
    public async Task Append_InAChangeThatFails_LeavesNoGap()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        await Assert.ThrowsAsync<InvalidOperationException>(() => temporary.Write(t =>
        {
            AuditRecords.Append(t, Noon, AuditActor.System, "provider.added", "provider:undone");
            throw new InvalidOperationException("undone");
        }));
        await temporary.Write(t => AuditRecords.Append(t, Noon, AuditActor.System, "provider.added", "provider:kept"));

        Assert.Equal((true, 1L), Whole(temporary));
    }

    [Fact]
    public async Task AppendSealed_ExamChangedOnPurpose_HoldsToTheNewSealOnly()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        StoredExam exam = await temporary.Begin();
        await temporary.Write(t => ExamRecords.End(t, exam.ExamId, 0, StoredExamStatus.Expired, true, Noon));
        await temporary.Write(t =>
        {
            t.Connection!.Execute("UPDATE exams SET candidate_id = NULL", transaction: t);
            AuditRecords.AppendSealed(t, Noon.AddDays(1), "administrator:7", "exam.erased", exam.ExamId);
        });
        Assert.Equal((true, 2L), Whole(temporary));

        await temporary.Write(t => t.Connection!.Execute("UPDATE exams SET candidate_id = 'forged'", transaction: t));
        Assert.False(Whole(temporary).IsWhole);
    }

    private static (bool IsWhole, long Entries) Whole(TemporaryDatabase temporary)
    {
        AuditVerification found = temporary.Read(t => AuditVerifier.Verify(t));
        return (found.IsWhole, found.Entries);
    }
}
