using System.Collections.Immutable;
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
        ["confidence-interval"] = map => new ConfidenceIntervalRule { Level = map.OptionalNumber("level", 0.01, 0.9999) ?? new ConfidenceIntervalRule().Level },
        ["sequential-probability-ratio"] = map => LikelihoodRatio(map, new SequentialProbabilityRatioRule()),
        ["generalized-likelihood-ratio"] = map => LikelihoodRatio(map, new GeneralizedLikelihoodRatioRule()),
        ["fixed-length"] = _ => new FixedLengthRule(),
        ["standard-error"] = map => new StandardErrorRule { Threshold = map.Number("threshold", 0.01, 10) },
        ["minimum-information"] = map => new MinimumInformationRule { Threshold = map.Number("threshold", 0.0001, 100) },
    };

    public static readonly Dictionary<string, Func<YamlMap, SelectionCriterion>> SelectionCriteria = new(StringComparer.Ordinal)
    {
        ["maximum-information"] = _ => new MaximumInformation(),
        ["posterior-weighted-information"] = _ => new PosteriorWeightedInformation(),
        ["likelihood-weighted-information"] = _ => new LikelihoodWeightedInformation(),
        ["minimum-expected-posterior-variance"] = _ => new MinimumExpectedPosteriorVariance(),
        ["kullback-leibler"] = map => new KullbackLeiblerInformation { Width = map.OptionalNumber("width", 0.01, 20) ?? new KullbackLeiblerInformation().Width },
        ["posterior-kullback-leibler"] = _ => new PosteriorWeightedKullbackLeibler(),
        ["information-at-cut"] = _ => new InformationAtCut(),
        ["closest-difficulty"] = _ => new ClosestDifficulty(),
        ["random"] = _ => new RandomItem(),
    };

    public static readonly Dictionary<string, Func<YamlMap, ExposureControl>> ExposureControls = new(StringComparer.Ordinal)
    {
        ["none"] = _ => new NoExposureControl(),
        ["randomesque"] = map => new Randomesque { Size = map.OptionalInteger("size", 1, 1000, new Randomesque().Size) },
        ["progressive-restricted"] = _ => new ProgressiveRestricted(),
        ["sympson-hetter"] = map => new SympsonHetter { Parameters = map.Map("parameters", Probabilities) ?? ImmutableSortedDictionary<string, double>.Empty },
        ["a-stratified"] = map => new AlphaStratified { Strata = map.OptionalInteger("strata", 1, 100, new AlphaStratified().Strata) },
    };

    private static ImmutableSortedDictionary<string, double> Probabilities(YamlMap map) =>
        map.AllTexts().Keys.ToImmutableSortedDictionary(item => item, item => map.Number(item, 0, 1), StringComparer.Ordinal);

    private static LikelihoodRatioRule LikelihoodRatio(YamlMap map, LikelihoodRatioRule byDefault) => byDefault with
    {
        Delta = map.OptionalNumber("delta", 0.001, 8) ?? byDefault.Delta,
        Alpha = map.OptionalNumber("alpha", 0.0001, 0.4999) ?? byDefault.Alpha,
        Beta = map.OptionalNumber("beta", 0.0001, 0.4999) ?? byDefault.Beta,
    };
}
