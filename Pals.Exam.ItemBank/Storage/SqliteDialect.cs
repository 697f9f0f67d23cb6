using System.Data;
using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>
/// SQLite. One writer at a time holds the whole database, so nothing has to be locked by name. The journal is a write-ahead log with
/// <c>synchronous = FULL</c>: each commit is flushed to the disk before it is acknowledged, so an acknowledged answer survives a crash of the
/// process, of the system, and a loss of power. (With NORMAL, the usual advice for this journal, a loss of power could take back the last commits.)
/// </summary>
internal sealed class SqliteDialect : SqlDialect
{
    private const string Savepoint = "change";

    /// <summary>The pages of thousands of open exams: the default of 2 MB would read them from the file for each answer.</summary>
    private const int CacheKilobytes = 64 * 1024;

    /// <summary>
    /// Each open exam has a page of its own, which every answer writes to the log: half of the usual size is half of what goes to the disk. Of a new
    /// database; one that is there keeps its size.
    /// </summary>
    private const int PageBytes = 2048;

    /// <summary>From here on SQLite moves the log into the file within a commit: only if nobody else does (<see cref="SqliteCheckpoints"/>).</summary>
    private const int PagesOfANeglectedLog = 2 * SqliteCheckpoints.PagesInLog;

    private const int ConstraintViolated = 19;
    private const int PrimaryKeyTaken = 1555;
    private const int UniqueKeyTaken = 2067;

    static SqliteDialect()
    {
        Batteries_V2.Init();

        // Nobody asks how much memory SQLite has taken, and counting it costs a lock with each piece. Refused, without harm, once SQLite is in use.
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
        SqliteSleep.Install();
    }

    public override string Name => "sqlite";

    public override int Run(DbTransaction transaction, string statement, params ReadOnlySpan<(string Name, object? Value)> values) =>
        transaction.Connection is CachingConnection connection ? connection.Run(statement, values) : base.Run(transaction, statement, values);

    public override string First(string count) => $"LIMIT {count}";

    public override void Serialize(DbTransaction transaction, string decision)
    {
    }

    public override void HoldExam(DbTransaction transaction, string examId)
    {
    }

    internal override DatabaseAddress Address(string connectionString, ExamDatabaseOptions options)
    {
        try
        {
            var write = new SqliteConnectionStringBuilder(connectionString)
            {
                ForeignKeys = true,
                Pooling = false,
                DefaultTimeout = (int)Math.Ceiling(options.BusyTimeout.TotalSeconds),
            };
            if (write.Mode == SqliteOpenMode.ReadWriteCreate)
            {
                // Only Prepare makes a file: one that has gone while the server runs must not come back empty.
                write.Mode = SqliteOpenMode.ReadWrite;
            }

            var read = new SqliteConnectionStringBuilder(connectionString) { Mode = SqliteOpenMode.ReadOnly, Pooling = false };
            return new DatabaseAddress(write.ConnectionString, read.ConnectionString, write.DataSource, options.BusyTimeout);
        }
        catch (ArgumentException exception)
        {
            throw new StorageException($"The connection string of the SQLite database is not valid: {exception.Message}", exception);
        }
    }

    internal override void Prepare(DatabaseAddress address)
    {
        var builder = new SqliteConnectionStringBuilder(address.Write);
        if (builder.Mode == SqliteOpenMode.ReadWrite)
        {
            builder.Mode = SqliteOpenMode.ReadWriteCreate;
            using var connection = new SqliteConnection(builder.ConnectionString);
            connection.Open();
        }
    }

    internal override void RequireInPlace(DbConnection connection)
    {
        if (!File.Exists(connection.DataSource))
        {
            throw new StorageException($"The database file {connection.DataSource} is gone: nothing is written where nobody would find it.");
        }
    }

    internal override DbConnection OpenForWriting(DatabaseAddress address)
    {
        var connection = new CachingConnection(address.Write);
        try
        {
            connection.Open();
            SqliteWait.UpTo(connection, address.Patience);
            connection.Execute($"PRAGMA page_size = {PageBytes}");
            connection.Execute("PRAGMA journal_mode = WAL");
            connection.Execute("PRAGMA synchronous = FULL");
            connection.Execute($"PRAGMA cache_size = -{CacheKilobytes}");
            connection.Execute($"PRAGMA wal_autocheckpoint = {PagesOfANeglectedLog}");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    internal override DbConnection OpenForReading(DatabaseAddress address)
    {
        var connection = new CachingConnection(address.Read);
        try
        {
            connection.Open();
            SqliteWait.UpTo(connection, address.Patience);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    internal override SqliteCheckpoints? StartCheckpoints(DatabaseAddress address) => new(() => OpenForWriting(address));

    internal override DbTransaction BeginSnapshot(DbConnection connection) => new ReadSnapshot((CachingConnection)connection);

    /// <remarks>Under load the provider's pool can lend one connection to two owners (dotnet/efcore issue 39008).</remarks>
    internal override bool KeepsReadConnections => true;

    /// <remarks>Another process that writes has been waited for already, and all else that fails on a file does not pass.</remarks>
    internal override int Retries => 0;

    internal override void Close(DbTransaction transaction)
    {
        if (transaction.Connection is not SqliteConnection { State: ConnectionState.Open } connection)
        {
            transaction.Dispose();
            return;
        }

        // A commit that fails, as on a full disk, ends the transaction. The provider rolls back all the same, which would fail, and go on failing
        // whenever the connection is closed: so it is given something to roll back.
        if (!IsInTransaction(connection))
        {
            raw.sqlite3_exec(connection.Handle, "BEGIN");
        }

        transaction.Dispose();

        // It does not where SQLite, or a statement, had rolled back before.
        if (IsInTransaction(connection))
        {
            raw.sqlite3_exec(connection.Handle, "ROLLBACK");
        }
    }

    private static bool IsInTransaction(SqliteConnection connection) => raw.sqlite3_get_autocommit(connection.Handle) == 0;

    internal override void BeginChange(DbTransaction transaction) => Run(transaction, $"SAVEPOINT {Savepoint}");

    internal override void EndChange(DbTransaction transaction) => Run(transaction, $"RELEASE {Savepoint}");

    internal override bool UndoChange(DbTransaction transaction)
    {
        try
        {
            transaction.Rollback(Savepoint);
            return true;
        }
        catch (InvalidOperationException)
        {
            // SQLite has undone the whole group on its own, as it does when the disk is full.
            return false;
        }
    }

    internal override bool CommitMayBeUnknown => false;

    internal override void AddWriter(DbConnection connection, string writer)
    {
    }

    internal override void MarkCommit(DbTransaction transaction, string writer, long number)
    {
    }

    internal override bool HasCommitted(DbConnection connection, string writer, long number) => false;

    internal override Fault Judge(Exception failure) => failure switch
    {
        SqliteException { SqliteExtendedErrorCode: PrimaryKeyTaken or UniqueKeyTaken } => Fault.DuplicateKey,
        SqliteException { SqliteErrorCode: ConstraintViolated } => Fault.Change,
        SqliteException => Fault.Database,
        _ => Fault.Change,
    };

    internal override string? Word(string placeholder) => placeholder switch
    {
        "key" or "text" => "TEXT",
        "int" or "long" or "bool" or "time" => "INTEGER",
        "real" => "REAL",
        "hash" or "bytes" => "BLOB",
        "identity" => "INTEGER PRIMARY KEY AUTOINCREMENT",
        "rows by key" => " WITHOUT ROWID",
        "add column" => "ADD COLUMN",
        _ => null,
    };

    internal override string Same(string first, string second) => $"({first}) = ({second})";

    internal override IEnumerable<string> Batches(string script) => [script];

    internal override string MigrationsTable => """
        CREATE TABLE IF NOT EXISTS schema_migrations (
          number INTEGER NOT NULL PRIMARY KEY,
          name TEXT NOT NULL,
          script_hash TEXT NOT NULL,
          applied_at INTEGER NOT NULL
        )
        """;
}
