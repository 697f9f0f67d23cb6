using System.Collections.Immutable;
using Pals.Exam.Engine.Calibration;
using Pals.Exam.Engine.Items;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Responses;

/// <summary>Responses with the parameters of their items, in the same order.</summary>
/// <param name="Data">Responses to the items that have parameters.</param>
/// <param name="Items">Their parameters.</param>
/// <param name="WithoutParameters">Items of the file that have none and are left out.</param>
internal sealed record CalibratedResponses(ResponseData Data, ImmutableArray<ItemParameters> Items, IReadOnlyList<string> WithoutParameters)
{
    /// <summary>Reads both files; without a parameter file the provisional parameters of the shipped banks.</summary>
    /// <exception cref="InputException">A file is malformed, no item has parameters, or a score is above its item's highest.</exception>
    public static CalibratedResponses Read(string responseFile, string? parameterFile) =>
        Of(responseFile, ResponseFile.Read(responseFile), parameterFile ?? "the shipped bank", ReadParameters(parameterFile));

    /// <summary>Joins responses and parameters that are already in memory; the names stand for them in errors.</summary>
    /// <exception cref="InputException">No item has parameters, or a score is above its item's highest.</exception>
    public static CalibratedResponses Of(string responseFile, ResponseData all, string source, ParameterTable table)
    {
        int[] kept = [.. Enumerable.Range(0, all.ItemCount).Where(i => table.TryFind(all.ItemIds[i], out _))];
        if (kept.Length == 0)
        {
            throw new InputException(responseFile, 1, 0, $"none of the {all.ItemCount} items has parameters in {source}");
        }

        string[] without = [.. all.ItemIds.Where(id => !table.TryFind(id, out _))];
        ResponseData data = kept.Length == all.ItemCount ? all : Select(all, kept);
        ItemParameters[] items = [.. data.ItemIds.Select(id => Find(table, id))];
        for (int i = 0; i < items.Length; i++)
        {
            if (data.CategoryCounts[i] > items[i].CategoryCount)
            {
                throw new InputException(
                    responseFile, 0, 0, $"item {data.ItemIds[i]} has the score {data.CategoryCounts[i] - 1}; expected at most {items[i].MaximumScore}, as in {source}");
            }
        }

        return new CalibratedResponses(data, [.. items], without);
    }

    /// <summary>A line that names the items left out, or null when there are none.</summary>
    public string? Warning => WithoutParameters.Count == 0
        ? null
        : $"left out, because they have no parameters: {string.Join(", ", WithoutParameters)}";

    private static ParameterTable ReadParameters(string? path) => path is not null
        ? ParameterFile.Read(path)
        : new ParameterTable(ShippedBank.LoadAll().Items.Select(item => new CalibratedItem(item.Id, ProvisionalParameters.Of(item))));

    private static ItemParameters Find(ParameterTable table, string id) =>
        table.TryFind(id, out CalibratedItem? item) ? item.Parameters : throw new ArgumentException($"Item {id} has no parameters.", nameof(id));

    private static ResponseData Select(ResponseData all, int[] kept)
    {
        int[] places = new int[all.ItemCount];
        Array.Fill(places, -1);
        for (int place = 0; place < kept.Length; place++)
        {
            places[kept[place]] = place;
        }

        int[] starts = new int[all.CandidateCount + 1];
        var items = new List<int>();
        var scores = new List<byte>();
        for (int n = 0; n < all.CandidateCount; n++)
        {
            ResponseRow row = all[n];
            for (int j = 0; j < row.Items.Length; j++)
            {
                if (places[row.Items[j]] >= 0)
                {
                    items.Add(places[row.Items[j]]);
                    scores.Add(row.Scores[j]);
                }
            }

            starts[n + 1] = items.Count;
        }

        return ResponseData.FromRows(all.CandidateIds, [.. kept.Select(i => all.ItemIds[i])], starts, [.. items], [.. scores]);
    }
}
