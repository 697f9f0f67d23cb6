using Dapper;
using Microsoft.Data.SqlClient;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>Makes a database on a server, with the settings that the program relies on; one that is there must have them.</summary>
internal static class SqlServerSetup
{
    /// <summary>Longer than any migration of a large database should take: who waits so long waits for another node that starts.</summary>
    public const int DecisionMilliseconds = 60_000;

    public static void EnsureDatabase(DatabaseAddress address)
    {
        var target = new SqlConnectionStringBuilder(address.Write);
        string name = target.InitialCatalog;
        if (!CanOpen(address.Write))
        {
            using var master = new SqlConnection(new SqlConnectionStringBuilder(address.Write) { InitialCatalog = "master" }.ConnectionString);
            master.Open();
            Create(master, name);
        }

        using var connection = new SqlConnection(address.Write);
        connection.Open();
        (bool ReadsCommittedRows, int SnapshotState) settings = connection.QuerySingle<(bool, int)>(
            """
            SELECT CAST(is_read_committed_snapshot_on AS BIT), CAST(snapshot_isolation_state AS INT) FROM sys.databases WHERE name = DB_NAME()
            """);
        if (!settings.ReadsCommittedRows || settings.SnapshotState != 1)
        {
            throw new StorageException(
                $"The database {address.Name} does not keep versions of rows, on which exams rely when several nodes work at once. Run once: "
                + $"ALTER DATABASE {Quoted(name)} SET READ_COMMITTED_SNAPSHOT ON WITH ROLLBACK IMMEDIATE; "
                + $"ALTER DATABASE {Quoted(name)} SET ALLOW_SNAPSHOT_ISOLATION ON;");
        }
    }

    /// <remarks>Servers differ in how they say that there is no such database; whatever else is wrong comes up again.</remarks>
    private static bool CanOpen(string connectionString)
    {
        try
        {
            using var connection = new SqlConnection(connectionString);
            connection.Open();
            return true;
        }
        catch (SqlException exception) when (SqlServerErrors.Judge(exception) != Fault.Passing)
        {
            return false;
        }
    }

    private static void Create(SqlConnection master, string name)
    {
        // Of several nodes that start at the same time one makes the database. The lock ends with the connection.
        master.Execute(
            "EXEC sp_getapplock @Resource = 'pals-exam database', @LockMode = 'Exclusive', @LockOwner = 'Session', @LockTimeout = @milliseconds",
            new { milliseconds = DecisionMilliseconds });
        if (master.ExecuteScalar<int>("SELECT COUNT(*) FROM sys.databases WHERE name = @name", new { name }) == 0)
        {
            master.Execute($"CREATE DATABASE {Quoted(name)}");
        }

        (bool ReadsCommittedRows, int SnapshotState) settings = master.QuerySingle<(bool, int)>(
            """
            SELECT CAST(is_read_committed_snapshot_on AS BIT), CAST(snapshot_isolation_state AS INT) FROM sys.databases WHERE name = @name
            """,
            new { name });
        if (!settings.ReadsCommittedRows)
        {
            master.Execute($"ALTER DATABASE {Quoted(name)} SET READ_COMMITTED_SNAPSHOT ON WITH ROLLBACK IMMEDIATE");
        }

        if (settings.SnapshotState != 1)
        {
            master.Execute($"ALTER DATABASE {Quoted(name)} SET ALLOW_SNAPSHOT_ISOLATION ON");
        }
    }

    private static string Quoted(string name) => $"[{name.Replace("]", "]]", StringComparison.Ordinal)}]";
}
