using System.Collections.Immutable;
using System.Data.Common;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Definitions;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>Reads the bank that new exams draw from, and puts another in its place.</summary>
public static class BankInDatabase
{
    /// <summary>The origin of banks put into use by <c>itembank import</c>.</summary>
    private const string Imported = "import";

    /// <summary>The items in use under a programme's name, or null when it has none. The registers of facts are no part of a database.</summary>
    public static Bank? Load(DbTransaction transaction, string programme)
    {
        if (CurrentSet(transaction, programme) is not { } set)
        {
            return null;
        }

        PublishedItem[] contents = [.. set.Items.Select(item => PublishedItem.FromJson(item.Content))];
        IEnumerable<CaseScenario> scenarios = contents.Select(content => content.Scenario).OfType<CaseScenario>().DistinctBy(scenario => scenario.Id);
        return Bank.Of([new BankFile(programme, null, [], [.. scenarios], [.. contents.Select(content => content.Item)])]);
    }

    /// <summary>
    /// Makes <paramref name="bank"/> the bank of new exams. Items that stay word for word keep their parameters, the others begin with
    /// provisional ones. Exams in progress go on with what they began with.
    /// </summary>
    /// <exception cref="InputException">A definition in use cannot be served from the bank; nothing is changed.</exception>
    public static ReplacedItems Replace(DbTransaction transaction, string programme, Bank bank, DateTimeOffset now)
    {
        SqlDialect.Of(transaction).Serialize(transaction, PublicationRecords.Decision);
        StoredParameterSet? before = CurrentSet(transaction, programme);
        StoredParameterSet provisional = StoredParameterSet.Provisional(programme, bank);
        Dictionary<string, StoredPoolItem> known = (before?.Items ?? []).ToDictionary(item => item.ItemId);
        bool keepsCalibration = before is { IsProvisional: false };
        ImmutableArray<StoredPoolItem> items =
            [.. provisional.Items.Select(item => Same(known, item) is { } same ? item with { Parameters = same.Parameters } : item)];
        int unchanged = items.Count(item => Same(known, item) is not null);
        int changed = items.Count(item => known.ContainsKey(item.ItemId)) - unchanged;
        RequireServable(transaction, programme, bank, items);

        int provisionalItems = keepsCalibration ? items.Length - unchanged : items.Length;
        StoredParameterSet set = StoredParameterSet.Of(programme, isProvisional: provisionalItems > 0, items);
        ParameterSetRecords.Add(transaction, set, now);
        PublicationRecords.Publish(transaction, PublicationKind.Parameters, programme, set.ParameterSetId, Imported, now);
        int removed = known.Keys.Except(items.Select(item => item.ItemId)).Count();
        return new ReplacedItems(items.Length - unchanged - changed, changed, unchanged, removed, provisionalItems);
    }

    private static StoredParameterSet? CurrentSet(DbTransaction transaction, string programme) =>
        PublicationRecords.Current(transaction, PublicationKind.Parameters, programme) is { } id
            ? ParameterSetRecords.Find(transaction, id)
            : null;

    private static StoredPoolItem? Same(Dictionary<string, StoredPoolItem> known, StoredPoolItem item) =>
        known.TryGetValue(item.ItemId, out StoredPoolItem? old) && old.ContentHash == item.ContentHash ? old : null;

    /// <summary>The programme's definitions; in a new database those that the server will put there when it starts.</summary>
    private static DefinitionFile[] DefinitionsInUse(DbTransaction transaction, string programme)
    {
        DefinitionFile[] published =
        [
            .. DefinitionRecords.InUse(transaction)
                .Where(definition => string.Equals(definition.Template.Programme, programme, StringComparison.OrdinalIgnoreCase)),
        ];
        return published.Length > 0
            ? published
            : [.. ShippedDefinitions.Of(programme)];
    }

    private static void RequireServable(DbTransaction transaction, string programme, Bank bank, ImmutableArray<StoredPoolItem> items)
    {
        // Fixed forms are assembled beforehand: a bank that has none, or too few items for one, is still a bank for adaptive exams.
        foreach (DefinitionFile definition in DefinitionsInUse(transaction, programme).Where(definition => !definition.IsFixedForm))
        {
            try
            {
                Dictionary<string, ItemParameters> parameters = items.ToDictionary(item => item.ItemId, item => item.Parameters);
                ItemPool pool = bank.Pool(item => parameters[item.Id]);
                _ = new AdaptiveExam(definition.For(pool), pool);
            }
            catch (ArgumentException e)
            {
                throw new InputException(bank.Files[0].Name, 0, 0, $"the bank cannot serve '{definition.Template.Id}': {e.Message.Split(" (Parameter '")[0]}", e);
            }
        }
    }
}

/// <summary>How a bank differs from the one it replaced.</summary>
public sealed record ReplacedItems(int Added, int Changed, int Unchanged, int Removed, int Provisional);
