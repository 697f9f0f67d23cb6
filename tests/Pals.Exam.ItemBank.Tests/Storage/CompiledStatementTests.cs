using Dapper;
using Microsoft.Data.Sqlite;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Tests.Storage;

public sealed class CompiledStatementTests
{
    private const string Insert = "INSERT INTO rows (number, word, share, image, flag) VALUES (@number, @word, @share, @image, @flag)";

    [Fact]
    public void Run_EveryKindOfValue_StoresThemAsDapperReadsThem()
    {
        using CachingConnection connection = Open();
        string longText = new('ß', 1000);

        Assert.Equal(1, connection.Run(Insert, Values(1, "ünder", 0.1, [1, 2, 255], true)));
        Assert.Equal(1, connection.Run(Insert, Values(long.MaxValue, longText, null, [], false)));
        Assert.Equal(1, connection.Run(Insert, Values(3, "", -0.25, null, null)));
        Assert.Equal(1, connection.Run(Insert, Values(4, null, double.Epsilon, null, null)));

        (long, string?, double?, byte[]?, long?)[] stored =
        [
            .. connection.Query<(long, string?, double?, byte[]?, long?)>("SELECT number, word, share, image, flag FROM rows ORDER BY rowid"),
        ];
        Assert.Equal([(1, "ünder", 0.1, 1), (long.MaxValue, longText, null, 0), (3, "", -0.25, null), (4, null, double.Epsilon, null)],
            stored.Select(row => (row.Item1, row.Item2, row.Item3, row.Item5)));
        Assert.Equal([1, 2, 255], stored[0].Item4!);
        Assert.Equal([], stored[1].Item4!);
        Assert.Null(stored[2].Item4);
        Assert.Equal(["text", "text", "text", "null"], connection.Query<string>("SELECT typeof(word) FROM rows ORDER BY rowid"));
    }

    [Fact]
    public void Run_Update_ReturnsTheRowsChanged()
    {
        using CachingConnection connection = Open();
        for (int i = 0; i < 5; i++)
        {
            connection.Run(Insert, Values(i, "a", null, null, null));
        }

        const string Update = "UPDATE rows SET word = @word WHERE number >= @least AND word <> @word";
        Assert.Equal(3, connection.Run(Update, [("@word", "b"), ("@least", 2)]));
        Assert.Equal(0, connection.Run(Update, [("@word", "b"), ("@least", 2)]));
        Assert.Equal(2, connection.Run(Update, [("@word", "b"), ("@least", 0)]));
    }

    [Fact]
    public void Run_StatementFails_ThrowsWhatTheProviderThrowsAndWorksTheNextTime()
    {
        using CachingConnection connection = Open();
        connection.Run(Insert, Values(1, null, null, null, null));

        SqliteException failure = Assert.Throws<SqliteException>(() => connection.Run(Insert, Values(1, null, null, null, null)));
        Assert.Equal(2067, failure.SqliteExtendedErrorCode);

        Assert.Equal(1, connection.Run(Insert, Values(2, null, null, null, null)));
    }

    [Theory]
    [InlineData("@least", "@word")]
    [InlineData("@word", "@other")]
    public void Run_ValuesOutOfOrder_AreRefused(string first, string second)
    {
        using CachingConnection connection = Open();
        ArgumentException refused = Assert.Throws<ArgumentException>(() =>
            connection.Run("UPDATE rows SET word = @word WHERE number >= @least", [(first, "b"), (second, 1)]));
        Assert.Contains("SET word = @word", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ValueTooFew_IsRefused()
    {
        using CachingConnection connection = Open();
        Assert.Throws<ArgumentException>(() => connection.Run("UPDATE rows SET word = @word WHERE number >= @least", [("@word", "b")]));
    }

    private static (string, object?)[] Values(long number, string? word, double? share, byte[]? image, bool? flag) =>
        [("@number", number), ("@word", word), ("@share", share), ("@image", image), ("@flag", flag)];

    private static CachingConnection Open()
    {
        SQLitePCL.Batteries_V2.Init();
        var connection = new CachingConnection("Data Source=:memory:");
        connection.Open();
        connection.Execute("CREATE TABLE rows (number INTEGER NOT NULL UNIQUE, word TEXT NULL, share REAL NULL, image BLOB NULL, flag INTEGER NULL)");
        return connection;
    }
}
