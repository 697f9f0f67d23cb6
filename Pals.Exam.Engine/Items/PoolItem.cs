using System.Collections.Immutable;

namespace Pals.Exam.Engine.Items;

/// <summary>One item as it enters an <see cref="ItemPool"/>: its parameters and everything that a blueprint or a selection rule may ask about.</summary>
/// <param name="ItemId">The item's name, unique in its pool.</param>
/// <param name="Parameters">The response model on the logistic metric, D = 1.</param>
/// <param name="TopicArea">The id of the topic area that the item measures: the one dimension on which it loads.</param>
public sealed record PoolItem(string ItemId, ItemParameters Parameters, string TopicArea)
{
    /// <summary>Further content attributes by name, such as <c>cognitiveLevel</c> = <c>application</c>; a blueprint may constrain any of them.</summary>
    public ImmutableDictionary<string, string> Attributes { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Ids of items that must not stand in the same exam; named on one side, the relation holds on both.</summary>
    public ImmutableArray<string> Enemies { get; init; } = [];

    /// <summary>The case scenario under whose text the item stands, or null. Items of one scenario are given together, in order.</summary>
    public string? Scenario { get; init; }

    /// <summary>The item's place among the items of its scenario; ignored without one.</summary>
    public int ScenarioOrder { get; init; }

    /// <summary>True for an item that is tried out unscored: it never influences an estimate or a decision.</summary>
    public bool IsPretest { get; init; }
}
