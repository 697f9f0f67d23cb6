namespace Pals.Exam.Engine.Items;

/// <summary>What a step needs to know of an item besides its curve, kept together so that a step in a large pool touches one cache line for it.</summary>
/// <param name="FirstRow">Place of its first row among the likelihood rows.</param>
/// <param name="Dimension">The dimension of ability that it measures.</param>
/// <param name="Group">The smallest content group that holds it.</param>
/// <param name="Scenario">Its case scenario, or −1.</param>
/// <param name="MaximumScore">Its highest score.</param>
/// <param name="HasEnemies">True when other items must not stand in the same exam.</param>
internal readonly record struct ItemFacts(int FirstRow, int Dimension, int Group, int Scenario, int MaximumScore, bool HasEnemies);
