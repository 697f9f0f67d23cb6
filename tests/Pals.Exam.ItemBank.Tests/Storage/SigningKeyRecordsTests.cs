using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Tests.Storage;

public sealed class SigningKeyRecordsOnSqliteTests() : SigningKeyRecordsTests(DatabaseProvider.Sqlite);

public sealed class SigningKeyRecordsOnSqlServerTests() : SigningKeyRecordsTests(DatabaseProvider.SqlServer);

/// <summary>Keys that sign credentials, the same on every database.</summary>
public abstract class SigningKeyRecordsTests(DatabaseProvider provider)
{
    private static readonly DateTimeOffset Noon = TemporaryDatabase.Noon;

    [Fact]
    public async Task Rotate_Again_RetiresTheOldKeyWithoutItsPrivatePart()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        StoredSigningKey first = Key(1, Noon);
        StoredSigningKey second = Key(2, Noon.AddDays(1));
        Assert.Empty(temporary.Read(SigningKeyRecords.All));

        await temporary.Write(t => SigningKeyRecords.Rotate(t, first));
        Assert.Equal([PathSample.Written(first)], temporary.Read(SigningKeyRecords.All).Select(PathSample.Written));

        await temporary.Write(t => SigningKeyRecords.Rotate(t, second));
        StoredSigningKey retired = first with { SealedPrivateKey = null, RetiredAt = Noon.AddDays(1) };
        Assert.Equal(
            [PathSample.Written(second), PathSample.Written(retired)], temporary.Read(SigningKeyRecords.All).Select(PathSample.Written));
    }

    [Fact]
    public async Task Rotate_OnTwoNodesAtOnce_LeavesOneKeyThatSigns()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        await using ExamDatabase other = temporary.Open();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? temporary.Database : other).Write(
            t => SigningKeyRecords.Rotate(t, Key((byte)i, Noon.AddSeconds(i))), TestContext.Current.CancellationToken)));

        StoredSigningKey[] keys = [.. temporary.Read(SigningKeyRecords.All)];
        Assert.Equal(20, keys.Length);
        Assert.Single(keys, key => key.RetiredAt is null);
        Assert.Single(keys, key => key.SealedPrivateKey is not null);
    }

    [Fact]
    public async Task AddFirst_ByManyNodesAtOnce_MakesOneKey()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        await using ExamDatabase other = temporary.Open();

        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => (i % 2 == 0 ? temporary.Database : other).Write(
            t => SigningKeyRecords.AddFirst(t, Key((byte)i, Noon.AddSeconds(i))), TestContext.Current.CancellationToken)));

        Assert.Null(Assert.Single(temporary.Read(SigningKeyRecords.All)).RetiredAt);
    }

    private static StoredSigningKey Key(byte seed, DateTimeOffset at) =>
        new(Guid.NewGuid(), [seed, 0, 255, 10, 13], [.. Enumerable.Range(0, 4000).Select(i => (byte)(i * seed))], at, null);
}
