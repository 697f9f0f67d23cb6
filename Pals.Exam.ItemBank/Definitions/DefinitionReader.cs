using System.Collections.Immutable;
using Pals.Exam.Engine.Decisions;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Selection;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Yaml;

namespace Pals.Exam.ItemBank.Definitions;

/// <summary>Reads exam definitions in YAML. Every problem is reported with its line and what was expected.</summary>
public static class DefinitionReader
{
    private const int LongestExam = 1000;
    private const double FarthestCut = 8;
    private const double LongestMinutes = 1440;
    private const double UnusedConfidence = 0.95;

    /// <summary>Reads a file.</summary>
    /// <exception cref="InputException">Something is wrong with it; all problems are named.</exception>
    public static DefinitionFile ReadFile(string path) => Read(path, InputFile.ReadAllText(path));

    /// <summary>Reads a text.</summary>
    /// <exception cref="InputException">Something is wrong with it; all problems are named.</exception>
    public static DefinitionFile Read(string name, string text) => YamlFile.Read(name, text, map =>
    {
        int before = map.Problems.Count;
        var positions = new Dictionary<string, FilePosition>(StringComparer.Ordinal);
        ExamDefinition definition = ReadDefinition(map, positions);
        (double? percent, double theta) = map.Map("cut", ReadCut) ?? new Cut(null, 0);
        definition = definition with { Cut = theta };
        ExamDelivery delivery = map.OptionalWord("delivery", ExamDelivery.Adaptive);
        if (delivery == ExamDelivery.FixedForm)
        {
            CheckFixedForm(map, definition);
        }

        if (map.Problems.Count == before)
        {
            CheckByEngine(map, definition, positions);
        }

        return new DefinitionFile(name, text, definition, percent) { Delivery = delivery };
    });

    private static ExamDefinition ReadDefinition(YamlMap map, Dictionary<string, FilePosition> positions)
    {
        string id = map.Text("id");
        string programme = map.Text("programme");
        string title = map.Text("title");
        ExamDimensions dimensions = map.Word<ExamDimensions>("dimensions");
        ImmutableArray<TopicAreaDefinition> areas =
            map.Maps("topicAreas", "a topic area", (area, index) => ReadArea(area, $"topicAreas[{index}]", positions));
        return new ExamDefinition
        {
            Id = id,
            Programme = programme,
            Title = title,
            Dimensions = dimensions,
            TopicAreas = areas,
            Means = map.Numbers("means", -FarthestCut, FarthestCut),
            StandardDeviations = map.Numbers("standardDeviations", 0, FarthestCut),
            Correlations = ReadCorrelations(map, dimensions == ExamDimensions.Single ? 1 : areas.Length),
            Groups = map.OptionalMaps("groups", "a group", (group, index) => ReadGroup(group, $"groups[{index}]", positions)),
            RetakeWidening = map.OptionalNumber("retakeWidening", 1, double.MaxValue),
            Constraints = map.OptionalMaps(
                "constraints", "a constraint", (constraint, index) => ReadConstraint(constraint, $"constraints[{index}]", positions)),
            MinimumLength = map.Integer("minimumLength", 1, LongestExam),
            MaximumLength = map.Integer("maximumLength", 1, LongestExam),
            PretestItems = map.OptionalInteger("pretestItems", 0, LongestExam, byDefault: 0),
            Confidence = ReadConfidence(map),
            DecisionRule = map.Variant<DecisionRule>("decisionRule", DefinitionKinds.DecisionRules, new PosteriorConfidenceRule()),
            OutOfTime = map.Word<OutOfTimeRule>("outOfTime"),
            LastEstimates = map.OptionalInteger("lastEstimates", 1, LongestExam, byDefault: 60),
            Selection = map.Variant<SelectionCriterion>("selection", DefinitionKinds.SelectionCriteria, new MaximumInformation()),
            TopicAreaChoice = map.OptionalWord("topicAreaChoice", TopicAreaChoice.CompositeVariance),
            MaximumExposureRate = map.OptionalNumber("maximumExposureRate", 0, 1) ?? 1,
            Exposure = map.Variant<ExposureControl>("exposure", DefinitionKinds.ExposureControls, new NoExposureControl()),
            TimeLimit = map.OptionalNumber("timeLimitMinutes", 0, LongestMinutes) is { } minutes ? TimeSpan.FromMinutes(minutes) : null,
        };
    }

    private static TopicAreaDefinition ReadArea(YamlMap map, string path, Dictionary<string, FilePosition> positions)
    {
        Remember(map, path, positions, "id", "weight", "minimum", "maximum");
        return new TopicAreaDefinition(
            map.Text("id"),
            map.Text("name"),
            map.Number("weight", 0, double.MaxValue),
            map.Integer("minimum", 0, LongestExam),
            map.Integer("maximum", 0, LongestExam));
    }

    private static CandidateGroup ReadGroup(YamlMap map, string path, Dictionary<string, FilePosition> positions)
    {
        positions[path] = map.Position;
        Remember(map, path, positions, "id", "meanShift", "spreadFactor");
        return new CandidateGroup(
            map.Text("id"),
            map.OptionalNumber("meanShift", -FarthestCut, FarthestCut) ?? 0,
            map.OptionalNumber("spreadFactor", 0, FarthestCut) ?? 1);
    }

    private static ContentConstraint ReadConstraint(YamlMap map, string path, Dictionary<string, FilePosition> positions)
    {
        Remember(map, path, positions, "name", "where", "minimum", "maximum");
        return new ContentConstraint(
            map.Text("name"),
            map.Map("where", where => where.AllTexts()) ?? [],
            map.OptionalInteger("minimum", 0, LongestExam, byDefault: 0),
            map.OptionalInteger("maximum", 0, LongestExam, byDefault: LongestExam));
    }

    /// <summary>Either one correlation common to all pairs of topic areas, or all of them row by row.</summary>
    private static ImmutableArray<ImmutableArray<double>> ReadCorrelations(YamlMap map, int dimensions)
    {
        if (map.OptionalNumber("correlation", -1, 1) is not { } common)
        {
            return map.NumberRows("correlations", -1, 1);
        }

        if (map.Has("correlations"))
        {
            map.Problem("correlations", "expected either one correlation common to all topic areas or rows of them, found both");
        }

        return [.. Enumerable.Range(0, dimensions).Select(
            row => Enumerable.Range(0, dimensions).Select(column => row == column ? 1 : common).ToImmutableArray())];
    }

    private static Cut ReadCut(YamlMap map)
    {
        double? percent = map.OptionalNumber("percentCorrect", 0, 100);
        double? theta = map.OptionalNumber("theta", -FarthestCut, FarthestCut);
        if (percent.HasValue == theta.HasValue)
        {
            map.Problems.Add(map.Position, "cut: expected either percentCorrect or theta");
        }

        return new Cut(percent, theta ?? 0);
    }

    /// <summary>A fixed form ends with its last question, so that it has no use for a confidence.</summary>
    private static double ReadConfidence(YamlMap map) =>
        !map.Has("confidence") && map.OptionalWord("delivery", ExamDelivery.Adaptive) == ExamDelivery.FixedForm
            ? UnusedConfidence
            : map.Number("confidence", 0, 1);

    /// <summary>What an adaptive exam may do and a form, which is fixed before anyone sits it, cannot.</summary>
    private static void CheckFixedForm(YamlMap map, ExamDefinition definition)
    {
        if (definition.MinimumLength != definition.MaximumLength)
        {
            map.Problem("minimumLength", $"expected maximumLength {definition.MaximumLength}, since a fixed form has one length, found {definition.MinimumLength}");
        }

        if (definition.PretestItems > 0)
        {
            map.Problem("pretestItems", $"expected 0, since every question of a fixed form is scored, found {definition.PretestItems}");
        }

        if (definition.DecisionRule is not FixedLengthRule)
        {
            map.Problem("decisionRule", "expected fixed-length, since a fixed form is decided by its raw score when it has been submitted");
        }

        if (definition.OutOfTime == OutOfTimeRule.LastEstimates)
        {
            map.Problem("outOfTime", "expected final-estimate or fail, since a fixed form has no estimates on the way");
        }
    }

    /// <summary>What only the whole can tell: minima against maxima, correlations that are possible together.</summary>
    private static void CheckByEngine(YamlMap map, ExamDefinition definition, Dictionary<string, FilePosition> positions)
    {
        try
        {
            definition.Validate();
        }
        catch (ArgumentException e)
        {
            FilePosition position = positions.TryGetValue(e.ParamName ?? "", out FilePosition found) ? found : map.At(e.ParamName ?? "");

            // The engine's sentence, without the parameter's name that .NET adds in brackets.
            map.Problems.Add(position, e.Message.Split(" (Parameter '")[0]);
        }
    }

    private static void Remember(YamlMap map, string path, Dictionary<string, FilePosition> positions, params string[] keys)
    {
        foreach (string key in keys)
        {
            positions[$"{path}.{key}"] = map.At(key);
        }
    }

    private sealed record Cut(double? PercentCorrect, double Theta);
}
