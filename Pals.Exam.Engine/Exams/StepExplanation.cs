using System.Collections.Immutable;
using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Selection;

namespace Pals.Exam.Engine.Exams;

/// <summary>Why an exam gave the item that it gave, as far as this engine can tell: what was known, what could have been given and what could not.</summary>
/// <param name="Position">The step, from 1.</param>
/// <param name="Item">Index of the item given.</param>
/// <param name="Choice">Index of the item that this engine would give, or −1 when it would end the exam: another only if another engine gave the item.</param>
/// <param name="Reason">Why this one.</param>
/// <param name="Composite">The composite's estimate before the step.</param>
/// <param name="Abilities">The estimate of each dimension before the step.</param>
/// <param name="Candidates">
/// Every item (for a case scenario its first) that could have been given, best first, with its value under the criterion; empty where nothing was
/// chosen.
/// </param>
/// <param name="RuledOut">Every other item and what ruled it out.</param>
/// <param name="Selection">The selection criterion in force, under which candidates have their values.</param>
/// <param name="Exposure">The exposure control in force during the exam.</param>
/// <param name="MaximumExposureRate">The share of candidates that may meet an item, by which items were excluded when the exam began; 1 for no limit.</param>
/// <param name="BlueprintRelaxed">True when enemies had made the blueprint impossible and the choice fell back to what remained.</param>
public sealed record StepExplanation(
    int Position,
    int Item,
    int Choice,
    StepReason Reason,
    PosteriorSummary Composite,
    ImmutableArray<PosteriorSummary> Abilities,
    ImmutableArray<Candidate> Candidates,
    ImmutableArray<RuledOutItem> RuledOut,
    SelectionCriterion Selection,
    ExposureControl Exposure,
    double MaximumExposureRate,
    bool BlueprintRelaxed);

/// <summary>Why a step gave its item.</summary>
public enum StepReason
{
    /// <summary>The best candidate.</summary>
    BestCandidate,

    /// <summary>Exposure control preferred it to better candidates.</summary>
    ExposureControl,

    /// <summary>The next item of a case scenario that had begun.</summary>
    CaseScenario,

    /// <summary>A pretest item whose turn the seed had drawn.</summary>
    Pretest,

    /// <summary>Another version of the engine chose it; this one would not.</summary>
    EarlierEngine,
}

/// <summary>An item that a step could not give.</summary>
/// <param name="Item">Its index.</param>
/// <param name="Rule">What ruled it out.</param>
/// <param name="Detail">The constraint or the item that did, where there is one.</param>
public readonly record struct RuledOutItem(int Item, RuledOutBy Rule, string? Detail);

/// <summary>What can rule an item out.</summary>
public enum RuledOutBy
{
    /// <summary>It is unscored; pretest items are not chosen but drawn.</summary>
    Pretest,

    /// <summary>It was given before.</summary>
    AlreadyGiven,

    /// <summary>It was excluded when the exam began.</summary>
    Excluded,

    /// <summary>An enemy of it is in the exam.</summary>
    Enemy,

    /// <summary>Exposure control set it aside at an earlier step.</summary>
    SetAside,

    /// <summary>Exposure control keeps it for other steps (strata).</summary>
    Inadmissible,

    /// <summary>A constraint of the blueprint: its maximum is reached, or other items are needed to complete the test.</summary>
    Blueprint,

    /// <summary>Its enemies, or the rest of its case scenario, are needed to complete the test.</summary>
    WouldStrandTheBlueprint,
}
