using Pals.Exam.Engine.Decisions;
using Pals.Exam.Engine.Selection;
using Pals.Exam.ItemBank.Yaml;

namespace Pals.Exam.ItemBank.Definitions;

/// <summary>The words that a definition file uses for the engine's rules, criteria and controls, and the options that each takes.</summary>
internal static class DefinitionKinds
{
    public static readonly Dictionary<string, Func<YamlMap, DecisionRule>> DecisionRules = new(StringComparer.Ordinal)
    {
        ["posterior-confidence"] = _ => new PosteriorConfidenceRule(),
    };

    public static readonly Dictionary<string, Func<YamlMap, SelectionCriterion>> SelectionCriteria = new(StringComparer.Ordinal)
    {
        ["maximum-information"] = _ => new MaximumInformation(),
    };

    public static readonly Dictionary<string, Func<YamlMap, ExposureControl>> ExposureControls = new(StringComparer.Ordinal)
    {
        ["none"] = _ => new NoExposureControl(),
    };
}
