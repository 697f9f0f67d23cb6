using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>The databases that the program runs on.</summary>
public enum DatabaseProvider
{
    /// <summary>A file of the machine that the program runs on.</summary>
    Sqlite,

    /// <summary>A database server, which several nodes may share.</summary>
    SqlServer,
}

/// <summary>
/// What differs between the databases; all other SQL is shared. A query asks the dialect of its transaction for the few words that differ, and
/// a migration names its types by placeholders (<see cref="MigrationScript"/>).
/// </summary>
public abstract class SqlDialect
{
    private static readonly SqliteDialect OfSqlite = new();
    private static readonly SqlServerDialect OfSqlServer = new();

    /// <summary>The word by which scripts, settings and messages name the database.</summary>
    public abstract string Name { get; }

    /// <summary>The dialect of a provider.</summary>
    public static SqlDialect Of(DatabaseProvider provider) => provider switch
    {
        DatabaseProvider.Sqlite => OfSqlite,
        DatabaseProvider.SqlServer => OfSqlServer,
        _ => throw new ArgumentOutOfRangeException(nameof(provider), provider, "The provider is none that the program has."),
    };

    /// <summary>The dialect of the database that a transaction runs on.</summary>
    public static SqlDialect Of(DbTransaction transaction) => transaction.Connection is SqliteConnection ? OfSqlite : OfSqlServer;

    /// <summary>
    /// Runs a statement without rows; returns the number of rows it has changed. For the statements that answers run again and again: the text is a
    /// constant, and the values come in the order in which it first names them.
    /// </summary>
    public virtual int Run(DbTransaction transaction, string statement, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var parameters = new DynamicParameters();
        foreach ((string name, object? value) in values)
        {
            parameters.Add(name, value);
        }

        return transaction.Connection!.Execute(statement, parameters, transaction);
    }

    /// <summary>What follows ORDER BY to get the first rows only; <paramref name="count"/> is a parameter, for example <c>@count</c>.</summary>
    public abstract string First(string count);

    /// <summary>
    /// Makes everybody who takes the same decision wait until this transaction ends: for changes that read before they write, where no key of
    /// a table would decide between two nodes.
    /// </summary>
    /// <exception cref="StorageException">Somebody else took too long.</exception>
    public abstract void Serialize(DbTransaction transaction, string decision);

    /// <summary>
    /// Makes everybody who changes the same exam wait until this transaction ends. To be called first by a change that must not see half of
    /// another one of the same exam, since a statement sees other tables as they were when it began.
    /// </summary>
    public abstract void HoldExam(DbTransaction transaction, string examId);

    /// <summary>Where the database is, with what the program needs set; the strings for reading and for writing may differ.</summary>
    /// <exception cref="StorageException">The connection string is not valid.</exception>
    internal abstract DatabaseAddress Address(string connectionString, ExamDatabaseOptions options);

    /// <summary>Makes the database if there is none, and makes sure that its settings are those the program relies on.</summary>
    internal abstract void Prepare(DatabaseAddress address);

    internal abstract DbConnection OpenForWriting(DatabaseAddress address);

    /// <summary>Makes sure that what is written through an open connection will be found by whoever opens the database next.</summary>
    /// <exception cref="StorageException">It would not.</exception>
    internal abstract void RequireInPlace(DbConnection connection);

    internal abstract DbConnection OpenForReading(DatabaseAddress address);

    /// <summary>Starts what moves the log of a database into its file; null where a server sees to it.</summary>
    internal abstract SqliteCheckpoints? StartCheckpoints(DatabaseAddress address);

    /// <summary>Begins a transaction whose queries all see the same state of the database.</summary>
    internal abstract DbTransaction BeginSnapshot(DbConnection connection);

    /// <summary>True when connections for reading are better kept open by the program than given back to the provider's pool.</summary>
    internal abstract bool KeepsReadConnections { get; }

    /// <summary>How often and how slowly what failed for a passing reason is tried again.</summary>
    internal abstract int Retries { get; }

    /// <summary>Lets go of a transaction, whatever became of it; what was not committed is undone.</summary>
    internal abstract void Close(DbTransaction transaction);

    /// <summary>Marks where a change of a group begins.</summary>
    internal abstract void BeginChange(DbTransaction transaction);

    /// <summary>Ends a change of a group, kept or undone.</summary>
    internal abstract void EndChange(DbTransaction transaction);

    /// <summary>Takes back the change that was begun last; false when the database has given up the whole transaction.</summary>
    internal abstract bool UndoChange(DbTransaction transaction);

    /// <summary>True when a commit that fails may still have happened, so that <see cref="HasCommitted"/> must be asked.</summary>
    internal abstract bool CommitMayBeUnknown { get; }

    /// <summary>Introduces a writer, whose commits will be marked.</summary>
    internal abstract void AddWriter(DbConnection connection, string writer);

    /// <summary>Marks a transaction, so that a later one can tell whether it was committed.</summary>
    internal abstract void MarkCommit(DbTransaction transaction, string writer, long number);

    /// <summary>Whether the marked transaction was committed. Waits for it if the database has not decided yet.</summary>
    internal abstract bool HasCommitted(DbConnection connection, string writer, long number);

    /// <summary>What a failure means for those who wait for the transaction.</summary>
    internal abstract Fault Judge(Exception failure);

    /// <summary>What a placeholder of a migration script stands for, or null when there is none of that name.</summary>
    internal abstract string? Word(string placeholder);

    /// <summary>An expression that is true when both conditions are true or both are false.</summary>
    internal abstract string Same(string first, string second);

    /// <summary>A script in the pieces in which the database takes it.</summary>
    internal abstract IEnumerable<string> Batches(string script);

    /// <summary>Creates the table of applied migrations if there is none.</summary>
    internal abstract string MigrationsTable { get; }
}

/// <summary>Where a database is.</summary>
/// <param name="Write">Connection string for the writer.</param>
/// <param name="Read">Connection string for readers.</param>
/// <param name="Name">What messages call the database; holds no secret.</param>
/// <param name="Patience">How long to wait for somebody else who is writing.</param>
internal sealed record DatabaseAddress(string Write, string Read, string Name, TimeSpan Patience);

/// <summary>What went wrong, by what can be done about it.</summary>
internal enum Fault
{
    /// <summary>The change itself: no other is concerned.</summary>
    Change,

    /// <summary>A key of the change is taken: somebody else was first.</summary>
    DuplicateKey,

    /// <summary>The database, in a way that passes: to be tried again.</summary>
    Passing,

    /// <summary>The database, in a way that will not pass soon.</summary>
    Database,
}
