using System.Collections.Immutable;
using CsvHelper;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Rhythms;

namespace Pals.Exam.ItemBank.Content.Csv;

/// <summary>
/// Reads a table of items, one row an item. Every problem is reported with its line and its column, which counts the fields of the row.
/// </summary>
public static class ItemTableReader
{
    private static readonly CsvReaderOptions Options = new()
    {
        HasHeader = false,
        TrackLineNumbers = true,
        MalformedData = CsvMalformedDataHandling.Throw,
        FieldCountMismatch = CsvFieldCountHandling.Allow,
    };

    /// <summary>Reads a table.</summary>
    /// <exception cref="InputException">Something is wrong with it; all problems are named.</exception>
    public static BankFile Read(string name, TextReader text)
    {
        using CsvReader csv = CsvReader.Create(text, Options, leaveOpen: true);
        try
        {
            return ReadRows(name, csv);
        }
        catch (CsvFormatException e)
        {
            throw new InputException(name, (int)e.LineNumber, 0, $"is not valid CSV: {e.Message}", e);
        }
    }

    private static BankFile ReadRows(string name, CsvReader csv)
    {
        Dictionary<string, int> columns = ReadHeader(name, csv);
        var errors = new List<InputError>();
        var items = ImmutableArray.CreateBuilder<Item>();
        var scenarios = new Dictionary<string, CaseScenario>(StringComparer.Ordinal);
        while (csv.Read())
        {
            int line = (int)csv.LineNumber;
            string[] cells = Cells(csv);
            if (cells.Length != columns.Count)
            {
                errors.Add(new InputError(name, line, 0, $"the row has {cells.Length} fields, the header {columns.Count}"));
                continue;
            }

            int before = errors.Count;
            var row = new ItemRow(name, line, columns, cells, errors);
            Item item = ReadItem(name, row);
            ReadScenario(name, row, scenarios);
            if (errors.Count == before)
            {
                foreach ((string field, string message) in AnswerKey.Problems(item))
                {
                    row.Problem(field, message);
                }
            }

            items.Add(item);
        }

        return errors.Count == 0
            ? new BankFile(name, null, [], [.. scenarios.Values], items.ToImmutable())
            : throw new InputException(errors);
    }

    private static Dictionary<string, int> ReadHeader(string name, CsvReader csv)
    {
        string[] header = csv.Read() ? [.. Cells(csv).Select(cell => cell.Trim())] : [];
        string[] allowed =
        [
            .. ItemColumns.BeforeOptions,
            .. ItemColumns.OptionKeys.SelectMany(key => new[] { ItemColumns.Option(key), ItemColumns.OptionRationale(key) }),
            .. ItemColumns.AfterOptions,
        ];
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        var errors = new List<InputError>();
        for (int i = 0; i < header.Length; i++)
        {
            if (!allowed.Contains(header[i]))
            {
                errors.Add(new InputError(name, 1, i + 1, $"unknown column '{header[i]}'; expected one of {string.Join(", ", allowed)}"));
            }
            else if (!columns.TryAdd(header[i], i))
            {
                errors.Add(new InputError(name, 1, i + 1, $"column '{header[i]}' stands twice"));
            }
        }

        errors.AddRange(ItemColumns.Required.Where(column => !columns.ContainsKey(column))
            .Select(column => new InputError(name, 1, 0, $"missing column '{column}'")));
        return errors.Count == 0 ? columns : throw new InputException(errors);
    }

    private static string[] Cells(CsvReader csv) => [.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)];

    private static Item ReadItem(string name, ItemRow row)
    {
        ItemType type = row.Word<ItemType>(ItemColumns.Type);
        bool numeric = type == ItemType.NumericEntry;
        return new Item
        {
            Id = row.Required(ItemColumns.Item),
            Version = row.Integer(ItemColumns.Version),
            Type = type,
            TopicArea = row.Required(ItemColumns.TopicArea),
            CognitiveLevel = row.Word<CognitiveLevel>(ItemColumns.CognitiveLevel),
            AgeGroup = row.Word(ItemColumns.AgeGroup, AgeGroup.Any),
            Setting = row.Text(ItemColumns.Setting),
            Scenario = row.Optional(ItemColumns.Scenario),
            Stem = row.Required(ItemColumns.Stem),
            Media = row.Yaml(ItemColumns.Media, map => map.Maps(ItemColumns.Media, "a rhythm strip", (strip, _) => RhythmStripYaml.Read(strip)), []),
            Options = [.. ItemColumns.OptionKeys
                .Select(key => new AnswerOption(key, row.Text(ItemColumns.Option(key)), row.Text(ItemColumns.OptionRationale(key))))
                .Where(option => option.Text.Length > 0)],
            Answer = row.List(ItemColumns.Answer),
            Tolerance = numeric ? row.Decimal(ItemColumns.Tolerance) : 0,
            Unit = numeric ? row.Required(ItemColumns.Unit) : row.Optional(ItemColumns.Unit),
            Dose = row.Yaml<DoseRule?>(ItemColumns.Dose, DoseRuleYaml.Read, null),
            Credit = row.Word(ItemColumns.Credit, CreditRule.AllOrNothing),
            Rationale = row.Text(ItemColumns.Rationale),
            Facts = row.List(ItemColumns.Facts),
            GuidelineEdition = row.Text(ItemColumns.GuidelineEdition),
            Confidence = row.Word(ItemColumns.Confidence, FactConfidence.C),
            Enemies = row.List(ItemColumns.Enemies),
            Review = ReadReview(row),
            Difficulty = row.Number(ItemColumns.Difficulty),
            DifficultyBasis = row.Text(ItemColumns.DifficultyBasis),
            Use = row.Word(ItemColumns.Use, ItemUse.Operational),
            Source = new SourceMap(name, new FilePosition(row.Line, 1), ImmutableDictionary<string, FilePosition>.Empty),
        };
    }

    private static ItemReview? ReadReview(ItemRow row) => row.Text(ItemColumns.ReviewDate).Length == 0
        ? null
        : new ItemReview(row.Date(ItemColumns.ReviewDate), row.Word<ReviewStatus>(ItemColumns.ReviewStatus), row.Text(ItemColumns.ReviewNote));

    private static void ReadScenario(string name, ItemRow row, Dictionary<string, CaseScenario> scenarios)
    {
        if (row.Optional(ItemColumns.Scenario) is not { } id || row.Optional(ItemColumns.ScenarioText) is not { } text)
        {
            return;
        }

        var source = new SourceMap(name, new FilePosition(row.Line, 1), ImmutableDictionary<string, FilePosition>.Empty);
        if (!scenarios.TryAdd(id, new CaseScenario(id, text) { ReadFrom = source }) && scenarios[id].Text != text)
        {
            row.Problem(ItemColumns.ScenarioText, $"scenario {id} has another text at line {scenarios[id].ReadFrom!.Start.Line}");
        }
    }
}
