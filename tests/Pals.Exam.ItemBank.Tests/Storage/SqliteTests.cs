using System.Data.Common;
using System.Runtime.InteropServices;
using Dapper;
using Microsoft.Data.Sqlite;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Tests.Storage;

/// <summary>What SQLite alone can meet: a full disk, a locked file, its own settings and plans.</summary>
public sealed class SqliteTests
{
    [Fact]
    public async Task Sleep_OfAMillisecond_IsNotASecond()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create();

        // SQLite answers how long it let its file system sleep: 1000 ms when that knows whole seconds only.
        Assert.Equal(1, SleepMilliseconds(1));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(25, 325)]
    [InlineData(27, 375)]
    public void Wait_PauseByPause_LooksAgainAfterAFewMilliseconds(int pauses, long milliseconds) =>
        Assert.Equal(milliseconds, SqliteWait.Paused(pauses));

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
    public async Task Open_Database_IsDurableOnEachCommit()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create();

        // 2 is FULL: the log is flushed before the commit returns.
        Assert.Equal(2, await temporary.Write(t => t.Connection!.ExecuteScalar<int>("PRAGMA synchronous")));
        Assert.Equal("wal", await temporary.Write(t => t.Connection!.ExecuteScalar<string>("PRAGMA journal_mode")));
        Assert.Equal(1, await temporary.Write(t => t.Connection!.ExecuteScalar<int>("PRAGMA foreign_keys")));
    }

    [Theory]
    [InlineData("SELECT exam_id FROM exams WHERE status = 'in-progress' AND deadline < 0 ORDER BY deadline", "INDEX ix_exams_open (deadline<?")]
    [InlineData(
        "SELECT 1 FROM exams WHERE status = 'in-progress' AND purpose = 'certification' AND parameter_set_id IN "
        + "(SELECT parameter_set_id FROM parameter_sets WHERE bank = 'pals')",
        "INDEX ix_exams_purpose (purpose=?")]
    public async Task Queries_OverOpenExams_UseTheirIndex(string query, string index)
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create();

        string plan = temporary.Database.Read(
            t => string.Join('\n', t.Connection!.Query($"EXPLAIN QUERY PLAN {query}").Select(row => (string)row.detail)));

        Assert.Contains(index, plan);
    }

    [Theory]
    [InlineData("Data Source=/nowhere/at/all/exams.db", "/nowhere/at/all/exams.db")]
    [InlineData("Colour=blue", "connection string")]
    public void Open_NotPossible_SaysWhat(string connectionString, string expected)
    {
        StorageException refused = Assert.Throws<StorageException>(() => ExamDatabase.Open(connectionString, TimeProvider.System));
        Assert.Contains(expected, refused.Message);
    }

    private static bool AddProvider(DbTransaction transaction, int number)
    {
        ProviderRecords.Add(transaction, $"provider-{number}", $"{number}", TemporaryDatabase.Noon);
        return true;
    }

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_sleep", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
    private static extern int SleepMilliseconds(int milliseconds);
}
