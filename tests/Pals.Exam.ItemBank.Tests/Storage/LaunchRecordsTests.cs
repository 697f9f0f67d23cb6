using System.Data.Common;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Tests.Storage;

public sealed class LaunchRecordsOnSqliteTests() : LaunchRecordsTests(DatabaseProvider.Sqlite);

public sealed class LaunchRecordsOnSqlServerTests() : LaunchRecordsTests(DatabaseProvider.SqlServer);

/// <summary>Launches of exams in providers' pages and the origins of these, the same on every database.</summary>
public abstract class LaunchRecordsTests(DatabaseProvider provider)
{
    private const string Origin = "https://lernen.example";

    private static readonly DateTimeOffset Noon = TemporaryDatabase.Noon;

    [Fact]
    public async Task Use_InEveryState_SaysWhatCameOfIt()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        StoredExam exam = await PathSample.Exam(temporary);
        byte[] token = Hash(1);
        await temporary.Write(t => LaunchRecords.Add(t, Launch(exam, token)));

        Assert.Equal((LaunchOutcome.Unknown, default), await Use(temporary.Database, Hash(2), Origin, Hash(3), Noon));
        Assert.Equal((LaunchOutcome.OtherOrigin, default), await Use(temporary.Database, token, "https://Lernen.example", Hash(3), Noon));
        Assert.Equal((LaunchOutcome.Expired, default), await Use(temporary.Database, token, Origin, Hash(3), Noon.AddMinutes(2)));
        Assert.False(temporary.Read(t => LaunchRecords.HasToken(t, exam.ExamId, Hash(3))));

        Assert.Equal((LaunchOutcome.Opened, exam.ExamId), await Use(temporary.Database, token, Origin, Hash(3), Noon.AddMinutes(2).AddMilliseconds(-1)));
        Assert.Equal((LaunchOutcome.Used, default), await Use(temporary.Database, token, Origin, Hash(4), Noon));
        Assert.True(temporary.Read(t => LaunchRecords.HasToken(t, exam.ExamId, Hash(3))));
        Assert.False(temporary.Read(t => LaunchRecords.HasToken(t, exam.ExamId, Hash(4))));
        Assert.False(temporary.Read(t => LaunchRecords.HasToken(t, Guid.NewGuid(), Hash(3))));
    }

    [Fact]
    public async Task Use_OnTwoNodesAtOnce_OpensOnce()
    {
        const int Launches = 20;
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        await using ExamDatabase other = temporary.Open();
        StoredExam exam = await PathSample.Exam(temporary);
        await temporary.Write(t =>
        {
            for (byte i = 0; i < Launches; i++)
            {
                LaunchRecords.Add(t, Launch(exam, Hash(i)));
            }
        });

        (LaunchOutcome Outcome, Guid)[][] used = await Task.WhenAll(Enumerable.Range(0, Launches).Select(i => Task.WhenAll(
            Use(temporary.Database, Hash((byte)i), Origin, Hash((byte)(100 + i)), Noon),
            Use(other, Hash((byte)i), Origin, Hash((byte)(200 + i)), Noon))));

        Assert.All(used, pair => Assert.Equal([LaunchOutcome.Opened, LaunchOutcome.Used], pair.Select(one => one.Outcome).Order()));
        for (int i = 0; i < Launches; i++)
        {
            bool[] opens =
            [
                temporary.Read(t => LaunchRecords.HasToken(t, exam.ExamId, Hash((byte)(100 + i)))),
                temporary.Read(t => LaunchRecords.HasToken(t, exam.ExamId, Hash((byte)(200 + i)))),
            ];
            Assert.Equal(used[i].Select(one => one.Outcome == LaunchOutcome.Opened), opens);
        }
    }

    [Fact]
    public async Task Add_TokenThatAnotherLaunchHas_IsRefused()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        StoredExam exam = await PathSample.Exam(temporary);
        await temporary.Write(t => LaunchRecords.Add(t, Launch(exam, Hash(1))));

        await Assert.ThrowsAsync<DuplicateKeyException>(() => temporary.Write(t => LaunchRecords.Add(t, Launch(exam, Hash(1)))));
        await Assert.ThrowsAnyAsync<DbException>(
            () => temporary.Write(t => LaunchRecords.Add(t, Launch(TemporaryDatabase.NewExam() with { ProviderId = PathSample.Provider }, Hash(2)))));
    }

    [Fact]
    public async Task Origins_Replaced_AllowTheNewOnesOfTheExamsProviderOnly()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        StoredExam exam = await PathSample.Exam(temporary);
        StoredExam anyone = await temporary.Begin();
        await temporary.Write(t =>
        {
            OriginRecords.Replace(t, PathSample.Provider, ["https://old.example", Origin]);
            OriginRecords.Replace(t, PathSample.OtherProvider, ["https://north.example"]);
        });

        await temporary.Write(t => OriginRecords.Replace(t, PathSample.Provider, [Origin, "http://localhost:5173"]));

        Assert.Equal(["http://localhost:5173", Origin], temporary.Read(t => OriginRecords.Of(t, PathSample.Provider)));
        Assert.Equal(["https://north.example"], temporary.Read(t => OriginRecords.Of(t, PathSample.OtherProvider)));
        Assert.True(temporary.Read(t => OriginRecords.Allows(t, exam.ExamId, Origin)));
        Assert.False(temporary.Read(t => OriginRecords.Allows(t, exam.ExamId, "https://old.example")));
        Assert.False(temporary.Read(t => OriginRecords.Allows(t, exam.ExamId, "https://north.example")));
        Assert.False(temporary.Read(t => OriginRecords.Allows(t, anyone.ExamId, Origin)));

        await temporary.Write(t => OriginRecords.Replace(t, PathSample.Provider, []));
        Assert.Empty(temporary.Read(t => OriginRecords.Of(t, PathSample.Provider)));
    }

    [Fact]
    public async Task Replace_OriginsOnTwoNodesAtOnce_LeavesThoseOfOneOfThem()
    {
        await using TemporaryDatabase temporary = await PathSample.Database(provider);
        await using ExamDatabase other = temporary.Open();
        string[] ours = ["https://a.example", "https://shared.example"];
        string[] theirs = ["https://b.example", "https://shared.example"];

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? temporary.Database : other).Write(
            t => OriginRecords.Replace(t, PathSample.Provider, i % 2 == 0 ? ours : theirs), TestContext.Current.CancellationToken)));

        string[] left = [.. temporary.Read(t => OriginRecords.Of(t, PathSample.Provider))];
        Assert.True(left.SequenceEqual(ours) || left.SequenceEqual(theirs), string.Join(", ", left));
    }

    private static StoredLaunch Launch(StoredExam exam, byte[] token) =>
        new(Guid.NewGuid(), token, exam.ExamId, exam.ProviderId!, Origin, Noon, Noon.AddMinutes(2));

    private static byte[] Hash(byte seed) => [.. Enumerable.Repeat(seed, 32)];

    private static Task<(LaunchOutcome Outcome, Guid ExamId)> Use(ExamDatabase node, byte[] token, string origin, byte[] examToken, DateTimeOffset now) =>
        node.Write(t => LaunchRecords.Use(t, token, origin, examToken, now), TestContext.Current.CancellationToken);
}
