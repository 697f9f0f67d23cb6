using Microsoft.Data.SqlClient;

namespace Pals.Exam.Tests.Shared;

/// <summary>The SQL Server that tests may use, if there is one: any server that speaks its protocol.</summary>
internal static class TestSqlServer
{
    /// <summary>The environment variable with a connection string whose login may create databases.</summary>
    public const string Variable = "PALS_EXAM_SQLSERVER";

    private static readonly string? Server = Environment.GetEnvironmentVariable(Variable);

    /// <summary>The connection string of a database of that name, which does not exist yet; skips the test where there is no server.</summary>
    public static string NewDatabase()
    {
        Assert.SkipWhen(string.IsNullOrEmpty(Server), $"{Variable} names no SQL Server: docs/databases.md says how to run these tests.");
        return new SqlConnectionStringBuilder(Server) { InitialCatalog = $"pals_exam_test_{Guid.NewGuid():N}" }.ConnectionString;
    }

    /// <summary>Drops a database that <see cref="NewDatabase"/> named; nobody may be connected to it any more.</summary>
    public static void Drop(string connectionString)
    {
        SqlConnection.ClearAllPools();
        using var master = new SqlConnection(new SqlConnectionStringBuilder(connectionString) { InitialCatalog = "master" }.ConnectionString);
        master.Open();
        using SqlCommand drop = master.CreateCommand();
        drop.CommandText = $"DROP DATABASE IF EXISTS [{new SqlConnectionStringBuilder(connectionString).InitialCatalog}]";
        drop.ExecuteNonQuery();
    }
}
