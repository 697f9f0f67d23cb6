using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Tests.Storage;

public sealed class StatementCacheTests
{
    [Fact]
    public void Execute_SameTextWithOtherValues_UsesTheValuesGiven()
    {
        using CachingConnection connection = Open();
        for (int i = 0; i < 5; i++)
        {
            connection.Execute("INSERT INTO rows (number, word) VALUES (@i, @word)", new { i, word = i % 2 == 0 ? null : $"{i}" });
        }

        Assert.Equal([(0, null), (1, "1"), (2, null), (3, "3"), (4, null)], connection.Query<(int, string?)>("SELECT number, word FROM rows"));
        Assert.Equal("3", connection.ExecuteScalar<string>("SELECT word FROM rows WHERE number = @number", new { number = 3 }));
        Assert.Null(connection.ExecuteScalar<string>("SELECT word FROM rows WHERE number = @number", new { number = 4 }));
    }

    [Fact]
    public void Execute_StatementFailsOrIsUndone_WorksTheNextTime()
    {
        using CachingConnection connection = Open();
        const string Insert = "INSERT INTO rows (number, word) VALUES (@number, NULL)";
        connection.Execute(Insert, new { number = 1 });
        Assert.Throws<SqliteException>(() => connection.Execute(Insert, new { number = 1 }));
        using (DbTransaction undone = connection.BeginTransaction())
        {
            connection.Execute(Insert, new { number = 2 }, undone);
        }

        using (DbTransaction kept = connection.BeginTransaction())
        {
            connection.Execute(Insert, new { number = 3 }, kept);
            kept.Commit();
        }

        Assert.Equal([1, 3], connection.Query<int>("SELECT number FROM rows ORDER BY number"));
    }

    [Fact]
    public void Query_SameTextWithinItsOwnRows_DoesNotDisturbTheOuterOne()
    {
        using CachingConnection connection = Open();
        connection.Execute("INSERT INTO rows (number, word) VALUES (1, 'a'), (2, 'b'), (3, 'c')");
        const string All = "SELECT number FROM rows ORDER BY number";
        var seen = new List<(int, int)>();
        foreach (int outer in connection.Query<int>(All, buffered: false))
        {
            seen.AddRange(connection.Query<int>(All).Select(inner => (outer, inner)));
        }

        Assert.Equal(from outer in Enumerable.Range(1, 3) from inner in Enumerable.Range(1, 3) select (outer, inner), seen);
    }

    [Fact]
    public void Execute_TableChangedBetween_SeesTheNewTable()
    {
        using CachingConnection connection = Open();
        connection.Execute("INSERT INTO rows (number, word) VALUES (1, 'a')");
        const string All = "SELECT * FROM rows";
        Assert.Equal(2, ((IDictionary<string, object>)connection.QuerySingle(All)).Count);

        connection.Execute("ALTER TABLE rows ADD COLUMN more TEXT NULL");

        Assert.Equal(3, ((IDictionary<string, object>)connection.QuerySingle(All)).Count);
    }

    private static CachingConnection Open()
    {
        SQLitePCL.Batteries_V2.Init();
        var connection = new CachingConnection("Data Source=:memory:");
        connection.Open();
        connection.Execute("CREATE TABLE rows (number INTEGER PRIMARY KEY, word TEXT NULL)");
        return connection;
    }
}
