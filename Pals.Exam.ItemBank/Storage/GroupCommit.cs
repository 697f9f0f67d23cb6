using System.Data.Common;
using System.Threading.Channels;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>
/// One writer for everybody. It takes all changes that are waiting, runs them in one transaction, commits once and only then acknowledges
/// each: the cost of reaching the disk is shared, and while one group reaches it the next one gathers. A change that fails is undone to its
/// own savepoint and spoils no other. When too many wait, new ones are refused instead of queued without bound.
/// </summary>
internal sealed class GroupCommit : IAsyncDisposable
{
    private const string Savepoint = "change";

    private readonly Func<DbConnection> _open;
    private readonly int _maximumGroup;
    private readonly Channel<Change> _waiting;
    private readonly Task _writer;
    private DbConnection? _connection;

    public GroupCommit(Func<DbConnection> open, int capacity, int maximumGroup)
    {
        _open = open;
        _maximumGroup = maximumGroup;
        _waiting = Channel.CreateBounded<Change>(new BoundedChannelOptions(capacity) { SingleReader = true });
        _writer = Task.Run(WriteGroups);
    }

    /// <summary>Runs <paramref name="change"/> on the writer; the task completes when the change is durable.</summary>
    /// <exception cref="WriterBusyException">Too many changes are waiting, or the writer is closed.</exception>
    public Task<T> Write<T>(Func<DbTransaction, T> change, CancellationToken cancellation)
    {
        var waiting = new Change<T>(change, cancellation);
        return _waiting.Writer.TryWrite(waiting) ? waiting.Durable : throw new WriterBusyException();
    }

    /// <summary>Takes no further change, writes those that wait, and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _writer.ConfigureAwait(false);
        _connection?.Dispose();
    }

    private async Task WriteGroups()
    {
        var group = new List<Change>(_maximumGroup);
        while (await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (group.Count < _maximumGroup && _waiting.Reader.TryRead(out Change? change))
            {
                group.Add(change);
            }

            WriteGroup(group);
            group.Clear();
        }
    }

    private void WriteGroup(List<Change> group)
    {
        try
        {
            _connection ??= _open();
            using DbTransaction transaction = _connection.BeginTransaction();
            foreach (Change change in group)
            {
                transaction.Save(Savepoint);
                if (change.Run(transaction) is { } failure)
                {
                    Undo(transaction, failure);
                }

                transaction.Release(Savepoint);
            }

            transaction.Commit();
        }
#pragma warning disable CA1031 // Whatever went wrong belongs to the callers, who each receive it; the writer must live on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            // The connection may be in any condition now: the next group opens another.
            _connection?.Dispose();
            _connection = null;
            foreach (Change change in group)
            {
                change.Fail(exception as StorageException ?? new StorageException("The change could not be made durable.", exception));
            }

            return;
        }

        foreach (Change change in group)
        {
            change.Acknowledge();
        }
    }

    private static void Undo(DbTransaction transaction, Exception failure)
    {
        try
        {
            transaction.Rollback(Savepoint);
        }
        catch (InvalidOperationException)
        {
            // SQLite has undone the whole group on its own, as it does when the disk is full.
            throw new StorageException("The change could not be made durable.", failure);
        }
    }

    private abstract class Change
    {
        /// <summary>Runs the change; returns what went wrong, in which case it has to be undone.</summary>
        public abstract Exception? Run(DbTransaction transaction);

        /// <summary>Reports the outcome of the run, once the group is durable.</summary>
        public abstract void Acknowledge();

        /// <summary>Reports that nothing of the group is durable.</summary>
        public abstract void Fail(Exception exception);
    }

    private sealed class Change<T>(Func<DbTransaction, T> run, CancellationToken cancellation) : Change
    {
        // A caller's continuation must not run on the writer.
        private readonly TaskCompletionSource<T> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _result;
        private Exception? _failure;

        public Task<T> Durable => _source.Task;

        public override Exception? Run(DbTransaction transaction)
        {
            try
            {
                cancellation.ThrowIfCancellationRequested();
                _result = run(transaction);
            }
#pragma warning disable CA1031 // The failure is the caller's: it is handed over, and the group goes on.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _failure = exception;
            }

            return _failure;
        }

        public override void Acknowledge()
        {
            if (_failure is null)
            {
                _source.SetResult(_result!);
            }
            else if (_failure is OperationCanceledException)
            {
                _source.SetCanceled(cancellation);
            }
            else
            {
                _source.SetException(_failure);
            }
        }

        public override void Fail(Exception exception) => _source.SetException(exception);
    }
}
