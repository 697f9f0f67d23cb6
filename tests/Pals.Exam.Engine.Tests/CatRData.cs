using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Tests;

/// <summary>The banks and response patterns of Data/catr.</summary>
internal static class CatRData
{
    public static ItemParameters[] LogisticBank(string file)
    {
        CsvTable table = CsvTable.Read("catr", file);
        return [.. Enumerable.Range(0, table.Count).Select(i => ItemParameters.Dichotomous(
            ItemModel.FourParameterLogistic, table[i, "a"], table[i, "b"], table[i, "c"], table[i, "d"]))];
    }

    public static ItemParameters[] OrderedBank(string model)
    {
        CsvTable table = CsvTable.Read("catr", $"bank100_{model}.csv");
        return [.. Enumerable.Range(0, table.Count).Select(i =>
        {
            double[] thresholds = [table[i, 2], table[i, 3], table[i, 4]];
            return model == "grm" ? ItemParameters.Graded(table[i, 1], thresholds) : ItemParameters.PartialCredit(table[i, 1], thresholds);
        })];
    }

    /// <summary>For each pattern the bank positions of its items, counted from 0, and the scores.</summary>
    public static (int[] Items, int[] Scores)[] Patterns(string file)
    {
        CsvTable table = CsvTable.Read("catr", file);
        return [.. Enumerable.Range(0, table.Count)
            .GroupBy(i => (int)table[i, 0])
            .OrderBy(g => g.Key)
            .Select(g => (g.Select(i => (int)table[i, 2] - 1).ToArray(), g.Select(i => (int)table[i, 3]).ToArray()))];
    }

    public static ItemParameters[] Pick(this ItemParameters[] bank, int[] items) => [.. items.Select(i => bank[i])];
}
