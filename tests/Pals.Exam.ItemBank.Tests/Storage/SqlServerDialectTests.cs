using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Tests.Storage;

/// <summary>What can be said of SQL Server without a server.</summary>
public sealed class SqlServerDialectTests
{
    [Theory]
    [InlineData("Colour=blue", "connection string")]
    [InlineData("Server=tcp:127.0.0.1,1;User Id=pals;Password=secret", "names no database")]
    [InlineData("Server=tcp:127.0.0.1,1;Database=exams;User Id=pals;Password=secret", "exams on tcp:127.0.0.1,1 cannot be opened")]
    public void Open_NotPossible_SaysWhatWithoutThePassword(string connectionString, string expected)
    {
        StorageException refused = Assert.Throws<StorageException>(
            () => ExamDatabase.Open(DatabaseProvider.SqlServer, connectionString, TimeProvider.System));

        Assert.Contains(expected, refused.Message);
        Assert.DoesNotContain("secret", refused.Message);
    }

    [Fact]
    public void Batches_OfAScript_EndWithItsStatements()
    {
        const string Script = "-- one; two\nCREATE TABLE a (b INT);\n\nALTER TABLE a ADD c INT;\nUPDATE a SET c = ';';\n";

        Assert.Equal(
            ["-- one; two\nCREATE TABLE a (b INT)", "\nALTER TABLE a ADD c INT", "UPDATE a SET c = ';'"],
            SqlDialect.Of(DatabaseProvider.SqlServer).Batches(Script));
    }
}
