using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>
/// The database of items, parameter sets, definitions, exams and keys, on SQLite. Reads run on connections of their own and see every
/// acknowledged change; changes go through one group commit.
/// </summary>
/// <remarks>
/// The journal is a write-ahead log with <c>synchronous = FULL</c>: each commit is flushed to the disk before it is acknowledged, so an
/// acknowledged answer survives a crash of the process, of the system, and a loss of power. (With NORMAL, the usual advice for this
/// journal, a loss of power could take back the last commits.)
/// </remarks>
public sealed class ExamDatabase : IAsyncDisposable
{
    private const int ConstraintViolated = 19;

    private readonly ReadConnections _readers;
    private readonly GroupCommit _writer;

    private ExamDatabase(ReadConnections readers, GroupCommit writer)
    {
        _readers = readers;
        _writer = writer;
    }

    /// <summary>Opens the database of <paramref name="connectionString"/>, which is created and brought to the newest schema as needed.</summary>
    /// <exception cref="StorageException">The file cannot be opened, or was made by a newer or different program.</exception>
    public static ExamDatabase Open(string connectionString, TimeProvider time, ExamDatabaseOptions? options = null)
    {
        options ??= new ExamDatabaseOptions();
        SQLitePCL.Batteries_V2.Init();
        SqliteConnectionStringBuilder write;
        try
        {
            write = new SqliteConnectionStringBuilder(connectionString)
            {
                ForeignKeys = true,
                Pooling = false,
                DefaultTimeout = (int)Math.Ceiling(options.BusyTimeout.TotalSeconds),
            };
        }
        catch (ArgumentException exception)
        {
            throw new StorageException($"The connection string of the SQLite database is not valid: {exception.Message}", exception);
        }

        try
        {
            using SqliteConnection connection = OpenForWriting(write.ConnectionString, options);
            Migrator.Apply(connection, time);
        }
        catch (SqliteException exception)
        {
            throw new StorageException($"The database {write.DataSource} cannot be opened: {exception.Message}", exception);
        }

        var read = new SqliteConnectionStringBuilder(connectionString) { Mode = SqliteOpenMode.ReadOnly, Pooling = false };
        var writer = new GroupCommit(
            () => OpenForWriting(write.ConnectionString, options), options.MaximumWaitingChanges, options.MaximumGroup);
        return new ExamDatabase(new ReadConnections(read.ConnectionString), writer);
    }

    /// <summary>Runs a query on a connection of its own; it sees one consistent state of the database.</summary>
    /// <exception cref="StorageException">The database cannot be read.</exception>
    public T Read<T>(Func<DbTransaction, T> query)
    {
        try
        {
            return _readers.Read(query);
        }
        catch (SqliteException exception)
        {
            throw new StorageException("The database cannot be read.", exception);
        }
    }

    /// <summary>
    /// Runs <paramref name="change"/> with others in one transaction; the task completes when it is durable. A change that throws leaves nothing
    /// behind, and the exception reaches only its own caller.
    /// </summary>
    /// <exception cref="WriterBusyException">Too many changes are waiting.</exception>
    /// <exception cref="StorageException">The change could not be made durable.</exception>
    public async Task<T> Write<T>(Func<DbTransaction, T> change, CancellationToken cancellation = default)
    {
        try
        {
            return await _writer.Write(change, cancellation).ConfigureAwait(false);
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode != ConstraintViolated)
        {
            // A full disk or the like, which the change met before the commit did.
            throw new StorageException("The change could not be made durable.", exception);
        }
    }

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
        _readers.Dispose();
    }

    private static SqliteConnection OpenForWriting(string connectionString, ExamDatabaseOptions options)
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            connection.Execute($"PRAGMA busy_timeout = {(long)options.BusyTimeout.TotalMilliseconds}");
            connection.Execute("PRAGMA journal_mode = WAL");
            connection.Execute("PRAGMA synchronous = FULL");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
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
