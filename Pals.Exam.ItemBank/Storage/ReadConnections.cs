using System.Collections.Concurrent;
using System.Data.Common;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>Connections for reading, kept open between reads where the provider has no pool of its own that serves.</summary>
internal sealed class ReadConnections(SqlDialect dialect, DatabaseAddress address) : IDisposable
{
    private readonly ConcurrentBag<DbConnection> _idle = [];
    private volatile bool _isDisposed;

    /// <summary>Runs a query on a connection that nobody else has; it sees one consistent state of the database.</summary>
    public T Read<T>(Func<DbTransaction, T> query)
    {
        DbConnection connection = _idle.TryTake(out DbConnection? idle) ? idle : dialect.OpenForReading(address);
        try
        {
            T result;
            using (DbTransaction snapshot = dialect.BeginSnapshot(connection))
            {
                result = query(snapshot);
            }

            if (dialect.KeepsReadConnections && !_isDisposed)
            {
                _idle.Add(connection);
            }
            else
            {
                connection.Dispose();
            }

            return result;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _isDisposed = true;
        while (_idle.TryTake(out DbConnection? connection))
        {
            connection.Dispose();
        }
    }
}
