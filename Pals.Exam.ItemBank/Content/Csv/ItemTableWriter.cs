using System.Globalization;
using CsvHelper;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Rhythms;
using Pals.Exam.ItemBank.Yaml;

namespace Pals.Exam.ItemBank.Content.Csv;

/// <summary>Writes items as a table, one row an item. The register of facts has no place in it; items name theirs by id.</summary>
public static class ItemTableWriter
{
    public static void Write(TextWriter writer, Bank bank)
    {
        using var csv = CsvWriter.Create(writer, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        string[] keys = [.. ItemColumns.OptionKeys.Take(bank.Items.Select(item => item.Options.Length).DefaultIfEmpty(0).Max())];
        IEnumerable<string> optionColumns = keys.SelectMany(key => new[] { ItemColumns.Option(key), ItemColumns.OptionRationale(key) });
        WriteRow(csv, ItemColumns.BeforeOptions.Concat(optionColumns).Concat(ItemColumns.AfterOptions));
        foreach (Item item in bank.Items)
        {
            WriteRow(csv, Cells(item, bank, keys.Length));
        }
    }

    private static IEnumerable<string> Cells(Item item, Bank bank, int optionCount)
    {
        string[] before =
        [
            item.Id,
            Text(item.Version),
            Words.Of(item.Type),
            item.TopicArea,
            Words.Of(item.CognitiveLevel),
            List(item.Answer),
            item.Difficulty.ToString("R", CultureInfo.InvariantCulture),
            Words.Of(item.AgeGroup),
            item.Setting,
            item.Scenario ?? "",
            item.Scenario is null ? "" : bank.FindScenario(item.Scenario)?.Text ?? "",
            item.Stem,
            item.Media.IsEmpty ? "" : Yaml(yaml => yaml.Maps(ItemColumns.Media, item.Media, strip => RhythmStripYaml.Write(yaml, strip))),
        ];
        IEnumerable<string> options = Enumerable.Range(0, optionCount).SelectMany(i => i < item.Options.Length
            ? new[] { item.Options[i].Text, item.Options[i].Rationale }
            : ["", ""]);
        bool numeric = item.Type == ItemType.NumericEntry;
        string[] after =
        [
            numeric ? item.Tolerance.ToString(CultureInfo.InvariantCulture) : "",
            item.Unit ?? "",
            item.Dose is null ? "" : Yaml(yaml => DoseRuleYaml.Write(yaml, item.Dose)),
            Words.Of(item.Credit),
            item.Rationale,
            List(item.Facts),
            item.GuidelineEdition,
            Words.Of(item.Confidence),
            List(item.Enemies),
            item.Review?.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
            item.Review is { } review ? Words.Of(review.Status) : "",
            item.Review?.Note ?? "",
            item.DifficultyBasis,
            Words.Of(item.Use),
        ];
        return before.Concat(options).Concat(after);
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string List(IEnumerable<string> values) => string.Join(ItemColumns.Separator, values);

    private static string Yaml(Action<YamlWriter> write)
    {
        using var writer = new StringWriter();
        write(new YamlWriter(writer));
        return writer.ToString().TrimEnd();
    }

    private static void WriteRow(CsvWriter csv, IEnumerable<string> cells)
    {
        foreach (string cell in cells)
        {
            csv.WriteField(cell);
        }

        csv.EndRecord();
    }
}
