using System.Collections.Immutable;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using Pals.Exam.Engine.Items;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>
/// A parameter set: items in the version of their content and in a fixed order, each with its parameters. Its name is the hash of all that,
/// so the same set has the same name everywhere and none can change once it counted.
/// </summary>
public sealed record StoredParameterSet
{
    public required string ParameterSetId { get; init; }

    /// <summary>The bank that the items belong to.</summary>
    public required string Bank { get; init; }

    /// <summary>True when the parameters are set by judgement rather than calibrated.</summary>
    public required bool IsProvisional { get; init; }

    public required ImmutableArray<StoredPoolItem> Items { get; init; }

    /// <summary>A set named by its content.</summary>
    public static StoredParameterSet Of(string bank, bool isProvisional, ImmutableArray<StoredPoolItem> items) => new()
    {
        ParameterSetId = NameOf(bank, isProvisional, items.Select(item => (item.ItemId, item.ContentHash, item.Parameters, item.IsScored))),
        Bank = bank,
        IsProvisional = isProvisional,
        Items = items,
    };

    /// <summary>A bank's items in its order, with the parameters that their writers' judgement gives.</summary>
    public static StoredParameterSet Provisional(string name, Bank bank) => Of(
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

    /// <summary>The name of a set, for which the hashes of its items' contents are enough.</summary>
    internal static string NameOf(
        string bank, bool isProvisional, IEnumerable<(string ItemId, string ContentHash, ItemParameters Parameters, bool IsScored)> items)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{bank}\n{isProvisional}\n"));
        foreach ((string itemId, string contentHash, ItemParameters p, bool isScored) in items)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(
                $"{itemId}\t{contentHash}\t{p.Model}\t{p.Discrimination:R}\t{p.Difficulty:R}\t{p.LowerAsymptote:R}\t"
                + $"{p.UpperAsymptote:R}\t{string.Join(' ', p.Thresholds.Select(b => b.ToString("R")))}\t{isScored}\n"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>An item of a parameter set.</summary>
/// <param name="ItemId">The item's name.</param>
/// <param name="Version">The version its author gave it.</param>
/// <param name="Content">The whole item as JSON.</param>
/// <param name="Parameters">Its parameters in this set.</param>
/// <param name="IsScored">False for a pretest item, whose answers do not count.</param>
public sealed record StoredPoolItem(string ItemId, int Version, string Content, ItemParameters Parameters, bool IsScored)
{
    /// <summary>SHA-256 of the content, which tells its versions apart even where an author forgot to number them.</summary>
    public string ContentHash { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Content)));
}

/// <summary>Items and parameter sets by version: inserted once, never changed.</summary>
public static class ParameterSetRecords
{
    /// <summary>Stores a set and the contents it needs; a set that is there already is left as it is.</summary>
    public static void Add(DbTransaction transaction, StoredParameterSet set, DateTimeOffset now)
    {
        DbConnection connection = transaction.Connection!;
        long createdAt = now.ToUnixTimeMilliseconds();
        int added = connection.Execute(
            """
            INSERT INTO parameter_sets (parameter_set_id, bank, is_provisional, created_at)
            SELECT @ParameterSetId, @Bank, @IsProvisional, @createdAt
            WHERE NOT EXISTS (SELECT 1 FROM parameter_sets WHERE parameter_set_id = @ParameterSetId)
            """,
            new { set.ParameterSetId, set.Bank, set.IsProvisional, createdAt },
            transaction);
        if (added == 0)
        {
            return;
        }

        connection.Execute(
            """
            INSERT INTO items (item_id, content_hash, version, content, created_at)
            SELECT @ItemId, @ContentHash, @Version, @Content, @createdAt
            WHERE NOT EXISTS (SELECT 1 FROM items WHERE item_id = @ItemId AND content_hash = @ContentHash)
            """,
            set.Items.Select(item => new { item.ItemId, item.ContentHash, item.Version, item.Content, createdAt }),
            transaction);
        connection.Execute(
            """
            INSERT INTO item_parameters (parameter_set_id, ordinal, item_id, content_hash, model, a, b, c, d, thresholds, is_scored)
            VALUES (@ParameterSetId, @Ordinal, @ItemId, @ContentHash, @Model, @A, @B, @C, @D, @Thresholds, @IsScored)
            """,
            set.Items.Select((item, ordinal) => new
            {
                set.ParameterSetId,
                Ordinal = ordinal,
                item.ItemId,
                item.ContentHash,
                Model = Words.Of(item.Parameters.Model),
                A = item.Parameters.Discrimination,
                B = item.Parameters.Difficulty,
                C = item.Parameters.LowerAsymptote,
                D = item.Parameters.UpperAsymptote,
                Thresholds = JsonSerializer.Serialize(item.Parameters.Thresholds.AsEnumerable()),
                item.IsScored,
            }),
            transaction);
    }

    /// <summary>The set, or null.</summary>
    public static StoredParameterSet? Find(DbTransaction transaction, string parameterSetId)
    {
        DbConnection connection = transaction.Connection!;
        SetRow? set = connection.QuerySingleOrDefault<SetRow>(
            "SELECT bank AS Bank, is_provisional AS IsProvisional FROM parameter_sets WHERE parameter_set_id = @parameterSetId",
            new { parameterSetId },
            transaction);
        return set is null ? null : new StoredParameterSet
        {
            ParameterSetId = parameterSetId,
            Bank = set.Bank,
            IsProvisional = set.IsProvisional,
            Items =
            [
                .. connection.Query<PoolItemRow>(
                    """
                    SELECT p.item_id AS ItemId, i.version AS Version, i.content AS Content, p.model AS Model, p.a AS A, p.b AS B, p.c AS C,
                           p.d AS D, p.thresholds AS Thresholds, p.is_scored AS IsScored
                    FROM item_parameters p JOIN items i ON i.item_id = p.item_id AND i.content_hash = p.content_hash
                    WHERE p.parameter_set_id = @parameterSetId ORDER BY p.ordinal
                    """,
                    new { parameterSetId },
                    transaction).Select(row => row.ToItem()),
            ],
        };
    }

    private sealed class SetRow
    {
        public required string Bank { get; init; }

        public required bool IsProvisional { get; init; }
    }

    private sealed class PoolItemRow
    {
        public required string ItemId { get; init; }

        public required int Version { get; init; }

        public required string Content { get; init; }

        public required string Model { get; init; }

        public required double A { get; init; }

        public required double B { get; init; }

        public required double C { get; init; }

        public required double D { get; init; }

        public required string Thresholds { get; init; }

        public required bool IsScored { get; init; }

        public StoredPoolItem ToItem()
        {
            double[] thresholds = JsonSerializer.Deserialize<double[]>(Thresholds)!;
            ItemParameters parameters = Words.Parse<ItemModel>(Model) switch
            {
                ItemModel.GradedResponse => ItemParameters.Graded(A, thresholds),
                ItemModel.GeneralizedPartialCredit => ItemParameters.PartialCredit(A, thresholds),
                ItemModel model => ItemParameters.Dichotomous(model, A, B, C, D),
            };
            return new StoredPoolItem(ItemId, Version, Content, parameters, IsScored);
        }
    }
}
