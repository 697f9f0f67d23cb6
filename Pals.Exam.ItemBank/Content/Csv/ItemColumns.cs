namespace Pals.Exam.ItemBank.Content.Csv;

/// <summary>
/// The columns of an item table. The first seven and the stem are needed; of the rest a table has what it wants. What has parts of its own,
/// media and dose, stands in its cell as it would in a YAML bank.
/// </summary>
internal static class ItemColumns
{
    public const string Item = "item";
    public const string Version = "version";
    public const string Type = "type";
    public const string TopicArea = "topicArea";
    public const string CognitiveLevel = "cognitiveLevel";
    public const string Answer = "answer";
    public const string Difficulty = "difficulty";
    public const string AgeGroup = "ageGroup";
    public const string Setting = "setting";
    public const string Scenario = "scenario";
    public const string ScenarioText = "scenarioText";
    public const string Stem = "stem";
    public const string Media = "media";
    public const string Dose = "dose";
    public const string Tolerance = "tolerance";
    public const string Unit = "unit";
    public const string Credit = "credit";
    public const string Rationale = "rationale";
    public const string Facts = "facts";
    public const string GuidelineEdition = "guidelineEdition";
    public const string Confidence = "confidence";
    public const string Enemies = "enemies";
    public const string ReviewDate = "reviewDate";
    public const string ReviewStatus = "reviewStatus";
    public const string ReviewNote = "reviewNote";
    public const string DifficultyBasis = "difficultyBasis";
    public const string Use = "use";

    /// <summary>Parts of an answer, facts and enemies are joined by this.</summary>
    public const char Separator = ';';

    private const string LastOption = "J";

    public static readonly string[] Required = [Item, Version, Type, TopicArea, CognitiveLevel, Answer, Difficulty, Stem];

    public static readonly string[] BeforeOptions =
        [Item, Version, Type, TopicArea, CognitiveLevel, Answer, Difficulty, AgeGroup, Setting, Scenario, ScenarioText, Stem, Media];

    public static readonly string[] AfterOptions =
    [
        Tolerance, Unit, Dose, Credit, Rationale, Facts, GuidelineEdition, Confidence, Enemies, ReviewDate, ReviewStatus, ReviewNote,
        DifficultyBasis, Use,
    ];

    /// <summary>Keys of the options that a table can hold, A to J.</summary>
    public static readonly string[] OptionKeys = [.. Enumerable.Range('A', LastOption[0] - 'A' + 1).Select(c => ((char)c).ToString())];

    public static string Option(string key) => $"option{key}";

    public static string OptionRationale(string key) => $"rationale{key}";
}
