using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Tests.Storage;

public sealed class BankRecordsOnSqliteTests() : BankRecordsTests(DatabaseProvider.Sqlite);

public sealed class BankRecordsOnSqlServerTests() : BankRecordsTests(DatabaseProvider.SqlServer);

/// <summary>Parameter sets, definitions and publications, the same on every database.</summary>
public abstract class BankRecordsTests(DatabaseProvider provider)
{
    private static readonly DateTimeOffset Noon = TemporaryDatabase.Noon;

    [Fact]
    public async Task ParameterSet_StoredTwice_ComesBackOnceBitForBit()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
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
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
        StoredDefinition definition = TemporaryDatabase.Definition;

        Assert.Equal(definition, temporary.Database.Read(t => DefinitionRecords.Find(t, definition.DefinitionId)));
        Assert.Null(temporary.Database.Read(t => DefinitionRecords.Find(t, "none")));
    }

    [Fact]
    public async Task PublishShipped_AfterSomebodyPublishedTheirOwn_LeavesTheirs()
    {
        await using TemporaryDatabase temporary = await TemporaryDatabase.Create(provider);
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
}
