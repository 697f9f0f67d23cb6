using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Tests.Storage;

public sealed class GroupCommitTests
{
    [Fact]
    public async Task Write_ManyAtOnceWithFailures_EachFailureStaysItsOwn()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create();
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

        int[] stored = temporary.Database.Read(t => t.Connection!.Query<int>("SELECT CAST(name AS INTEGER) FROM providers").Order().ToArray());
        Assert.Equal(Enumerable.Range(0, Count).Where(i => i % 5 != 0), stored);
    }

    [Fact]
    public async Task Write_ManyWaiting_ShareOneCommit()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create();
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
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(new ExamDatabaseOptions { MaximumWaitingChanges = 3 });
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
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create();
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
    public async Task Write_AnotherProcessHoldsTheLock_FailsClearlyAndRecovers()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(
            new ExamDatabaseOptions { BusyTimeout = TimeSpan.FromMilliseconds(50) });
        using (var other = new SqliteConnection(temporary.ConnectionString))
        {
            other.Open();
            using SqliteTransaction held = other.BeginTransaction();
            StorageException refused = await Assert.ThrowsAsync<StorageException>(() => temporary.Write(t => AddProvider(t, 1)));
            Assert.IsType<SqliteException>(refused.InnerException);
        }

        Assert.True(await temporary.Write(t => AddProvider(t, 2)));
        Assert.Null(temporary.Database.Read(t => ProviderRecords.Find(t, "provider-1")));
    }

    [Fact]
    public async Task Write_DiskFull_FailsClearlyAndRecoversWhenThereIsRoom()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create();
        long pages = await temporary.Write(t => t.Connection!.ExecuteScalar<long>("PRAGMA page_count"));
        await temporary.Write(t => t.Connection!.ExecuteScalar<long>($"PRAGMA max_page_count = {pages}"));
        int stored = 0;
        StorageException? refused = null;
        while (refused is null)
        {
            try
            {
                await temporary.Write(t => AddProvider(t, stored));
                stored++;
            }
            catch (StorageException exception)
            {
                refused = exception;
            }
        }

        // The code of SQLite for a full database or disk.
        Assert.Equal(13, Assert.IsType<SqliteException>(refused.InnerException).SqliteErrorCode);
        await temporary.Write(t => t.Connection!.ExecuteScalar<long>($"PRAGMA max_page_count = {pages + 100}"));
        Assert.True(await temporary.Write(t => AddProvider(t, stored)));
        Assert.Equal(stored + 1, temporary.Database.Read(t => t.Connection!.ExecuteScalar<int>("SELECT COUNT(*) FROM providers")));
    }

    [Fact]
    public async Task DisposeAsync_ChangesWaiting_WritesThemFirst()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create();
        Task<bool>[] waiting = [.. Enumerable.Range(0, 100).Select(i => temporary.Write(t => AddProvider(t, i)))];

        ExamDatabase closed = temporary.Database;
        await temporary.Reopen();

        Assert.All(await Task.WhenAll(waiting), Assert.True);
        Assert.Equal(100, temporary.Database.Read(t => t.Connection!.ExecuteScalar<int>("SELECT COUNT(*) FROM providers")));
        await Assert.ThrowsAsync<WriterBusyException>(() => closed.Write(t => AddProvider(t, 101), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Open_Database_IsDurableOnEachCommit()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create();

        // 2 is FULL: the log is flushed before the commit returns.
        Assert.Equal(2, await temporary.Write(t => t.Connection!.ExecuteScalar<int>("PRAGMA synchronous")));
        Assert.Equal("wal", await temporary.Write(t => t.Connection!.ExecuteScalar<string>("PRAGMA journal_mode")));
        Assert.Equal(1, await temporary.Write(t => t.Connection!.ExecuteScalar<int>("PRAGMA foreign_keys")));
    }

    private static bool AddProvider(DbTransaction transaction, int number)
    {
        ProviderRecords.Add(transaction, $"provider-{number}", $"{number}", TemporaryDatabase.Noon);
        return true;
    }
}
