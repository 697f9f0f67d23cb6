using Dapper;
using Microsoft.Data.Sqlite;
using Pals.Exam.ItemBank.Audit;
using Pals.Exam.ItemBank.Storage;
using Pals.Exam.ItemBank.Tests.Commands;
using Pals.Exam.ItemBank.Tests.Storage;

namespace Pals.Exam.ItemBank.Tests.Audit;

public sealed class AuditTrailTests
{
    private static readonly DateTimeOffset Noon = TemporaryDatabase.Noon;

    private static readonly ItemAnswer Right = new() { Given = ["B", "A"], Score = 1, AnsweredAt = Noon.AddSeconds(5), Seconds = 4.25 };

    [Fact]
    public void Hash_OfAKnownEntry_IsThatOfTheDocumentedBytes()
    {
        // By hand: (printf '\0%.0s' {1..32}; printf '\0\0\0\0011\0\0\0\0041000\0\0\0\006system\0\0\0\003a.b\0\0\0\003c:d\0\0\0\002{}') | sha256sum
        const string ByHand = "79596420434c9dcbb48ca661d8747478e0072d8b18b6fe3363873b643040cdd7";
        AuditEntry entry = new()
        {
            Sequence = 1,
            At = 1000,
            Actor = "system",
            Action = "a.b",
            Subject = "c:d",
            Detail = "{}",
            PreviousHash = AuditEntry.NoHash,
            Hash = [],
        };

        Assert.Equal(ByHand, Convert.ToHexStringLower(entry.ComputeHash().AsSpan()));
    }

    [Fact]
    public async Task Append_SeveralEntries_MakesAWholeChain()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create();
        await Append(temporary, 3);

        AuditEntry[] entries = temporary.Database.Read(t => AuditRecords.All(t).ToArray());

        Assert.Equal([1L, 2, 3], entries.Select(entry => entry.Sequence));
        Assert.Equal(AuditEntry.NoHash.AsEnumerable(), entries[0].PreviousHash);
        Assert.Equal(entries[1].Hash.AsEnumerable(), entries[2].PreviousHash);
        Assert.Equal("""{"provider":"north"}""", entries[2].Detail);
        Assert.True(Verify(temporary).IsWhole);
    }

    [Fact]
    public async Task Append_InAChangeThatFails_LeavesNoEntry()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create();

        await Assert.ThrowsAsync<InvalidOperationException>(() => temporary.Write(t =>
        {
            AuditRecords.Append(t, Noon, AuditActor.System, "provider.added", "provider:north");
            throw new InvalidOperationException("undone");
        }));
        await Append(temporary, 1);

        Assert.Equal(1, Verify(temporary).Entries);
    }

    [Fact]
    public async Task Append_ByTwoNodesAtOnce_KeepsOneChain()
    {
        const int Each = 200;
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create();
        await using ExamDatabase other = ExamDatabase.Open(temporary.ConnectionString, TimeProvider.System);

        await Task.WhenAll(Enumerable.Range(0, 2 * Each).Select(i => (i % 2 == 0 ? temporary.Database : other).Write(
            t => AuditRecords.Append(t, Noon, AuditActor.System, "provider.added", $"provider:{i}"), TestContext.Current.CancellationToken)));

        AuditVerification found = Verify(temporary);
        Assert.True(found.IsWhole, found.Reason);
        Assert.Equal(2 * Each, found.Entries);
    }

    [Theory]
    [InlineData("UPDATE audit_entries SET actor = 'nobody'")]
    [InlineData("DELETE FROM audit_entries")]
    public async Task Table_ChangedInPlace_RefusesIt(string statement)
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create();
        await Append(temporary, 1);

        SqliteException refused = await Assert.ThrowsAsync<SqliteException>(() => temporary.Write(t => t.Connection!.Execute(statement, transaction: t)));

        Assert.Contains("only grows", refused.Message);
    }

    [Theory]
    [InlineData("UPDATE audit_entries SET at = at + 1 WHERE sequence = 2", 2)]
    [InlineData("UPDATE audit_entries SET actor = 'nobody' WHERE sequence = 2", 2)]
    [InlineData("UPDATE audit_entries SET action = 'key.made' WHERE sequence = 2", 2)]
    [InlineData("UPDATE audit_entries SET subject = 'provider:south' WHERE sequence = 2", 2)]
    [InlineData("UPDATE audit_entries SET detail = '{}' WHERE sequence = 2", 2)]
    [InlineData("UPDATE audit_entries SET hash = zeroblob(32) WHERE sequence = 2", 2)]
    [InlineData("UPDATE audit_entries SET previous_hash = zeroblob(32) WHERE sequence = 2", 2)]
    [InlineData("DELETE FROM audit_entries WHERE sequence = 2", 2)]
    [InlineData("DELETE FROM audit_entries WHERE sequence = 1", 1)]
    [InlineData("UPDATE audit_entries SET sequence = 7 WHERE sequence = 3", 3)]
    [InlineData("UPDATE audit_entries SET actor = 'sys', action = 'temprovider.added' WHERE sequence = 1", 1)]
    public async Task Verify_TrailThatSomebodyChanged_NamesTheFirstBrokenEntry(string tampering, long broken)
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create();
        await Append(temporary, 4);

        await Tamper(temporary, tampering);

        AuditVerification found = Verify(temporary);
        Assert.False(found.IsWhole);
        Assert.Equal((broken, broken - 1), (found.BrokenSequence, found.Entries));
    }

    [Fact]
    public async Task Verify_TrailThatWasShortenedOrWrittenAnew_ShowsAgainstANotedHead()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create();
        await Append(temporary, 3);
        AuditVerification earlier = Verify(temporary);
        (long, string) noted = (earlier.HeadSequence, earlier.HeadHash);
        await Append(temporary, 2);
        Assert.True(temporary.Database.Read(t => AuditVerifier.Verify(t, noted)).IsWhole);

        await Tamper(temporary, "DELETE FROM audit_entries WHERE sequence > 2");
        Assert.Contains("its end is missing", temporary.Database.Read(t => AuditVerifier.Verify(t, noted)).Reason);

        await Append(temporary, 3, "south");
        AuditVerification anew = temporary.Database.Read(t => AuditVerifier.Verify(t, noted));
        Assert.Equal((false, 3L), (anew.IsWhole, anew.BrokenSequence));
        Assert.True(Verify(temporary).IsWhole);
    }

    [Fact]
    public async Task Verify_EndedExams_AreAsTheyWereSealed()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create();
        await EndedExam(temporary);
        await EndedExam(temporary);
        await temporary.Begin();

        AuditVerification found = Verify(temporary);

        Assert.True(found.IsWhole, found.Reason);
        Assert.Equal((2, 0), (found.SealedExams, found.UnsealedExams));
    }

    [Theory]
    [InlineData("UPDATE exams SET status = 'passed'")]
    [InlineData("UPDATE exams SET candidate_id = 'somebody else'")]
    [InlineData("UPDATE exams SET seed = seed + 1")]
    [InlineData("UPDATE exams SET ended_at = ended_at + 1")]
    [InlineData("UPDATE exams SET is_out_of_time = 1")]
    [InlineData("UPDATE exams SET candidate_group = 'nurses'")]
    [InlineData("UPDATE exams SET end_reason = 'time-limit'")]
    [InlineData("UPDATE administered_items SET score = 0")]
    [InlineData("UPDATE administered_items SET answer = '[\"A\",\"B\"]'")]
    [InlineData("UPDATE administered_items SET item_id = 'ITEM-2'")]
    [InlineData("UPDATE administered_items SET answered_at = answered_at - 1")]
    [InlineData("UPDATE administered_items SET seconds = NULL")]
    [InlineData("DELETE FROM administered_items")]
    [InlineData("DELETE FROM administered_items; DELETE FROM exams")]
    [InlineData("UPDATE exams SET status = 'in-progress', ended_at = NULL")]
    public async Task Verify_EndedExamThatSomebodyChanged_NamesItsEntry(string tampering)
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create();
        Guid examId = await EndedExam(temporary);

        await Tamper(temporary, tampering);

        AuditVerification found = Verify(temporary);
        Assert.False(found.IsWhole);
        Assert.Equal(1, found.BrokenSequence);
        Assert.Contains($"exam:{examId}", found.Reason);
    }

    [Fact]
    public async Task Verify_ExamThatEndedWithoutAnEntry_IsFound()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create();
        await EndedExam(temporary);
        StoredExam forged = await temporary.Begin();

        await Tamper(temporary, $"UPDATE exams SET status = 'passed', ended_at = {Noon.AddHours(2).ToUnixTimeMilliseconds()} WHERE exam_id = '{forged.ExamId}'");

        Assert.Equal($"exam:{forged.ExamId} has ended, but no entry says so", Verify(temporary).Reason);
    }

    [Fact]
    public async Task Verify_ExamChangedOnPurpose_HoldsToTheNewSeal()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create();
        Guid examId = await EndedExam(temporary);

        await temporary.Write(t =>
        {
            t.Connection!.Execute("UPDATE exams SET candidate_id = NULL", transaction: t);
            AuditRecords.AppendSealed(t, Noon.AddDays(1), "administrator:7", "exam.erased", examId);
        });

        Assert.True(Verify(temporary).IsWhole);
        await Tamper(temporary, "UPDATE exams SET candidate_id = 'nurse 17'");
        Assert.Equal(2, Verify(temporary).BrokenSequence);
    }

    [Fact]
    public async Task Verify_ExamsThatEndedBeforeTheTrailBegan_AreCounted()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create();
        await EndedExam(temporary);
        await Tamper(temporary, "DELETE FROM audit_entries");
        Assert.Equal((true, 1), (Verify(temporary).IsWhole, Verify(temporary).UnsealedExams));

        await temporary.Write(t => AuditRecords.Append(t, Noon.AddDays(9), AuditActor.System, "provider.added", "provider:north"));

        Assert.Equal((true, 1), (Verify(temporary).IsWhole, Verify(temporary).UnsealedExams));
    }

    [Fact]
    public async Task Process_WholeAndBrokenTrail_SaysSoByItsExitCode()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create();
        await EndedExam(temporary);
        string[] audit = ["audit", "--database", temporary.ConnectionString];

        ProcessResult whole = await ItembankProcess.RunAsync(audit);
        Assert.Equal((0, ""), (whole.ExitCode, whole.Error));
        string head = whole.Output.Split("Head: ")[1].Trim();
        Assert.Equal(0, (await ItembankProcess.RunAsync([.. audit, "--head", head, "--json"])).ExitCode);
        Assert.Equal(2, (await ItembankProcess.RunAsync([.. audit, "--head", "x"])).ExitCode);

        await Tamper(temporary, "UPDATE exams SET status = 'passed'");
        ProcessResult broken = await ItembankProcess.RunAsync(audit);
        Assert.Equal(1, broken.ExitCode);
        Assert.StartsWith("The audit trail is broken at entry 1: what is stored of exam:", broken.Output);
    }

    private static Task Append(TemporaryDatabase temporary, int count, string provider = "north") => temporary.Write(t =>
    {
        for (int i = 0; i < count; i++)
        {
            AuditRecords.Append(t, Noon.AddSeconds(i), "administrator:7", "key.revoked", $"key:{i}", ("provider", provider), ("role", null));
        }
    });

    private static async Task<Guid> EndedExam(TemporaryDatabase temporary)
    {
        Guid examId = (await temporary.Begin()).ExamId;
        await temporary.Write(t => ExamRecords.Answer(t, examId, 1, Right));
        Assert.True(await temporary.Write(t => ExamRecords.End(t, examId, 1, StoredExamStatus.Failed, false, Noon.AddHours(1))));
        return examId;
    }

    private static AuditVerification Verify(TemporaryDatabase temporary) => temporary.Database.Read(t => AuditVerifier.Verify(t));

    /// <summary>Changes the file as somebody would who has it in his hands.</summary>
    private static async Task Tamper(TemporaryDatabase temporary, string statements)
    {
        await using var connection = new SqliteConnection(temporary.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync(
            "PRAGMA foreign_keys = OFF; DROP TRIGGER IF EXISTS audit_entries_keep_update; DROP TRIGGER IF EXISTS audit_entries_keep_delete; " + statements);
    }
}
