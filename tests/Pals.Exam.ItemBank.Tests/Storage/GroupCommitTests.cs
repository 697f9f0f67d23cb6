using System.Data.Common;
using Dapper;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Tests.Storage;

public sealed class GroupCommitOnSqliteTests() : GroupCommitTests(DatabaseProvider.Sqlite);

public sealed class GroupCommitOnSqlServerTests() : GroupCommitTests(DatabaseProvider.SqlServer);

/// <summary>One commit for many changes, the same on every database.</summary>
public abstract class GroupCommitTests(DatabaseProvider provider)
{
    [Fact]
    public async Task Write_ManyAtOnceWithFailures_EachFailureStaysItsOwn()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        using var gate = new ManualResetEventSlim();
        Task<bool> holding = temporary.Write(_ => gate.Wait(Timeout.Infinite, TestContext.Current.CancellationToken));

        // All of these gather behind the held writer and share the next commit; every fifth fails after it has written.
        const int Count = 200;
        Task<int>[] writes = [.. Enumerable.Range(0, Count).Select(i => temporary.Write(transaction =>
        {
            AddProvider(transaction, i);
            return i % 5 == 0 ? throw new InvalidOperationException($"change {i}") : i;
        }))];
        gate.Set();
        await holding;

        for (int i = 0; i < Count; i++)
        {
            if (i % 5 == 0)
            {
                InvalidOperationException failure = await Assert.ThrowsAsync<InvalidOperationException>(() => writes[i]);
                Assert.Equal($"change {i}", failure.Message);
            }
            else
            {
                Assert.Equal(i, await writes[i]);
            }
        }

        int[] stored = temporary.Database.Read(t => t.Connection!.Query<int>("SELECT CAST(name AS INTEGER) FROM providers", transaction: t).Order().ToArray());
        Assert.Equal(Enumerable.Range(0, Count).Where(i => i % 5 != 0), stored);
    }

    [Fact]
    public async Task Write_ChangeThatTakesTheTransactionWithIt_FailsAloneAndTheOthersAreStored()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        using var gate = new ManualResetEventSlim();
        Task<bool> holding = temporary.Write(_ => gate.Wait(Timeout.Infinite, TestContext.Current.CancellationToken));
        Task<bool>[] writes = [.. Enumerable.Range(0, 5).Select(i => temporary.Write(transaction =>
        {
            AddProvider(transaction, i);
            if (i == 2)
            {
                transaction.Connection!.Execute("ROLLBACK", transaction: transaction);
                throw new InvalidOperationException("rolled back");
            }

            return true;
        }))];
        gate.Set();
        await holding;

        InvalidOperationException failure = await Assert.ThrowsAsync<InvalidOperationException>(() => writes[2]);
        Assert.Equal("rolled back", failure.Message);
        Assert.All(await Task.WhenAll(writes[0], writes[1], writes[3], writes[4]), Assert.True);
        Assert.Equal(
            ["provider-0", "provider-1", "provider-3", "provider-4"],
            temporary.Database.Read(ProviderRecords.List).Select(stored => stored.ProviderId).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Write_ManyWaiting_ShareOneCommit()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        using var gate = new ManualResetEventSlim();
        using var entered = new ManualResetEventSlim();
        Task<DbTransaction> holding = temporary.Write(transaction =>
        {
            entered.Set();
            gate.Wait(TestContext.Current.CancellationToken);
            return transaction;
        });
        entered.Wait(TestContext.Current.CancellationToken);
        Task<DbTransaction>[] waiting = [.. Enumerable.Range(0, 50).Select(_ => temporary.Write(transaction => transaction))];
        gate.Set();

        DbTransaction first = await holding;
        DbTransaction shared = Assert.Single((await Task.WhenAll(waiting)).Distinct());
        Assert.NotSame(first, shared);
    }

    [Fact]
    public async Task Write_MoreThanMayWait_AreRefusedAndTheRestIsWritten()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider, new ExamDatabaseOptions { MaximumWaitingChanges = 3 });
        using var gate = new ManualResetEventSlim();
        using var entered = new ManualResetEventSlim();
        Task<bool> holding = temporary.Write(_ =>
        {
            entered.Set();
            gate.Wait(TestContext.Current.CancellationToken);
            return true;
        });
        entered.Wait(TestContext.Current.CancellationToken);

        Task<bool>[] waiting = [.. Enumerable.Range(0, 3).Select(i => temporary.Write(t => AddProvider(t, i)))];
        await Assert.ThrowsAsync<WriterBusyException>(() => temporary.Write(t => AddProvider(t, 99)));

        gate.Set();
        await holding;
        Assert.All(await Task.WhenAll(waiting), Assert.True);
        Assert.True(await temporary.Write(t => AddProvider(t, 3)));
    }

    [Fact]
    public async Task Write_CancelledWhileWaiting_ChangesNothing()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        using var gate = new ManualResetEventSlim();
        using var cancellation = new CancellationTokenSource();
        Task<bool> holding = temporary.Write(_ => gate.Wait(Timeout.Infinite, TestContext.Current.CancellationToken));
        Task<bool> cancelled = temporary.Database.Write(t => AddProvider(t, 1), cancellation.Token);
        await cancellation.CancelAsync();
        gate.Set();
        await holding;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.Null(temporary.Database.Read(t => ProviderRecords.Find(t, "provider-1")));
    }

    [Fact]
    public async Task DisposeAsync_ChangesWaiting_WritesThemFirst()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        Task<bool>[] waiting = [.. Enumerable.Range(0, 100).Select(i => temporary.Write(t => AddProvider(t, i)))];

        ExamDatabase closed = temporary.Database;
        await temporary.Reopen();

        Assert.All(await Task.WhenAll(waiting), Assert.True);
        Assert.Equal(100, temporary.Database.Read(t => t.Connection!.ExecuteScalar<int>("SELECT COUNT(*) FROM providers", transaction: t)));
        await Assert.ThrowsAsync<WriterBusyException>(() => closed.Write(t => AddProvider(t, 101), TestContext.Current.CancellationToken));
    }

    private static bool AddProvider(DbTransaction transaction, int number)
    {
        ProviderRecords.Add(transaction, $"provider-{number}", $"{number}", TemporaryDatabase.Noon);
        return true;
    }
}
