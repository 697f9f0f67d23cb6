using System.Data.Common;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Definitions;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>Puts banks and definitions that come with the program into a database.</summary>
public static class BankStorage
{
    /// <summary>
    /// Stores the shipped bank and definitions of a programme and puts them into use, unless somebody published something of their own.
    /// Repeating it changes nothing.
    /// </summary>
    public static void InstallShipped(DbTransaction transaction, string programme, DateTimeOffset now)
    {
        SqlDialect.Of(transaction).Serialize(transaction, PublicationRecords.Decision);
        StoredParameterSet set = ProvisionalSet(programme, ShippedBank.Load(programme));
        ParameterSetRecords.Add(transaction, set, now);
        PublicationRecords.PublishShipped(transaction, PublicationKind.Parameters, programme, set.ParameterSetId, now);
        foreach ((string name, _, string text) in ShippedDefinitions.Texts(programme))
        {
            var definition = new StoredDefinition(name, text);
            DefinitionRecords.Add(transaction, definition, now);
            PublicationRecords.PublishShipped(transaction, PublicationKind.Definition, definition.Name, definition.DefinitionId, now);
        }
    }

    /// <summary>A bank's items in its order, with the parameters that their writers' judgement gives.</summary>
    public static StoredParameterSet ProvisionalSet(string name, Bank bank) => StoredParameterSet.Of(
        name,
        isProvisional: true,
        [
            .. bank.Items.Select(item => new StoredPoolItem(
                item.Id,
                item.Version,
                new PublishedItem(item, item.Scenario is null ? null : bank.FindScenario(item.Scenario)).ToJson(),
                ProvisionalParameters.Of(item),
                IsScored: item.Use == ItemUse.Operational)),
        ]);
}
