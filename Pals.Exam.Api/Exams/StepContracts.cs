using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Pals.Exam.Api.Exams;

/// <summary>Why an exam gave the item that it gave at a position.</summary>
public sealed record StepResponse
{
    public required Guid ExamId { get; init; }

    public required int Position { get; init; }

    [Description("The item given.")]
    public required string ItemId { get; init; }

    [Description("True when the engine as it is now chooses the same item from the same answers, as it always does for exams that it gave itself.")]
    public required bool Agrees { get; init; }

    [Description("The item that the engine as it is now would give; null when it would have ended the exam before.")]
    public required string? CurrentChoice { get; init; }

    [Description("best-candidate: the first of the candidates. exposure-control: preferred to better candidates, so that no item wears out. "
        + "case-scenario: the next item of a case that had begun. pretest: an unscored item, whose place and turn the seed drew. "
        + "earlier-engine: another version of the engine chose it, and this one would not.")]
    [AllowedValues("best-candidate", "exposure-control", "case-scenario", "pretest", "earlier-engine")]
    public required string Reason { get; init; }

    [Description("Name of the exam definition.")]
    public required string Definition { get; init; }

    [Description("The parameters of the exam, which stay its own when later ones are published.")]
    public required string ParameterSetId { get; init; }

    [Description("The composite as estimated before the step.")]
    public required EstimateResponse Composite { get; init; }

    [Description("Each ability as estimated before the step.")]
    public required IReadOnlyList<AbilityResponse> Abilities { get; init; }

    [Description("Every item that could have been given, best first. Empty where nothing was chosen: case-scenario and pretest.")]
    public required IReadOnlyList<CandidateItemResponse> Candidates { get; init; }

    [Description("Every other item of the pool and what ruled it out. Empty where nothing was chosen.")]
    public required IReadOnlyList<RuledOutItemResponse> RuledOut { get; init; }

    [Description("The selection criterion in force, under which candidates have their values; in the words of definition files.")]
    [AllowedValues(
        "maximum-information", "posterior-weighted-information", "likelihood-weighted-information", "minimum-expected-posterior-variance",
        "kullback-leibler", "posterior-kullback-leibler", "information-at-cut", "closest-difficulty", "random")]
    public required string Selection { get; init; }

    [Description("The exposure control in force during the exam; in the words of definition files.")]
    [AllowedValues("none", "randomesque", "progressive-restricted", "sympson-hetter", "a-stratified")]
    public required string Exposure { get; init; }

    [Description("The share of candidates that may meet an item, by which items were excluded when the exam began; null for no limit.")]
    public required double? MaximumExposureRate { get; init; }

    [Description("True when enemies had made the blueprint impossible and the choice fell back to what remained.")]
    public required bool BlueprintRelaxed { get; init; }
}

/// <summary>An ability in logits.</summary>
public sealed record EstimateResponse(double Estimate, double StandardError);

/// <summary>One of the abilities that an exam estimates.</summary>
public sealed record AbilityResponse(
    [property: Description("The topic area; null for an exam that estimates one ability for all.")]
    string? TopicArea,
    double Estimate,
    double StandardError);

/// <summary>An item that could have been given.</summary>
public sealed record CandidateItemResponse(
    [property: Description("The item, or the first item of a case, which stands for all of the case.")]
    string ItemId,
    [property: Description("Its value under the definition's selection criterion; the larger, the better.")]
    double Value);

/// <summary>An item that could not be given.</summary>
public sealed record RuledOutItemResponse(
    string ItemId,
    [property: Description("pretest: unscored. already-given. excluded: when the exam began, by the maximum exposure rate. enemy: an enemy of it was "
        + "given, or is among the unscored items that were drawn. set-aside: by exposure control at an earlier step. inadmissible: kept for other "
        + "steps by exposure control. blueprint: a bound on content is reached, or other content is needed to complete the exam. "
        + "would-strand-the-blueprint: its enemies, or the rest of its case, are needed to complete the exam.")]
    [property: AllowedValues(
        "pretest", "already-given", "excluded", "enemy", "set-aside", "inadmissible", "blueprint", "would-strand-the-blueprint")]
    string Rule,
    [property: Description("The item or the bound on content that ruled it out, where there is one.")]
    string? Detail);
