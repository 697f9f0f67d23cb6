using System.Reflection;
using System.Text.RegularExpressions;
using Dapper;
using Microsoft.Data.Sqlite;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Tests.Storage;

public sealed partial class MigrationTests
{
    private static readonly Assembly ItemBank = typeof(ExamDatabase).Assembly;

    public static TheoryData<string> Scripts =>
        [.. ItemBank.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal))];

    [Fact]
    public async Task Open_DatabaseMadeByVersion010_IsBroughtUpToDateWithItsRows()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create();
        string old = $"{temporary.ConnectionString}-old";
        MakeAsVersion010Did(old);

        await using ExamDatabase database = ExamDatabase.Open(old, TimeProvider.System);

        Assert.NotNull(database.Read(t => ProviderRecords.Find(t, "heart-centre")));
        Assert.Equal(
            MigrationScript.All(SqlDialect.Of(DatabaseProvider.Sqlite)).Select(script => (long)script.Number),
            database.Read(t => t.Connection!.Query<long>("SELECT number FROM schema_migrations ORDER BY number", transaction: t)));
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Script_OutsideItsBraces_HasNoWordOfOneDatabase(string resource)
    {
        using var reader = new StreamReader(ItemBank.GetManifestResourceStream(resource)!);
        string shared = Comment().Replace(Braces().Replace(reader.ReadToEnd(), ""), "");

        Assert.DoesNotMatch(WordOfOneDatabase(), shared);
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Script_InSqlServersWords_KeepsNothingOfSqlite(string resource)
    {
        using var reader = new StreamReader(ItemBank.GetManifestResourceStream(resource)!);
        string text = Comment().Replace(MigrationScript.Render(resource, reader.ReadToEnd(), SqlDialect.Of(DatabaseProvider.SqlServer)), "");

        Assert.DoesNotMatch(WordOfSqlite(), text);
        Assert.DoesNotContain('{', text);
    }

    [Fact]
    public void Render_EachKindOfPlaceholder_StandsForItsWords()
    {
        const string Script = "a {real} CHECK ({same: a IS NULL | b = 'x'}){rows by key}; {sqlite: ONLY HERE}{sqlserver: ONLY THERE}";

        Assert.Equal(
            "a REAL CHECK ((a IS NULL) = (b = 'x')) WITHOUT ROWID; ONLY HERE",
            MigrationScript.Render("x", Script, SqlDialect.Of(DatabaseProvider.Sqlite)));
        Assert.Equal(
            "a FLOAT(53) CHECK (CASE WHEN a IS NULL THEN 1 ELSE 0 END = CASE WHEN b = 'x' THEN 1 ELSE 0 END); ONLY THERE",
            MigrationScript.Render("x", Script, SqlDialect.Of(DatabaseProvider.SqlServer)));
    }

    [Theory]
    [InlineData("a {colour} NOT NULL", "{colour}")]
    [InlineData("CHECK ({same: a})", "{same: a}")]
    [InlineData("{oracle: NUMBER}", "{oracle: NUMBER}")]
    public void Render_PlaceholderThatThereIsNot_IsRefusedByName(string script, string placeholder)
    {
        InvalidOperationException refused = Assert.Throws<InvalidOperationException>(
            () => MigrationScript.Render("0099_new.sql", script, SqlDialect.Of(DatabaseProvider.Sqlite)));

        Assert.Contains("0099_new.sql", refused.Message);
        Assert.Contains(placeholder, refused.Message);
    }

    /// <summary>Hashes and scripts as version 0.1.0 had them; both are on the disks of its users.</summary>
    private static void MakeAsVersion010Did(string connectionString)
    {
        (string Name, string Hash)[] scripts =
        [
            ("0001_exams.sql", "4ccbda6ca7ffdd615c8315bb6cd1e5a3e3c4c2afb83ab9828cf2df003d40c804"),
            ("0002_open_certification_exams.sql", "a8d4e98ab3e3384dd2632805645aee4885ec7c045a7a5fcb939fa2420ae612dd"),
        ];
        using var connection = new SqliteConnection(connectionString);
        connection.Execute(
            "CREATE TABLE schema_migrations (number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, script_hash TEXT NOT NULL, applied_at INTEGER NOT NULL)");
        foreach ((int index, (string name, string hash)) in scripts.Index())
        {
            connection.Execute(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "schema-0.1.0", name)));
            connection.Execute("INSERT INTO schema_migrations VALUES (@number, @name, @hash, 0)", new { number = index + 1, name, hash });
        }

        connection.Execute("INSERT INTO providers VALUES ('heart-centre', 'Heart Centre', 0)");
    }

    [GeneratedRegex(@"\{[^{}]*\}")]
    private static partial Regex Braces();

    [GeneratedRegex("--.*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"\b(TEXT|INTEGER|BLOB|ROWID|AUTOINCREMENT|LIMIT|RETURNING|STRICT)\b")]
    private static partial Regex WordOfSqlite();

    [GeneratedRegex(@"\b(TEXT|INTEGER|INT|BIGINT|REAL|FLOAT|BLOB|ROWID|AUTOINCREMENT|IDENTITY|NVARCHAR|VARBINARY|LIMIT|RETURNING|STRICT)\b")]
    private static partial Regex WordOfOneDatabase();
}
