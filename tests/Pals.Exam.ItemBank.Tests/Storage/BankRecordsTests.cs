using Dapper;
using Microsoft.Data.Sqlite;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Tests.Storage;

public sealed class BankRecordsTests
{
    private static readonly DateTimeOffset Noon = TemporaryDatabase.Noon;

    [Fact]
    public async Task ParameterSet_StoredTwice_ComesBackOnceBitForBit()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create();
        StoredParameterSet set = TemporaryDatabase.ParameterSet;
        await temporary.Write(t => ParameterSetRecords.Add(t, set, Noon.AddDays(1)));

        StoredParameterSet found = temporary.Database.Read(t => ParameterSetRecords.Find(t, set.ParameterSetId))!;

        // The name is the hash of items, order and exact parameters: equal names mean equal sets.
        Assert.Equal(set.ParameterSetId, StoredParameterSet.Of(found.Bank, found.IsProvisional, found.Items).ParameterSetId);
        Assert.Equal(set.Items.Select(item => item.Content), found.Items.Select(item => item.Content));
        Assert.Equal(2.0 / 3, found.Items[1].Parameters.Thresholds[2]);
        Assert.Null(temporary.Database.Read(t => ParameterSetRecords.Find(t, "none")));
    }

    [Fact]
    public void ParameterSet_AnyChange_HasAnotherName()
    {
        StoredParameterSet set = TemporaryDatabase.ParameterSet;
        string[] names =
        [
            set.ParameterSetId,
            StoredParameterSet.Of("other", set.IsProvisional, set.Items).ParameterSetId,
            StoredParameterSet.Of(set.Bank, false, set.Items).ParameterSetId,
            StoredParameterSet.Of(set.Bank, set.IsProvisional, [set.Items[1], set.Items[0]]).ParameterSetId,
            StoredParameterSet.Of(set.Bank, set.IsProvisional, [set.Items[0], set.Items[1] with { IsScored = true }]).ParameterSetId,
        ];

        Assert.Equal(names.Length, names.Distinct().Count());
    }

    [Fact]
    public async Task Definition_Stored_ComesBackByItsHash()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create();
        StoredDefinition definition = TemporaryDatabase.Definition;

        Assert.Equal(definition, temporary.Database.Read(t => DefinitionRecords.Find(t, definition.DefinitionId)));
        Assert.Null(temporary.Database.Read(t => DefinitionRecords.Find(t, "none")));
    }

    [Fact]
    public async Task PublishShipped_AfterSomebodyPublishedTheirOwn_LeavesTheirs()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create();
        Task Shipped(string target) => temporary.Write(t => PublicationRecords.PublishShipped(t, PublicationKind.Parameters, "pals", target, Noon));
        string? Current() => temporary.Database.Read(t => PublicationRecords.Current(t, PublicationKind.Parameters, "pals"));

        Assert.Null(Current());
        await Shipped("first");
        Assert.Equal("first", Current());
        await Shipped("second");
        Assert.Equal("second", Current());
        await temporary.Write(t => PublicationRecords.Publish(t, PublicationKind.Parameters, "pals", "calibrated", "psychometrician", Noon));
        await Shipped("third");

        Assert.Equal("calibrated", Current());
        Assert.Equal(["pals"], temporary.Database.Read(t => PublicationRecords.Names(t, PublicationKind.Parameters)));
        Assert.Empty(temporary.Database.Read(t => PublicationRecords.Names(t, PublicationKind.Definition)));
    }

    [Fact]
    public async Task Open_DatabaseOfANewerProgram_IsRefusedWithBothNumbers()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create();
        using (var connection = new SqliteConnection(temporary.ConnectionString))
        {
            connection.Execute("INSERT INTO schema_migrations VALUES (9999, '9999_future.sql', '', 0)");
        }

        StorageException refused = Assert.Throws<StorageException>(
            () => ExamDatabase.Open(temporary.ConnectionString, TimeProvider.System));
        Assert.Contains("schema 9999", refused.Message);
    }

    [Fact]
    public async Task Open_MigrationOfAnotherBuild_IsRefusedByName()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create();
        using (var connection = new SqliteConnection(temporary.ConnectionString))
        {
            connection.Execute("UPDATE schema_migrations SET script_hash = 'other' WHERE number = 1");
        }

        StorageException refused = Assert.Throws<StorageException>(
            () => ExamDatabase.Open(temporary.ConnectionString, TimeProvider.System));
        Assert.Contains("0001_exams.sql", refused.Message);
    }

    [Theory]
    [InlineData("Data Source=/nowhere/at/all/exams.db", "/nowhere/at/all/exams.db")]
    [InlineData("Colour=blue", "connection string")]
    public void Open_NotPossible_SaysWhat(string connectionString, string expected)
    {
        StorageException refused = Assert.Throws<StorageException>(() => ExamDatabase.Open(connectionString, TimeProvider.System));
        Assert.Contains(expected, refused.Message);
    }

    [Fact]
    public async Task Open_ManyAtOnce_MigratesOnce()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create();
        string fresh = $"{temporary.ConnectionString}-fresh";

        ExamDatabase[] opened = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Task.Run(() => ExamDatabase.Open(fresh, TimeProvider.System))));

        foreach (ExamDatabase database in opened)
        {
            Assert.True(await database.Write(
                t => t.Connection!.ExecuteScalar<long>("SELECT COUNT(*) FROM schema_migrations") > 0, TestContext.Current.CancellationToken));
            await database.DisposeAsync();
        }
    }
}
