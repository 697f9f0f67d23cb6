using System.Data.Common;
using System.Diagnostics.Metrics;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>
/// Moves what is in the log into the file, beside the writer: left to itself SQLite does that within a commit, and everybody whose answer waits for that
/// commit waits until some ten thousand pages have reached the disk.
/// </summary>
internal sealed class SqliteCheckpoints : IDisposable
{
    /// <summary>
    /// Pages in the log from which on it begins anew. That holds up the writer, for the pages that came since the pass just before: so seldom. 128 MB are read
    /// in a fraction of a second at a start after a crash.
    /// </summary>
    public const int PagesInLog = 64_000;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Func<DbConnection> _open;
    private readonly Meter _meter = new(StorageMetrics.Name);
    private readonly Counter<long> _failures;
    private readonly ManualResetEventSlim _isEnding = new();
    private readonly Task _work;
    private DbConnection? _connection;

    public SqliteCheckpoints(Func<DbConnection> open)
    {
        _open = open;
        _failures = _meter.CreateCounter<long>(
            "pals.exam.checkpoints.failed", "{checkpoint}", "Passes that did not move the log into the file; the log grows until one does.");
        _work = Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Moves what can be moved without holding anybody up and, where the log is long, makes it begin anew.</summary>
    internal static void Pass(DbConnection connection, long mostPages)
    {
        if (Pages(connection, "PASSIVE") > mostPages)
        {
            _ = Pages(connection, "RESTART");
        }
    }

    public void Dispose()
    {
        _isEnding.Set();
        _work.Wait();
        _connection?.Dispose();
        _meter.Dispose();
        _isEnding.Dispose();
    }

    /// <summary>The pages that are in the log, moved or not.</summary>
    internal static long Pages(DbConnection connection, string mode) =>
        connection.QuerySingle<(long Busy, long Pages, long Moved)>($"PRAGMA wal_checkpoint({mode})").Pages;

    private void Work()
    {
        Thread.CurrentThread.Name = "exam checkpoints";
        while (!_isEnding.Wait(Pause))
        {
            try
            {
                Pass(_connection ??= _open(), PagesInLog);
            }
            catch (SqliteException)
            {
                // A full disk, or another process that is busy. Nothing is lost: what is durable is in the log, and the next pass tries again. A log
                // that nobody moves the writer moves itself, in the end, and then tells those who wait what is wrong.
                _failures.Add(1);
                _connection?.Dispose();
                _connection = null;
            }
        }
    }
}
