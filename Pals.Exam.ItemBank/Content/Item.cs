using System.Collections.Immutable;
using Pals.Exam.ItemBank.Rhythms;
using System.Text.Json.Serialization;

namespace Pals.Exam.ItemBank.Content;

/// <summary>One question as its writers and reviewers see it, key and all. Never sent to a candidate whole.</summary>
public sealed record Item
{
    /// <summary>Stays the same through all versions, for example PALS-SHK-001.</summary>
    public required string Id { get; init; }

    /// <summary>Rises when the wording or the key changes; responses belong to a version.</summary>
    public required int Version { get; init; }

    public required ItemType Type { get; init; }

    public required string TopicArea { get; init; }

    public required CognitiveLevel CognitiveLevel { get; init; }

    public AgeGroup AgeGroup { get; init; } = AgeGroup.Any;

    /// <summary>Where the scene plays; empty when it does not matter.</summary>
    public string Setting { get; init; } = "";

    /// <summary>Id of the case scenario shown above the stem.</summary>
    public string? Scenario { get; init; }

    public required string Stem { get; init; }

    /// <summary>Rhythm strips shown with the stem, in this order.</summary>
    public ImmutableArray<RhythmStrip> Media { get; init; } = [];

    /// <summary>Keys A, B, C…; empty for numeric entry.</summary>
    public ImmutableArray<AnswerOption> Options { get; init; } = [];

    /// <summary>What a candidate who is right sends: option keys (in order for ordering items), or the number as text.</summary>
    public required ImmutableArray<string> Answer { get; init; }

    /// <summary>For numeric entry: the greatest distance from the answer that still counts, in the unit of the answer.</summary>
    public decimal Tolerance { get; init; }

    /// <summary>For numeric entry: the unit the candidate answers in.</summary>
    public string? Unit { get; init; }

    /// <summary>For numeric entry: how the answer follows from the weight; null when it is no dose.</summary>
    public DoseRule? Dose { get; init; }

    public CreditRule Credit { get; init; } = CreditRule.AllOrNothing;

    /// <summary>Why the key is right.</summary>
    public string Rationale { get; init; } = "";

    /// <summary>Ids of the facts that the key rests on.</summary>
    public ImmutableArray<string> Facts { get; init; } = [];

    public string GuidelineEdition { get; init; } = "";

    /// <summary>The lowest confidence of the item's facts.</summary>
    public FactConfidence Confidence { get; init; } = FactConfidence.C;

    /// <summary>Ids of items that must not meet this one in an exam.</summary>
    public ImmutableArray<string> Enemies { get; init; } = [];

    /// <summary>The last review; null when there was none.</summary>
    public ItemReview? Review { get; init; }

    /// <summary>Provisional difficulty in logits: a judgement, no calibration.</summary>
    public required double Difficulty { get; init; }

    /// <summary>How the provisional difficulty was set.</summary>
    public string DifficultyBasis { get; init; } = "";

    public ItemUse Use { get; init; } = ItemUse.Operational;

    /// <summary>Where the item was read; null for one that was made in memory.</summary>
    [JsonIgnore]
    public SourceMap? Source { get; init; }

    /// <summary>True when <paramref name="key"/> names a right option.</summary>
    public bool IsKeyed(string key) => Type != ItemType.Ordering && Answer.Contains(key);
}

/// <summary>One option of an item, with the reason why it is right or the misconception it stands for.</summary>
public sealed record AnswerOption(string Key, string Text, string Rationale);

/// <summary>The outcome of an item's last review.</summary>
public sealed record ItemReview(DateOnly Date, ReviewStatus Status, string Note);

/// <summary>A statement that items rest on, in the bank's own words.</summary>
public sealed record Fact(string Id, string Statement, FactConfidence Confidence, string Edition, string Source)
{
    /// <summary>Where the fact was read.</summary>
    [JsonIgnore]
    public SourceMap? ReadFrom { get; init; }
}

/// <summary>A case shared by several items.</summary>
public sealed record CaseScenario(string Id, string Text)
{
    /// <summary>Where the scenario was read.</summary>
    [JsonIgnore]
    public SourceMap? ReadFrom { get; init; }
}
