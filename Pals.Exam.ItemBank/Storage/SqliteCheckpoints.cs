using System.Data.Common;
using System.Diagnostics.Metrics;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>
/// Moves what is in the log into the file, beside the writer: left to itself SQLite does that within a commit, and everybody whose answer waits for that
/// commit waits until some ten thousand pages have reached the disk. Only passes that wait for nobody are made, so that neither a backup nor anybody else who reads
/// for long can hold up the writer.
/// </summary>
internal sealed class SqliteCheckpoints : IDisposable
{
    /// <summary>
    /// Pages in the log from which on it should begin anew. A log begins anew when all of it has been moved, which while answers come only the writer can see to.
    /// </summary>
    public const int PagesInLog = 64_000;

    /// <summary>So few does the writer move between two groups of changes, without anybody noticing.</summary>
    private const int FewPages = 4000;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Func<DbConnection> _open;
    private readonly int _pagesInLog;
    private readonly Meter _meter = new(StorageMetrics.Name);
    private readonly Counter<long> _failures;
    private readonly ManualResetEventSlim _isEnding = new();
    private readonly Task _work;
    private long _pages;
    private int _isRestDue;

    public SqliteCheckpoints(Func<DbConnection> open, int pagesInLog = PagesInLog)
    {
        _open = open;
        _pagesInLog = pagesInLog;
        _failures = _meter.CreateCounter<long>(
            "pals.exam.checkpoints.failed", "{checkpoint}", "Passes that could not move the log into the file; the log grows until one can.");
        _meter.CreateObservableGauge("pals.exam.log.pages", () => Volatile.Read(ref _pages), "{page}", "Pages in the log, as the last pass found it.");
        _work = Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Moves what can be moved without waiting for anybody, and asks the writer for the rest where the log has grown long.</summary>
    public void Pass()
    {
        try
        {
            // Opened for each pass, so that it is the file that is there now, whatever has been put in its place.
            using DbConnection connection = _open();
            (long pages, long moved) = Move(connection);
            if (pages > _pagesInLog)
            {
                // What came during a long pass takes a short one.
                (pages, moved) = Move(connection);
                Volatile.Write(ref _isRestDue, pages - moved <= FewPages ? 1 : 0);
            }
        }
        catch (SqliteException)
        {
            // The disk. Nothing is lost: what is durable is in the log, and the next pass tries again.
            _failures.Add(1);
        }
    }

    /// <summary>To be called by the writer when its last group is acknowledged: moves the rest, so that its next write begins the log anew.</summary>
    public void MoveRest(DbConnection writer)
    {
        if (Interlocked.Exchange(ref _isRestDue, 0) == 0)
        {
            return;
        }

        try
        {
            Move(writer);
        }
        catch (SqliteException)
        {
            _failures.Add(1);
        }
    }

    public void Dispose()
    {
        _isEnding.Set();
        _work.Wait();
        _meter.Dispose();
        _isEnding.Dispose();
    }

    private (long Pages, long Moved) Move(DbConnection connection)
    {
        (_, long pages, long moved) = connection.QuerySingle<(long Busy, long Pages, long Moved)>("PRAGMA wal_checkpoint(PASSIVE)");
        Volatile.Write(ref _pages, Math.Max(pages, 0));
        return (pages, moved);
    }

    private void Work()
    {
        Thread.CurrentThread.Name = "exam checkpoints";
        while (!_isEnding.Wait(Pause))
        {
            Pass();
        }
    }
}
