using System.Diagnostics;
using Microsoft.Data.SqlClient;

namespace Pals.Exam.Tests.Shared;

/// <summary>The SQL Server that tests may use, if there is one: any server that speaks its protocol.</summary>
internal static class TestSqlServer
{
    /// <summary>The environment variable with a connection string whose login may create databases.</summary>
    public const string Variable = "PALS_EXAM_SQLSERVER";

    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(30);

    private static readonly string? Server = Environment.GetEnvironmentVariable(Variable);

    /// <summary>The connection string of a database of that name, which does not exist yet; skips the test where there is no server.</summary>
    public static string NewDatabase()
    {
        Assert.SkipWhen(string.IsNullOrEmpty(Server), $"{Variable} names no SQL Server: docs/databases.md says how to run these tests.");
        return new SqlConnectionStringBuilder(Server) { InitialCatalog = $"pals_exam_test_{Guid.NewGuid():N}" }.ConnectionString;
    }

    /// <summary>What a server that shares the database with others is configured with.</summary>
    public static (string Key, string Value)[] ServerSettings(string connectionString) =>
    [
        ("Database:Provider", "sqlserver"),
        ("ConnectionStrings:Exams", connectionString),
        ("Secrets:MasterKey", Convert.ToBase64String([.. Enumerable.Range(0, 32).Select(i => (byte)i)])),
    ];

    /// <summary>Drops a database that <see cref="NewDatabase"/> named; nobody may work in it any more.</summary>
    public static void Drop(string connectionString)
    {
        SqlConnection.ClearAllPools();
        string name = new SqlConnectionStringBuilder(connectionString).InitialCatalog;
        using var master = new SqlConnection(new SqlConnectionStringBuilder(connectionString) { InitialCatalog = "master" }.ConnectionString);
        master.Open();
        long began = Stopwatch.GetTimestamp();
        while (!TryExecute(master, $"DROP DATABASE IF EXISTS [{name}]"))
        {
            // The server has yet to notice that the processes that were connected are gone.
            Assert.True(Stopwatch.GetElapsedTime(began) < LongestFarewell, $"Somebody is still connected to {name}.");
            TryExecute(master, $"ALTER DATABASE [{name}] SET SINGLE_USER WITH ROLLBACK IMMEDIATE");
        }
    }

    private static bool TryExecute(SqlConnection connection, string statement)
    {
        using SqlCommand command = connection.CreateCommand();
        command.CommandText = statement;
        try
        {
            command.ExecuteNonQuery();
            return true;
        }
        catch (SqlException)
        {
            return false;
        }
    }
}
