using Pals.Exam.Engine.Calibration;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Responses;

/// <summary>Items that two parameter files share and a scale can rest on.</summary>
/// <param name="Ids">Their ids, in the order of the first file.</param>
/// <param name="First">Their parameters in the first file.</param>
/// <param name="Second">Their parameters in the second file.</param>
/// <param name="Unusable">Shared items left out because a slope is not positive.</param>
internal sealed record CommonItems(
    IReadOnlyList<string> Ids, IReadOnlyList<CalibratedItem> First, IReadOnlyList<CalibratedItem> Second, IReadOnlyList<string> Unusable)
{
    /// <summary>Pairs the items of two files, all shared ones or those that <paramref name="anchorFile"/> lists.</summary>
    /// <exception cref="InputException">The files share no usable item, or an item has another number of categories in the second.</exception>
    public static CommonItems Of(string firstFile, ParameterTable first, string secondFile, ParameterTable second, string? anchorFile = null)
    {
        HashSet<string>? anchors = anchorFile is null ? null : ReadAnchors(anchorFile);
        var ids = new List<string>();
        var fromFirst = new List<CalibratedItem>();
        var fromSecond = new List<CalibratedItem>();
        var unusable = new List<string>();
        foreach (CalibratedItem item in first.Items)
        {
            if (!second.TryFind(item.Id, out CalibratedItem? other) || anchors?.Contains(item.Id) == false)
            {
                continue;
            }

            if (item.Parameters.CategoryCount != other.Parameters.CategoryCount)
            {
                throw new InputException(
                    secondFile, 0, 0, $"item {item.Id} has {other.Parameters.CategoryCount} score categories; expected {item.Parameters.CategoryCount} as in {firstFile}");
            }

            if (item.Parameters.Discrimination > 0 && other.Parameters.Discrimination > 0)
            {
                ids.Add(item.Id);
                fromFirst.Add(item);
                fromSecond.Add(other);
            }
            else
            {
                unusable.Add(item.Id);
            }
        }

        return ids.Count > 0
            ? new CommonItems(ids, fromFirst, fromSecond, unusable)
            : throw new InputException(secondFile, 0, 0, $"shares no item of positive slope with {firstFile}{(anchorFile is null ? "" : $" among those of {anchorFile}")}");
    }

    /// <summary>A line that names the items left out, or null when there are none.</summary>
    public string? Warning => Unusable.Count == 0 ? null : $"no anchors, because a slope is not positive: {string.Join(", ", Unusable)}";

    private static HashSet<string> ReadAnchors(string path)
    {
        CsvTable csv = CsvTable.Read(path, "item");
        return [.. Enumerable.Range(0, csv.RowCount).Select(row => csv.Required(row, "item", "an item id"))];
    }
}
