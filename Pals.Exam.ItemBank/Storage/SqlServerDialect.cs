using System.Data;
using System.Data.Common;
using System.Text.RegularExpressions;
using Dapper;
using Microsoft.Data.SqlClient;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>
/// SQL Server, 2017 or later, and what speaks its protocol. Uniqueness and row versions (READ COMMITTED SNAPSHOT) decide between nodes; no lock
/// hint is needed for a result to be right. Ids compare by their code points, as they do in SQLite.
/// </summary>
internal sealed partial class SqlServerDialect : SqlDialect
{
    private const string Savepoint = "change";
    private const string ByCodePoint = "COLLATE Latin1_General_100_BIN2";

    public override string Name => "sqlserver";

    public override string First(string count) => $"OFFSET 0 ROWS FETCH NEXT {count} ROWS ONLY";

    public override void Serialize(DbTransaction transaction, string decision)
    {
        int outcome = transaction.Connection!.QuerySingle<int>(
            """
            DECLARE @outcome INT;
            EXEC @outcome = sp_getapplock @Resource = @decision, @LockMode = 'Exclusive', @LockOwner = 'Transaction', @LockTimeout = @milliseconds;
            SELECT @outcome;
            """,
            new { decision = $"pals-exam {decision}", milliseconds = SqlServerSetup.DecisionMilliseconds },
            transaction);
        if (outcome < 0)
        {
            throw new StorageException($"Another node has not finished its own '{decision}' in time.");
        }
    }

    public override void HoldExam(DbTransaction transaction, string examId) => transaction.Connection!.Execute(
        "UPDATE exams SET status = status WHERE exam_id = @examId", new { examId }, transaction);

    internal override DatabaseAddress Address(string connectionString, ExamDatabaseOptions options)
    {
        try
        {
            var write = new SqlConnectionStringBuilder(connectionString) { Pooling = false, MultipleActiveResultSets = false };
            var read = new SqlConnectionStringBuilder(connectionString) { MultipleActiveResultSets = false };

            // Retrying is done here, where it is known what may be repeated; and the pool must not repeat an old failure when the server is back.
            read.PoolBlockingPeriod = PoolBlockingPeriod.NeverBlock;
            write.ConnectRetryCount = 0;
            read.ConnectRetryCount = 0;
            if (string.IsNullOrWhiteSpace(write.InitialCatalog))
            {
                throw new StorageException("The connection string of the SQL Server database names no database: add 'Database=…'.");
            }

            return new DatabaseAddress(
                write.ConnectionString, read.ConnectionString, $"{write.InitialCatalog} on {write.DataSource}", options.BusyTimeout);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new StorageException($"The connection string of the SQL Server database is not valid: {exception.Message}", exception);
        }
    }

    internal override void Prepare(DatabaseAddress address) => SqlServerSetup.EnsureDatabase(address);

    internal override DbConnection OpenForWriting(DatabaseAddress address)
    {
        SqlConnection connection = Open(address.Write);
        try
        {
            connection.Execute($"SET LOCK_TIMEOUT {(long)address.Patience.TotalMilliseconds}");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    internal override void RequireInPlace(DbConnection connection)
    {
        // The server sees to that.
    }

    internal override DbConnection OpenForReading(DatabaseAddress address) => Open(address.Read);

    internal override SqliteCheckpoints? StartCheckpoints(DatabaseAddress address) => null;

    internal override DbTransaction BeginSnapshot(DbConnection connection) => connection.BeginTransaction(IsolationLevel.Snapshot);

    internal override bool KeepsReadConnections => false;

    internal override int Retries => 4;

    internal override void Close(DbTransaction transaction) => transaction.Dispose();

    internal override void BeginChange(DbTransaction transaction) => ((SqlTransaction)transaction).Save(Savepoint);

    internal override void EndChange(DbTransaction transaction)
    {
        // A savepoint of SQL Server lasts until the next of its name takes its place.
    }

    internal override bool UndoChange(DbTransaction transaction)
    {
        if (transaction.Connection is not { State: ConnectionState.Open } connection)
        {
            return false;
        }

        try
        {
            // 1: alive; -1: doomed, may only be rolled back as a whole; 0: gone.
            if (connection.ExecuteScalar<int>("SELECT XACT_STATE()", transaction: transaction) != 1)
            {
                return false;
            }

            ((SqlTransaction)transaction).Rollback(Savepoint);
            return transaction.Connection is not null;
        }
        catch (Exception exception) when (exception is SqlException or InvalidOperationException)
        {
            return false;
        }
    }

    internal override bool CommitMayBeUnknown => true;

    internal override void AddWriter(DbConnection connection, string writer) => connection.Execute(
        """
        INSERT INTO writers (writer_id, last_commit)
        SELECT @writer, 0 WHERE NOT EXISTS (SELECT 1 FROM writers WHERE writer_id = @writer)
        """,
        new { writer });

    internal override void MarkCommit(DbTransaction transaction, string writer, long number)
    {
        int marked = transaction.Connection!.Execute(
            "UPDATE writers SET last_commit = @number WHERE writer_id = @writer", new { writer, number }, transaction);
        if (marked != 1)
        {
            throw new StorageException($"The row of writer {writer} is gone: rows of writers must stay while nodes run.");
        }
    }

    internal override bool HasCommitted(DbConnection connection, string writer, long number)
    {
        // The update waits for the lock that an undecided transaction has on the row, so that the query after it sees the decision.
        connection.Execute("UPDATE writers SET last_commit = last_commit WHERE writer_id = @writer", new { writer });
        return connection.ExecuteScalar<long>("SELECT last_commit FROM writers WHERE writer_id = @writer", new { writer }) == number;
    }

    internal override Fault Judge(Exception failure) => failure is SqlException sql ? SqlServerErrors.Judge(sql) : Fault.Change;

    internal override string? Word(string placeholder) => placeholder switch
    {
        // Four of these fit into the 1,700 bytes of an index, two into the 900 of a primary key.
        "key" => $"NVARCHAR(200) {ByCodePoint}",
        "text" => $"NVARCHAR(MAX) {ByCodePoint}",
        "int" or "bool" => "INT",
        "long" or "time" => "BIGINT",
        "real" => "FLOAT(53)",
        "hash" => "VARBINARY(64)",
        "bytes" => "VARBINARY(MAX)",
        "identity" => "BIGINT IDENTITY(1, 1) NOT NULL PRIMARY KEY",
        "rows by key" => "",
        "add column" => "ADD",
        _ => null,
    };

    internal override string Same(string first, string second) =>
        $"CASE WHEN {first} THEN 1 ELSE 0 END = CASE WHEN {second} THEN 1 ELSE 0 END";

    /// <remarks>A statement that uses a column cannot stand in one batch with the one that adds it.</remarks>
    internal override IEnumerable<string> Batches(string script) => EndOfStatement().Split(script).Where(batch => batch.Trim().Length > 0);

    internal override string MigrationsTable => $"""
        IF OBJECT_ID(N'schema_migrations', N'U') IS NULL
        CREATE TABLE schema_migrations (
          number INT NOT NULL PRIMARY KEY,
          name NVARCHAR(200) {ByCodePoint} NOT NULL,
          script_hash NVARCHAR(200) {ByCodePoint} NOT NULL,
          applied_at BIGINT NOT NULL
        )
        """;

    [GeneratedRegex(@";[ \t]*(?:\n|$)")]
    private static partial Regex EndOfStatement();

    private static SqlConnection Open(string connectionString)
    {
        var connection = new SqlConnection(connectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch (InvalidOperationException exception)
        {
            connection.Dispose();
            throw new StorageException("Every connection to the database is in use.", exception);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
