using Pals.Exam.Engine.Decisions;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Selection;
using Pals.Exam.ItemBank.Definitions;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Tests.Definitions;

public sealed class DefinitionReaderTests
{
    private const string Sample = """
        id: sample
        programme: PALS
        title: A sample
        dimensions: joint
        topicAreas:
          - {id: cardiac-arrest-management, name: Arrest, weight: 2, minimum: 3, maximum: 10}
          - {id: shock-management, name: Shock, weight: 1, minimum: 3, maximum: 12}
        means: [0.5, 0]
        standardDeviations: [1, 1.5]
        correlations:
          - [1, 0.6]
          - [0.6, 1]
        groups:
          - {id: nurses, meanShift: 0.2, spreadFactor: 0.9}
          - id: physicians
        retakeWidening: 1.5
        constraints:
          - name: recall in shock
            where:
              topicArea: shock-management
              cognitiveLevel: recall
            maximum: 2
        minimumLength: 8
        maximumLength: 20
        pretestItems: 1
        cut:
          theta: -0.25
        confidence: 0.9
        decisionRule: posterior-confidence
        outOfTime: fail
        selection:
          type: maximum-information
        topicAreaChoice: determinant
        exposure: none
        timeLimitMinutes: 45
        """;

    [Fact]
    public void Read_Sample_FillsEveryField()
    {
        DefinitionFile file = DefinitionReader.Read("d.yaml", Sample);

        ExamDefinition definition = file.Template;
        Assert.Null(file.PercentCorrect);
        Assert.Equal(("sample", "PALS", "A sample"), (definition.Id, definition.Programme, definition.Title));
        Assert.Equal(ExamDimensions.Joint, definition.Dimensions);
        Assert.Equal(new TopicAreaDefinition("shock-management", "Shock", 1, 3, 12), definition.TopicAreas[1]);
        Assert.Equal([0.5, 0], definition.Means);
        Assert.Equal([1, 1.5], definition.StandardDeviations);
        Assert.Equal([0.6, 1], definition.Correlations[1]);
        Assert.Equal([new CandidateGroup("nurses", 0.2, 0.9), new CandidateGroup("physicians", 0, 1)], definition.Groups);
        Assert.Equal(1.5, definition.RetakeWidening);
        Assert.Equal(("recall in shock", 0, 2),
            (definition.Constraints[0].Name, definition.Constraints[0].Minimum, definition.Constraints[0].Maximum));
        Assert.Equal("recall", definition.Constraints[0].Where["cognitiveLevel"]);
        Assert.Equal((8, 20, 1), (definition.MinimumLength, definition.MaximumLength, definition.PretestItems));
        Assert.Equal((-0.25, 0.9), (definition.Cut, definition.Confidence));
        Assert.IsType<PosteriorConfidenceRule>(definition.DecisionRule);
        Assert.Equal(OutOfTimeRule.Fail, definition.OutOfTime);
        Assert.IsType<MaximumInformation>(definition.Selection);
        Assert.Equal(TopicAreaChoice.Determinant, definition.TopicAreaChoice);
        Assert.IsType<NoExposureControl>(definition.Exposure);
        Assert.Equal(TimeSpan.FromMinutes(45), definition.TimeLimit);
    }

    [Fact]
    public void Read_CommonCorrelation_FillsTheMatrix()
    {
        string text = Sample.Replace("correlations:\n  - [1, 0.6]\n  - [0.6, 1]\n", "correlation: 0.4\n", StringComparison.Ordinal);

        ExamDefinition definition = DefinitionReader.Read("d.yaml", text).Template;

        Assert.Equal([1, 0.4], definition.Correlations[0]);
        Assert.Equal([0.4, 1], definition.Correlations[1]);
    }

    /// <summary>The caret in the flawed text marks the place that the message has to name.</summary>
    [Theory]
    [InlineData("dimensions: joint", "dimensions: ^many", "dimensions: expected one of joint, single, found 'many'")]
    [InlineData("weight: 2", "weight: ^-2", "weight: expected a number of at least 0, found '-2'")]
    [InlineData("minimum: 3, maximum: 12", "minimum: 3, maximum: ^2", "topicAreas[1].maximum must be at least the minimum 3, but is 2.")]
    [InlineData("id: shock-management", "id: ^cardiac-arrest-management", "topicAreas[1].id 'cardiac-arrest-management' stands twice.")]
    [InlineData("  - [0.6, 1]", "  - [^2, 1]", "correlations: expected a number from -1 to 1, found '2'")]
    [InlineData("  - [0.6, 1]", "  - ^0.6", "correlations: expected a list, found '0.6'")]
    [InlineData("correlations:\n  - [1, 0.6]\n", "correlations:\n  ^- [1, 0.6]\n  - [1, 0.6]\n", "correlations needs 2 rows of 2 values.")]
    [InlineData("means: [0.5, 0]", "means: ^[0.5]", "means needs 2 values or none.")]
    [InlineData("- id: physicians", "- id: ^nurses", "groups[1].id 'nurses' stands twice.")]
    [InlineData("- id: physicians", "- ^meanShift: 0.1", "missing key 'id' in a group")]
    [InlineData("- id: physicians", "- id: physicians\n    ^mean: 0.1", "unknown key 'mean' in a group; expected one of id, meanShift, spreadFactor")]
    [InlineData("meanShift: 0.2", "meanShift: ^high", "meanShift: expected a number from -8 to 8, found 'high'")]
    [InlineData("spreadFactor: 0.9", "spreadFactor: ^0", "groups[0].spreadFactor must be positive, but is 0.")]
    [InlineData("- id: physicians", "- ^id: physicians\n    spreadFactor: 3", "groups[1] lies too far from the definition's prior")]
    [InlineData("retakeWidening: 1.5", "retakeWidening: ^0.5", "retakeWidening: expected a number of at least 1, found '0.5'")]
    [InlineData("minimumLength: 8", "minimumLength: ^28", "minimumLength must be between 1 and maximumLength = 20, but is 28.")]
    [InlineData("  theta: -0.25", "  ^theta: -0.25\n  percentCorrect: 84", "cut: expected either percentCorrect or theta")]
    [InlineData("confidence: 0.9", "confidence: ^0.5", "confidence must lie between 0.5 and 1, both excluded, but is 0.5.")]
    [InlineData("decisionRule: posterior-confidence", "decisionRule: ^coin", "decisionRule: expected one of posterior-confidence")]
    [InlineData("  type: maximum-information", "  ^kind: maximum-information", "missing key 'type' in selection")]
    [InlineData("  type: maximum-information", "  type: maximum-information\n  ^speed: 3", "unknown key 'speed' in selection; expected one of type")]
    [InlineData("exposure: none", "^exposur: none", "unknown key 'exposur' in the file; expected one of id, programme")]
    [InlineData("timeLimitMinutes: 45", "timeLimitMinutes: ^none", "timeLimitMinutes: expected a number from 0 to 1440, found 'none'")]
    public void Read_OneFlaw_NamesLineColumnAndWhatWasExpected(string good, string bad, string message)
    {
        (string text, string place) = Marked.Replace(Sample, good, bad);

        InputException e = Assert.Throws<InputException>(() => DefinitionReader.Read("d.yaml", text));

        Assert.Contains(e.Errors, error => error.ToString().StartsWith($"d.yaml:{place}: {message}", StringComparison.Ordinal));
    }
}
