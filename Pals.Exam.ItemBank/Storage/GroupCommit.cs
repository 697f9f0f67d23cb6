using System.Data;
using System.Data.Common;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Polly;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>
/// One writer for everybody. It takes all changes that are waiting, runs them in one transaction, commits once and only then acknowledges
/// each: the cost of reaching the disk is shared, and while one group reaches it the next one gathers. A change that fails spoils no other: the
/// group is undone and runs again, each change with a savepoint of its own, which would cost every group something and is seldom needed. When too
/// many wait, new ones are refused instead of queued without bound.
/// </summary>
/// <remarks>
/// On a server, a group that failed for a passing reason is tried again. None is committed twice: where a connection breaks during a commit, the
/// mark that each group leaves in the database tells what became of it.
/// </remarks>
internal sealed class GroupCommit : IAsyncDisposable
{
    private readonly SqlDialect _dialect;
    private readonly Func<DbConnection> _open;
    private readonly int _capacity;
    private readonly int _maximumGroup;
    private readonly SqliteCheckpoints? _checkpoints;
    private readonly object _gate = new();
    private readonly Queue<Change> _waiting = new();
    private readonly StorageMetrics _metrics;
    private readonly ResiliencePipeline _retry;
    private readonly ResiliencePipeline _patience;
    private readonly string _name = Guid.NewGuid().ToString();
    private readonly Task _writer;
    private DbConnection? _connection;
    private long _number;
    private bool _isClosed;

    public GroupCommit(SqlDialect dialect, Func<DbConnection> open, int capacity, int maximumGroup, SqliteCheckpoints? checkpoints = null)
    {
        _checkpoints = checkpoints;
        _dialect = dialect;
        _open = open;
        _maximumGroup = maximumGroup;
        _retry = Retrying.Briefly(dialect);
        _patience = Retrying.Patiently(dialect);
        _capacity = capacity;
        _metrics = new StorageMetrics(() => _waiting.Count);

        // A thread of its own: it waits for the disk most of the time, and the pool, which has one thread for each core, must not wait with it.
        _writer = Task.Factory.StartNew(WriteGroups, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Runs <paramref name="change"/> on the writer; the task completes when the change is durable.</summary>
    /// <returns>A task that fails with a <see cref="WriterBusyException"/> when too many changes are waiting, or the writer is closed.</returns>
    public Task<T> Write<T>(Func<DbTransaction, T> change, CancellationToken cancellation)
    {
        var waiting = new Change<T>(change, cancellation);
        lock (_gate)
        {
            if (_isClosed || _waiting.Count >= _capacity)
            {
                return Task.FromException<T>(new WriterBusyException());
            }

            _waiting.Enqueue(waiting);
            Monitor.Pulse(_gate);
        }

        return waiting.Durable;
    }

    /// <summary>Takes no further change, writes those that wait, and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.Pulse(_gate);
        }

        await _writer.ConfigureAwait(false);
        _connection?.Dispose();
        _metrics.Dispose();
    }

    private void WriteGroups()
    {
        Thread.CurrentThread.Name = "exam writer";
        var group = new List<Change>(_maximumGroup);
        while (Gather(group))
        {
            WriteGroup(group);
            group.Clear();
            if (_connection is not null)
            {
                _checkpoints?.MoveRest(_connection);
            }
        }
    }

    /// <summary>Waits for changes and takes those that are there; false when there will be none any more.</summary>
    private bool Gather(List<Change> group)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0 && !_isClosed)
            {
                Monitor.Wait(_gate);
            }

            while (group.Count < _maximumGroup && _waiting.TryDequeue(out Change? change))
            {
                group.Add(change);
            }
        }

        return group.Count > 0;
    }

    private void WriteGroup(List<Change> group)
    {
        long begin = Stopwatch.GetTimestamp();
        using Activity? activity = _metrics.Begin(group.Count);
        try
        {
            bool isCareful = false;
            while (!_retry.Execute(() => TryWrite(group, isCareful)))
            {
                // A change has failed: from now on each has its savepoint, and those that took the whole transaction with them are left out.
                isCareful = true;
            }
        }
#pragma warning disable CA1031 // Whatever went wrong belongs to the callers, who each receive it; the writer must live on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _metrics.End(begin, isDurable: false);
            foreach (Change change in group)
            {
                change.Fail(exception as StorageException ?? new StorageException("The change could not be made durable.", exception));
            }

            return;
        }

        _metrics.End(begin, isDurable: true);
        foreach (Change change in group)
        {
            change.Acknowledge(_dialect);
        }
    }

    /// <summary>Makes the group durable; false when one of its changes has failed and nothing was done, so that the group must run again.</summary>
    private bool TryWrite(List<Change> group, bool isCareful)
    {
        try
        {
            _connection ??= Open();
            _dialect.RequireInPlace(_connection);
            DbTransaction transaction = _connection.BeginTransaction();
            bool isDurable;
            try
            {
                isDurable = TryWrite(group, transaction, isCareful);
            }
            finally
            {
                _dialect.Close(transaction);
            }

            if (!isDurable && (isCareful || _connection.State != ConnectionState.Open))
            {
                Drop();
            }

            return isDurable;
        }
        catch
        {
            // The connection may be in any condition now: the next attempt opens another.
            Drop();
            throw;
        }
    }

    private bool TryWrite(List<Change> group, DbTransaction transaction, bool isCareful)
    {
        foreach (Change change in group)
        {
            if (change.IsLeftOut)
            {
                continue;
            }

            if (!isCareful)
            {
                if (change.Run(transaction) is not null)
                {
                    return false;
                }

                continue;
            }

            _dialect.BeginChange(transaction);
            if (change.Run(transaction) is { } failure && !_dialect.UndoChange(transaction))
            {
                if (_dialect.Judge(failure) is Fault.Passing or Fault.Database)
                {
                    ExceptionDispatchInfo.Throw(failure);
                }

                change.IsLeftOut = true;
                return false;
            }

            _dialect.EndChange(transaction);
        }

        _dialect.MarkCommit(transaction, _name, ++_number);
        Commit(transaction);
        return true;
    }

    private void Commit(DbTransaction transaction)
    {
        try
        {
            transaction.Commit();
        }
        catch (Exception exception) when (_dialect.CommitMayBeUnknown && exception is DbException or InvalidOperationException)
        {
            Drop();
            if (!HasCommitted(exception))
            {
                throw;
            }
        }
    }

    private bool HasCommitted(Exception failure)
    {
        try
        {
            return _patience.Execute(() =>
            {
                using DbConnection connection = _open();
                return _dialect.HasCommitted(connection, _name, _number);
            });
        }
        catch (Exception exception) when (exception is DbException or StorageException)
        {
            throw new UnknownOutcomeException(
                "The connection broke during a commit, and the database cannot be asked what became of it.", new AggregateException(failure, exception));
        }
    }

    private DbConnection Open()
    {
        DbConnection connection = _open();
        try
        {
            _dialect.AddWriter(connection, _name);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void Drop()
    {
        DbConnection? dropped = _connection;
        _connection = null;
        dropped?.Dispose();
    }
}
