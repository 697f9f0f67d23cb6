using System.Data;
using System.Data.Common;

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

    /// <summary>There is nothing to keep and nothing to undo.</summary>
    private void End()
    {
        CachingConnection? connection = _connection;
        _connection = null;
        connection?.Run("COMMIT", []);
    }
}
