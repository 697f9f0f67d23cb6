using Pals.Exam.Engine.Decisions;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Selection;
using Pals.Exam.ItemBank.Definitions;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Tests.Definitions;

public sealed class DefinitionKindsTests
{
    public static TheoryData<string, DecisionRule> Rules => new()
    {
        { "posterior-confidence", new PosteriorConfidenceRule() },
        { "confidence-interval", new ConfidenceIntervalRule() },
        { "{ type: confidence-interval, level: 0.9 }", new ConfidenceIntervalRule { Level = 0.9 } },
        { "{ type: sequential-probability-ratio, delta: 0.3, alpha: 0.01 }", new SequentialProbabilityRatioRule { Delta = 0.3, Alpha = 0.01 } },
        { "{ type: generalized-likelihood-ratio, beta: 0.02 }", new GeneralizedLikelihoodRatioRule { Beta = 0.02 } },
        { "fixed-length", new FixedLengthRule() },
        { "{ type: standard-error, threshold: 0.25 }", new StandardErrorRule { Threshold = 0.25 } },
        { "{ type: minimum-information, threshold: 0.1 }", new MinimumInformationRule { Threshold = 0.1 } },
    };

    public static TheoryData<string, SelectionCriterion> Criteria => new()
    {
        { "maximum-information", new MaximumInformation() },
        { "posterior-weighted-information", new PosteriorWeightedInformation() },
        { "likelihood-weighted-information", new LikelihoodWeightedInformation() },
        { "minimum-expected-posterior-variance", new MinimumExpectedPosteriorVariance() },
        { "kullback-leibler", new KullbackLeiblerInformation() },
        { "{ type: kullback-leibler, width: 2 }", new KullbackLeiblerInformation { Width = 2 } },
        { "posterior-kullback-leibler", new PosteriorWeightedKullbackLeibler() },
        { "information-at-cut", new InformationAtCut() },
        { "closest-difficulty", new ClosestDifficulty() },
        { "random", new RandomItem() },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void Read_DecisionRule_GivesTheEnginesRule(string yaml, DecisionRule expected) =>
        Assert.Equal(expected, Read("decisionRule: posterior-confidence", $"decisionRule: {yaml}").DecisionRule);

    [Theory]
    [MemberData(nameof(Criteria))]
    public void Read_Selection_GivesTheEnginesCriterion(string yaml, SelectionCriterion expected) =>
        Assert.Equal(expected, Read("selection: maximum-information", $"selection: {yaml}").Selection);

    [Fact]
    public void Of_EveryKind_IsItsWordInADefinitionFile()
    {
        Assert.Equal(
            DefinitionKinds.SelectionCriteria.Keys,
            DefinitionKinds.SelectionCriteria.Keys.Select(word => DefinitionWords.Of(Read("selection: maximum-information", $"selection: {word}").Selection)));
        Assert.Equal(
            DefinitionKinds.ExposureControls.Keys,
            DefinitionKinds.ExposureControls.Keys.Select(word => DefinitionWords.Of(Read(
                "exposure: progressive-restricted",
                word == "sympson-hetter" ? "exposure: { type: sympson-hetter, parameters: { PALS-ARR-001: 0.25 } }" : $"exposure: {word}").Exposure)));
    }

    [Fact]
    public void Read_Exposure_GivesTheEnginesControl()
    {
        Assert.Equal(new Randomesque { Size = 3 }, Read("exposure: progressive-restricted", "exposure: { type: randomesque, size: 3 }").Exposure);
        Assert.Equal(new Randomesque(), Read("exposure: progressive-restricted", "exposure: randomesque").Exposure);
        Assert.Equal(new NoExposureControl(), Read("exposure: progressive-restricted", "exposure: none").Exposure);
        Assert.Equal(new ProgressiveRestricted(), Read("exposure: progressive-restricted", "exposure: { type: progressive-restricted }").Exposure);
        Assert.Equal(new AlphaStratified { Strata = 2 }, Read("exposure: progressive-restricted", "exposure: { type: a-stratified, strata: 2 }").Exposure);
        var control = Assert.IsType<SympsonHetter>(
            Read("exposure: progressive-restricted", "exposure:\n  type: sympson-hetter\n  parameters:\n    PALS-ARR-001: 0.25\n    PALS-SHK-002: 0.5").Exposure);
        Assert.Equal([new("PALS-ARR-001", 0.25), new("PALS-SHK-002", 0.5)], control.Parameters);
        Assert.Equal(0.3, Read("maximumExposureRate: 0.18", "maximumExposureRate: 0.3").MaximumExposureRate);
    }

    [Fact]
    public void Read_LastEstimates_GivesRuleAndNumber()
    {
        ExamDefinition definition = Read("outOfTime: final-estimate", "outOfTime: last-estimates\nlastEstimates: 20");
        Assert.Equal((OutOfTimeRule.LastEstimates, 20), (definition.OutOfTime, definition.LastEstimates));
    }

    [Fact]
    public void Read_ErrorRateOfAHalf_SaysWhatIsExpected()
    {
        var error = Assert.Throws<InputException>(() => Read("decisionRule: posterior-confidence", "decisionRule: { type: sequential-probability-ratio, alpha: 0.5 }"));
        Assert.Contains("alpha: expected a number from 0.0001 to 0.4999", error.Message, StringComparison.Ordinal);
    }

    private static ExamDefinition Read(string line, string replacement)
    {
        string text = ShippedDefinitions.Text(ShippedDefinitions.PalsAdaptive)!;
        Assert.Contains(line, text, StringComparison.Ordinal);
        return DefinitionReader.Read("test.yaml", text.Replace(line, replacement, StringComparison.Ordinal)).Template;
    }
}
