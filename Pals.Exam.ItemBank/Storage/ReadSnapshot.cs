using System.Data;
using System.Data.Common;
using SQLitePCL;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>
/// A SQLite transaction that only reads: one consistent state from its first query to its end. Its two statements stay compiled, where the driver
/// compiles them each time, which takes as long as most of the queries between them.
/// </summary>
internal sealed class ReadSnapshot : DbTransaction
{
    private CachingConnection? _connection;

    public ReadSnapshot(CachingConnection connection)
    {
        _connection = connection;
        connection.Run("BEGIN", []);
    }

    public override IsolationLevel IsolationLevel => IsolationLevel.Serializable;

    protected override DbConnection? DbConnection => _connection;

    public override void Commit() => End();

    public override void Rollback() => End();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            End();
        }

        base.Dispose(disposing);
    }

    /// <summary>There is nothing to keep and nothing to undo; after some failures of a query SQLite has ended the transaction itself.</summary>
    private void End()
    {
        CachingConnection? connection = _connection;
        _connection = null;
        if (connection is { Handle: { } handle } && raw.sqlite3_get_autocommit(handle) == 0)
        {
            connection.Run("COMMIT", []);
        }
    }
}
