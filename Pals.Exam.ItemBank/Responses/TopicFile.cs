using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Responses;

/// <summary>Which topic area each item belongs to: a CSV file with header <c>item,topic</c>.</summary>
public static class TopicFile
{
    /// <summary>The topic area of every item in the file.</summary>
    /// <exception cref="InputException">The file is missing or malformed, or an item stands twice.</exception>
    public static IReadOnlyDictionary<string, string> Read(string path) => PairFile.Read(path, "item", "topic");
}

/// <summary>Which group each candidate belongs to: a CSV file with header <c>candidate,group</c>.</summary>
public static class GroupFile
{
    /// <summary>The group of every candidate in the file.</summary>
    /// <exception cref="InputException">The file is missing or malformed, or a candidate stands twice.</exception>
    public static IReadOnlyDictionary<string, string> Read(string path) => PairFile.Read(path, "candidate", "group");
}

/// <summary>A CSV file that gives each key one value.</summary>
internal static class PairFile
{
    public static Dictionary<string, string> Read(string path, string keyColumn, string valueColumn)
    {
        CsvTable csv = CsvTable.Read(path, keyColumn, valueColumn);
        var pairs = new Dictionary<string, string>(csv.RowCount, StringComparer.Ordinal);
        for (int row = 0; row < csv.RowCount; row++)
        {
            string key = csv.Required(row, keyColumn, $"the id of a {keyColumn}");
            if (!pairs.TryAdd(key, csv.Required(row, valueColumn, $"the name of a {valueColumn}")))
            {
                throw csv.Error(row, keyColumn, $"every {keyColumn} once");
            }
        }

        return pairs;
    }
}
