using System.Data.Common;
using Polly;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>
/// The database of items, parameter sets, definitions, exams and keys. Reads run on connections of their own and see every acknowledged change;
/// changes go through one group commit.
/// </summary>
public sealed class ExamDatabase : IAsyncDisposable
{
    /// <summary>Nobody waits for a node that starts, and another one may be making the database.</summary>
    private static readonly TimeSpan PatienceOfAStart = TimeSpan.FromMinutes(1);

    private readonly ReadConnections _readers;
    private readonly GroupCommit _writer;
    private readonly SqliteCheckpoints? _checkpoints;
    private readonly ResiliencePipeline _retry;

    private ExamDatabase(SqlDialect dialect, DatabaseAddress address, ExamDatabaseOptions options)
    {
        _retry = Retrying.Briefly(dialect);
        _readers = new ReadConnections(dialect, address);
        _checkpoints = dialect.StartCheckpoints(address);
        _writer = new GroupCommit(
            dialect, () => dialect.OpenForWriting(address), options.MaximumWaitingChanges, options.MaximumGroup, _checkpoints);
    }

    /// <summary>Opens the SQLite database of <paramref name="connectionString"/>.</summary>
    /// <inheritdoc cref="Open(DatabaseProvider, string, TimeProvider, ExamDatabaseOptions?)"/>
    public static ExamDatabase Open(string connectionString, TimeProvider time, ExamDatabaseOptions? options = null) =>
        Open(DatabaseProvider.Sqlite, connectionString, time, options);

    /// <summary>Opens the database of <paramref name="connectionString"/>, which is created and brought to the newest schema as needed.</summary>
    /// <exception cref="StorageException">The database cannot be opened, or was made by a newer or different program.</exception>
    public static ExamDatabase Open(
        DatabaseProvider provider, string connectionString, TimeProvider time, ExamDatabaseOptions? options = null)
    {
        options ??= new ExamDatabaseOptions();
        var dialect = SqlDialect.Of(provider);
        DatabaseAddress address = dialect.Address(connectionString, options);
        DatabaseAddress patient = address with { Patience = PatienceOfAStart > options.BusyTimeout ? PatienceOfAStart : options.BusyTimeout };
        try
        {
            Retrying.Briefly(dialect).Execute(() =>
            {
                dialect.Prepare(patient);
                using DbConnection connection = dialect.OpenForWriting(patient);
                Migrator.Apply(dialect, connection, time);
            });
        }
        catch (DbException exception)
        {
            throw new StorageException($"The database {address.Name} cannot be opened: {exception.Message}", exception);
        }

        return new ExamDatabase(dialect, address, options);
    }

    /// <summary>Makes sure that a connection string can be read; nothing is opened.</summary>
    /// <exception cref="StorageException">It cannot; the message does not repeat its values.</exception>
    public static void RequireConnectionString(DatabaseProvider provider, string connectionString) =>
        _ = SqlDialect.Of(provider).Address(connectionString, new ExamDatabaseOptions());

    /// <summary>
    /// Runs a query on a connection of its own; it sees one consistent state of the database. It may run more than once, so it must change
    /// nothing.
    /// </summary>
    /// <exception cref="StorageException">The database cannot be read.</exception>
    public T Read<T>(Func<DbTransaction, T> query)
    {
        try
        {
            return _retry.Execute(() => _readers.Read(query));
        }
        catch (DbException exception)
        {
            throw new StorageException("The database cannot be read.", exception);
        }
    }

    /// <summary>
    /// Runs <paramref name="change"/> with others in one transaction; the task completes when it is durable. A change that throws leaves nothing
    /// behind, and the exception reaches only its own caller. The change may run more than once before it is durable once, so it must change
    /// nothing but the database.
    /// </summary>
    /// <exception cref="WriterBusyException">Too many changes are waiting.</exception>
    /// <exception cref="DuplicateKeyException">Somebody else was first.</exception>
    /// <exception cref="UnknownOutcomeException">The change is durable as a whole or not at all, and nobody can tell.</exception>
    /// <exception cref="StorageException">The change could not be made durable.</exception>
    public Task<T> Write<T>(Func<DbTransaction, T> change, CancellationToken cancellation = default) => _writer.Write(change, cancellation);

    /// <inheritdoc cref="Write{T}"/>
    public Task Write(Action<DbTransaction> change, CancellationToken cancellation = default) => Write(
        transaction =>
        {
            change(transaction);
            return true;
        },
        cancellation);

    /// <summary>Writes the changes that wait and closes the database.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync().ConfigureAwait(false);
        _checkpoints?.Dispose();
        _readers.Dispose();
    }
}

/// <summary>How many changes may wait and share a commit, and how long another process may hold the write lock.</summary>
public sealed record ExamDatabaseOptions
{
    /// <summary>Changes that may wait for the writer before new ones are refused.</summary>
    public int MaximumWaitingChanges { get; init; } = 4096;

    /// <summary>Changes that share one commit at most; bounds the time the first of a group waits.</summary>
    public int MaximumGroup { get; init; } = 256;

    /// <summary>How long the writer waits for another process that is writing.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
