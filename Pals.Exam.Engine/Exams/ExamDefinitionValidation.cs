using System.Diagnostics.CodeAnalysis;
using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Exams;

/// <summary>The checks of a definition that need no pool; every error names the field.</summary>
internal static class ExamDefinitionValidation
{
    /// <summary>A bound on lengths that leaves the arrays of an exam small.</summary>
    private const int LongestExam = 1000;

    public static void Validate(ExamDefinition definition)
    {
        Require(!string.IsNullOrWhiteSpace(definition.Id), "id", "is missing");
        Require(Enum.IsDefined(definition.Dimensions), "dimensions", $"must be joint or single, but is {definition.Dimensions}");
        Require(Enum.IsDefined(definition.OutOfTime), "outOfTime", $"has no rule {definition.OutOfTime}");
        Require(
            definition.MaximumExposureRate is > 0 and <= 1,
            "maximumExposureRate",
            $"must lie above 0 and be at most 1, but is {definition.MaximumExposureRate:R}");
        Require(definition.LastEstimates >= 1, "lastEstimates", $"must be at least 1, but is {definition.LastEstimates}");
        Require(Enum.IsDefined(definition.TopicAreaChoice), "topicAreaChoice", $"has no rule {definition.TopicAreaChoice}");
        Lengths(definition);
        TopicAreas(definition);
        Constraints(definition);
        Prior(definition);
        Groups(definition);
        Require(double.IsFinite(definition.Cut), "cut", $"must be finite, but is {definition.Cut:R}");
        Require(
            definition.Confidence is > 0.5 and < 1, "confidence", $"must lie between 0.5 and 1, both excluded, but is {definition.Confidence:R}");
        Require(definition.DecisionRule is not null, "decisionRule", "is missing");
        Require(definition.Selection is not null, "selection", "is missing");
        Require(definition.Exposure is not null, "exposure", "is missing");
        Require(
            definition.TimeLimit is null || definition.TimeLimit > TimeSpan.Zero, "timeLimit", $"must be positive, but is {definition.TimeLimit}");
    }

    private static void Lengths(ExamDefinition definition)
    {
        Require(
            definition.MaximumLength is >= 1 and <= LongestExam,
            "maximumLength",
            $"must be between 1 and {LongestExam}, but is {definition.MaximumLength}");
        Require(
            definition.MinimumLength >= 1 && definition.MinimumLength <= definition.MaximumLength,
            "minimumLength",
            $"must be between 1 and maximumLength = {definition.MaximumLength}, but is {definition.MinimumLength}");
        Require(
            definition.PretestItems is >= 0 and <= LongestExam, "pretestItems", $"must be between 0 and {LongestExam}, but is {definition.PretestItems}");
    }

    private static void TopicAreas(ExamDefinition definition)
    {
        Require(!definition.TopicAreas.IsDefaultOrEmpty, "topicAreas", "needs at least one topic area");
        var ids = new HashSet<string>(StringComparer.Ordinal);
        double weights = 0;
        for (int i = 0; i < definition.TopicAreas.Length; i++)
        {
            TopicAreaDefinition area = definition.TopicAreas[i];
            string field = $"topicAreas[{i}]";
            Require(!string.IsNullOrWhiteSpace(area.Id), $"{field}.id", "is missing");
            Require(ids.Add(area.Id), $"{field}.id", $"'{area.Id}' stands twice");
            Require(double.IsFinite(area.Weight) && area.Weight >= 0, $"{field}.weight", $"must not be negative, but is {area.Weight:R}");
            Bounds(area.Minimum, area.Maximum, field);
            weights += area.Weight;
        }

        Require(weights > 0, "topicAreas", "needs at least one topic area with a positive weight");
    }

    private static void Constraints(ExamDefinition definition)
    {
        Require(!definition.Constraints.IsDefault, "constraints", "is missing");
        for (int i = 0; i < definition.Constraints.Length; i++)
        {
            ContentConstraint constraint = definition.Constraints[i];
            string field = $"constraints[{i}]";
            Require(!string.IsNullOrWhiteSpace(constraint.Name), $"{field}.name", "is missing");
            Require(constraint.Where is { IsEmpty: false }, $"{field}.where", "needs at least one attribute");
            Bounds(constraint.Minimum, constraint.Maximum, field);
        }
    }

    private static void Prior(ExamDefinition definition)
    {
        int n = definition.DimensionCount;
        Require(!definition.Means.IsDefault && definition.Means.Length is var means && (means == 0 || means == n), "means", $"needs {n} values or none");
        Require(
            !definition.StandardDeviations.IsDefault && definition.StandardDeviations.Length is var sds && (sds == 0 || sds == n),
            "standardDeviations",
            $"needs {n} values or none");
        Require(!definition.Correlations.IsDefault, "correlations", "is missing");
        Require(
            n == 1 || (definition.Correlations.Length == n && definition.Correlations.All(row => !row.IsDefault && row.Length == n)),
            "correlations",
            $"needs {n} rows of {n} values");
        definition.Prior();
    }

    private static void Groups(ExamDefinition definition)
    {
        Require(!definition.Groups.IsDefault, "groups", "is missing");
        AbilityPrior prior = definition.Prior();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < definition.Groups.Length; i++)
        {
            CandidateGroup group = definition.Groups[i];
            Require(!string.IsNullOrWhiteSpace(group.Id), $"groups[{i}].id", "is missing");
            Require(ids.Add(group.Id), $"groups[{i}].id", $"'{group.Id}' stands twice");
            Require(double.IsFinite(group.MeanShift), $"groups[{i}].meanShift", $"must be finite, but is {group.MeanShift:R}");
            Require(
                group.SpreadFactor > 0 && double.IsFinite(group.SpreadFactor),
                $"groups[{i}].spreadFactor",
                $"must be positive, but is {group.SpreadFactor:R}");
            for (int d = 0; d < prior.Dimensions; d++)
            {
                double mean = prior.Mean[d];
                double standardDeviation = Math.Sqrt(prior.Covariance[d * prior.Dimensions + d]);
                Require(
                    new AbilityGrid(mean, standardDeviation).Holds(mean + group.MeanShift, group.SpreadFactor * standardDeviation),
                    $"groups[{i}]",
                    "lies too far from the definition's prior: meanShift and four standard deviations must stay within eight of the definition's");
            }
        }

        Require(
            definition.RetakeWidening is null or >= 1 and < double.PositiveInfinity,
            "retakeWidening",
            $"must be at least 1, but is {definition.RetakeWidening:R}");
    }

    private static void Bounds(int minimum, int maximum, string field)
    {
        Require(minimum >= 0, $"{field}.minimum", $"must not be negative, but is {minimum}");
        Require(maximum >= minimum, $"{field}.maximum", $"must be at least the minimum {minimum}, but is {maximum}");
    }

    private static void Require([DoesNotReturnIf(false)] bool condition, string field, string message)
    {
        if (!condition)
        {
            throw new ArgumentException($"{field} {message}.", field);
        }
    }
}
