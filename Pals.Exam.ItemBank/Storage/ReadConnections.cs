using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>
/// Connections for reading, kept open between reads. The provider has a pool of its own, but under load that can lend one connection to two
/// owners (dotnet/efcore issue 39008), and a read must never see another's transaction.
/// </summary>
internal sealed class ReadConnections(string connectionString) : IDisposable
{
    private readonly ConcurrentBag<SqliteConnection> _idle = [];
    private volatile bool _isDisposed;

    /// <summary>Runs a query on a connection that nobody else has; it sees one consistent state of the database.</summary>
    public T Read<T>(Func<DbTransaction, T> query)
    {
        SqliteConnection connection = Take();
        try
        {
            T result;
            using (SqliteTransaction snapshot = connection.BeginTransaction(deferred: true))
            {
                result = query(snapshot);
            }

            if (_isDisposed)
            {
                connection.Dispose();
            }
            else
            {
                _idle.Add(connection);
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
        while (_idle.TryTake(out SqliteConnection? connection))
        {
            connection.Dispose();
        }
    }

    private SqliteConnection Take()
    {
        if (_idle.TryTake(out SqliteConnection? idle))
        {
            return idle;
        }

        var connection = new SqliteConnection(connectionString);
        connection.Open();
        return connection;
    }
}
