using System.Data.Common;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>A change that waits to share a commit with others.</summary>
internal abstract class Change
{
    /// <summary>True once the change has failed on its own account: it is not run again.</summary>
    public bool IsLeftOut { get; set; }

    /// <summary>Runs the change; returns what went wrong, in which case it has to be undone.</summary>
    public abstract Exception? Run(DbTransaction transaction);

    /// <summary>Reports the outcome of the run, once the group is durable.</summary>
    public abstract void Acknowledge(SqlDialect dialect);

    /// <summary>Reports that nothing of the group is durable.</summary>
    public abstract void Fail(Exception exception);
}

/// <inheritdoc cref="Change"/>
internal sealed class Change<T>(Func<DbTransaction, T> run, CancellationToken cancellation) : Change
{
    // A caller's continuation must not run on the writer.
    private readonly TaskCompletionSource<T> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;
    private Exception? _failure;

    public Task<T> Durable => _source.Task;

    public override Exception? Run(DbTransaction transaction)
    {
        _failure = null;
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

    public override void Acknowledge(SqlDialect dialect)
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
            _source.SetException(Explain(_failure, dialect));
        }
    }

    public override void Fail(Exception exception) => _source.SetException(exception);

    private static Exception Explain(Exception failure, SqlDialect dialect) => failure is not DbException ? failure : dialect.Judge(failure) switch
    {
        Fault.DuplicateKey => new DuplicateKeyException("A key of the change is taken.", failure),

        // A full disk or the like, which the change met before the commit did.
        Fault.Passing or Fault.Database => new StorageException("The change could not be made durable.", failure),
        _ => failure,
    };
}
