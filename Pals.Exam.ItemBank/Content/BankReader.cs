using System.Collections.Immutable;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Rhythms;
using Pals.Exam.ItemBank.Yaml;

namespace Pals.Exam.ItemBank.Content;

/// <summary>Reads bank files in YAML. Every problem of a file is reported with its line and what was expected.</summary>
public static class BankReader
{
    /// <summary>Difficulties beyond this many logits are slips of the pen.</summary>
    internal const double LargestDifficulty = 8;

    /// <summary>Reads named texts as one bank.</summary>
    /// <exception cref="InputException">Something is wrong with them; all problems of all files are named.</exception>
    public static Bank Read(IEnumerable<(string Name, string Text)> sources)
    {
        var files = new List<BankFile>();
        var errors = new List<InputError>();
        foreach ((string name, string text) in sources)
        {
            try
            {
                files.Add(Read(name, text));
            }
            catch (InputException e)
            {
                errors.AddRange(e.Errors);
            }
        }

        return errors.Count == 0 ? Bank.Of(files) : throw new InputException(errors);
    }

    /// <summary>Reads one file.</summary>
    /// <exception cref="InputException">Something is wrong with it; all problems are named.</exception>
    public static BankFile Read(string name, string text) => YamlFile.Read(name, text, map =>
    {
        string? topicArea = ReadTopicArea(map);
        ImmutableArray<Fact> facts = map.Maps("facts", "a fact", ReadFact);
        ImmutableArray<CaseScenario> scenarios = map.OptionalMaps("scenarios", "a scenario", ReadScenario);
        ImmutableArray<Item> items = map.Maps("items", "an item", (item, _) => ReadItem(item, topicArea));
        return new BankFile(name, topicArea, facts, scenarios, items);
    });

    private static Fact ReadFact(YamlMap map, int index) => new(
        ReadId(map),
        map.Text("statement"),
        map.Word<FactConfidence>("confidence"),
        map.Text("edition"),
        map.Text("source"))
    {
        ReadFrom = SourceOf(map, "id", "statement", "confidence", "edition", "source"),
    };

    private static CaseScenario ReadScenario(YamlMap map, int index) => new(ReadId(map), map.Text("text"))
    {
        ReadFrom = SourceOf(map, "id", "text"),
    };

    private static Item ReadItem(YamlMap map, string? topicAreaOfFile)
    {
        var positions = new Dictionary<string, FilePosition>(StringComparer.Ordinal);
        int problemsBefore = map.Problems.Count;
        string id = ReadId(map);
        string? topicArea = ReadTopicArea(map) ?? topicAreaOfFile;
        if (topicArea is null)
        {
            map.Problems.Add(map.Position, "missing key 'topicArea', at the top of the file or in the item");
        }

        int version = map.Integer("version", 1, int.MaxValue);
        ItemType type = map.Word<ItemType>("type");
        CognitiveLevel level = map.Word<CognitiveLevel>("cognitiveLevel");
        AgeGroup ageGroup = map.Word<AgeGroup>("ageGroup");
        string setting = map.TextOrEmpty("setting");
        string? scenario = map.OptionalText("scenario");
        string stem = map.Text("stem");
        ImmutableArray<RhythmStrip> media = map.OptionalMaps("media", "a rhythm strip", (strip, _) => RhythmStripYaml.Read(strip));
        bool numeric = type == ItemType.NumericEntry;
        ImmutableArray<AnswerOption> options = numeric && !map.Has("options")
            ? []
            : map.Maps("options", "an option", (option, index) => ReadOption(option, index, positions));
        ImmutableArray<string> answer = map.Texts("answer");
        decimal tolerance = 0;
        string? unit = null;
        if (numeric || map.Has("tolerance") || map.Has("unit"))
        {
            tolerance = map.Decimal("tolerance");
            unit = map.Text("unit");
        }

        var item = new Item
        {
            Id = id,
            Version = version,
            Type = type,
            TopicArea = topicArea ?? "",
            CognitiveLevel = level,
            AgeGroup = ageGroup,
            Setting = setting,
            Scenario = scenario,
            Stem = stem,
            Media = media,
            Options = options,
            Answer = answer,
            Tolerance = tolerance,
            Unit = unit,
            Dose = map.OptionalMap("dose", DoseRuleYaml.Read),
            Credit = map.OptionalWord("credit", CreditRule.AllOrNothing),
            Rationale = map.TextOrEmpty("rationale"),
            Facts = map.Texts("facts"),
            GuidelineEdition = map.TextOrEmpty("guidelineEdition"),
            Confidence = map.Word<FactConfidence>("confidence"),
            Enemies = map.Texts("enemies"),
            Review = map.OptionalMap("review", ReadReview),
            Difficulty = map.Number("difficulty", -LargestDifficulty, LargestDifficulty),
            DifficultyBasis = map.TextOrEmpty("difficultyBasis"),
            Use = map.OptionalWord("use", ItemUse.Operational),
        };
        if (map.Problems.Count == problemsBefore)
        {
            foreach ((string field, string message) in AnswerKey.Problems(item))
            {
                map.Problem(field, message);
            }
        }

        return item with { Source = SourceOf(map, positions, ItemFields) };
    }

    private static readonly string[] ItemFields =
    [
        "id", "topicArea", "version", "type", "cognitiveLevel", "ageGroup", "setting", "scenario", "stem", "media", "options", "answer",
        "tolerance", "unit", "dose", "rationale", "facts", "guidelineEdition", "confidence", "enemies", "review", "difficulty", "difficultyBasis", "use",
    ];

    private static AnswerOption ReadOption(YamlMap map, int index, Dictionary<string, FilePosition> positions)
    {
        positions[$"options[{index}]"] = map.At("text");
        return new AnswerOption(map.Text("key"), map.Text("text"), map.TextOrEmpty("rationale"));
    }

    private static ItemReview ReadReview(YamlMap map) =>
        new(map.Date("date"), map.Word<ReviewStatus>("status"), map.TextOrEmpty("note"));

    private static string? ReadTopicArea(YamlMap map)
    {
        string? topicArea = map.OptionalText("topicArea");
        RequireId(map, "topicArea", topicArea ?? "", char.IsAsciiLetterLower);
        return topicArea;
    }

    private static string ReadId(YamlMap map)
    {
        string id = map.Text("id");
        RequireId(map, "id", id, char.IsAsciiLetterUpper);
        return id;
    }

    private static void RequireId(YamlMap map, string key, string id, Func<char, bool> isLetter)
    {
        if (id.Length > 0 && !(char.IsAsciiLetterOrDigit(id[0]) && id.All(c => isLetter(c) || char.IsAsciiDigit(c) || c == '-')))
        {
            string letters = isLetter('a') ? "lower-case" : "capital";
            map.Problem(key, $"expected {letters} letters, digits and hyphens, found '{id}'");
        }
    }

    private static SourceMap SourceOf(YamlMap map, params string[] fields) => SourceOf(map, [], fields);

    private static SourceMap SourceOf(YamlMap map, Dictionary<string, FilePosition> positions, string[] fields)
    {
        foreach (string field in fields)
        {
            positions[field] = map.At(field);
        }

        return new SourceMap(map.Problems.File, map.Position, positions);
    }
}
