using System.Collections.Concurrent;
using Dapper;
using Microsoft.Data.SqlClient;
using Pals.Exam.ItemBank.Storage;
using Pals.Exam.ItemBank.Tests.Storage;

[assembly: AssemblyFixture(typeof(EmptiedDatabases))]

namespace Pals.Exam.ItemBank.Tests.Storage;

/// <summary>
/// Databases on a server that one test after another works in, emptied in between: making one takes a server seconds. All are dropped with the
/// last test.
/// </summary>
public sealed class EmptiedDatabases : IAsyncDisposable
{
    private static readonly ConcurrentBag<NewDatabase> Idle = [];

    internal static NewDatabase Take() => Idle.TryTake(out NewDatabase? idle) ? idle : new NewDatabase(DatabaseProvider.SqlServer);

    /// <summary>Takes a database back; nobody may work in it any more.</summary>
    internal static void GiveBack(NewDatabase database)
    {
        using (var connection = new SqlConnection(database.ConnectionString))
        {
            List<string> full = [.. connection.Query<string>("SELECT name FROM sys.tables WHERE name NOT IN ('schema_migrations', 'readiness')")];
            while (full.Count > 0)
            {
                Assert.True(full.RemoveAll(table => TryEmpty(connection, table)) > 0, $"{string.Join(", ", full)} cannot be emptied.");
            }
        }

        Idle.Add(database);
    }

    public async ValueTask DisposeAsync()
    {
        while (Idle.TryTake(out NewDatabase? database))
        {
            await database.DisposeAsync();
        }
    }

    private static bool TryEmpty(SqlConnection connection, string table)
    {
        try
        {
            connection.Execute($"DELETE FROM [{table}]");
            return true;
        }
        catch (SqlException)
        {
            // Another table still refers to its rows.
            return false;
        }
    }
}
