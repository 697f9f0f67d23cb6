using System.Collections.Immutable;

namespace Pals.Exam.Engine.Items;

/// <summary>
/// The content constraints of an exam over a pool: a laminar family of item groups (any two nested or disjoint), each with a minimum and a
/// maximum. The sets of items that can be completed to a test within such bounds are the independent sets of a matroid, so that the greedy
/// choice "best item after which a complete test still exists" gives the same first item as the optimal shadow test (van der Linden 2005,
/// chapter 9, who solves an integer program; Edmonds 1971 for greedy and matroids).
/// </summary>
internal sealed class Blueprint
{
    /// <summary>The group of all items.</summary>
    public const int Root = 0;

    private Blueprint(ImmutableArray<BlueprintGroup> groups, int[] groupOfItem, int minimumLength, int maximumLength)
    {
        Groups = groups;
        GroupOfItem = groupOfItem;
        MinimumLength = minimumLength;
        MaximumLength = maximumLength;
    }

    /// <summary>The groups; a parent comes before its children, the first is the root.</summary>
    public ImmutableArray<BlueprintGroup> Groups { get; }

    /// <summary>The smallest group that holds each item.</summary>
    public int[] GroupOfItem { get; }

    public int MinimumLength { get; }

    public int MaximumLength { get; }

    /// <summary>Arranges the constraints into a forest of groups.</summary>
    /// <exception cref="ArgumentException">Two constraints cross: the message names both and items that show it.</exception>
    public static Blueprint Create(ItemPool pool, IEnumerable<ContentConstraint> constraints, int minimumLength, int maximumLength)
    {
        var sets = constraints
            .Select(constraint => (Constraint: constraint, Items: Enumerable.Range(0, pool.Count).Where(i => constraint.Matches(pool, i)).ToHashSet()))
            .OrderByDescending(set => set.Items.Count)
            .ToArray();
        var groups = ImmutableArray.CreateBuilder<BlueprintGroup>(sets.Length + 1);
        groups.Add(new BlueprintGroup("exam", -1, 0, maximumLength));
        int[] groupOfItem = new int[pool.Count];
        for (int k = 0; k < sets.Length; k++)
        {
            (ContentConstraint constraint, HashSet<int> items) = sets[k];
            for (int j = 0; j < k; j++)
            {
                RequireLaminar(pool, sets[j].Constraint, sets[j].Items, constraint, items);
            }

            // Larger groups are already placed, so the smallest group that holds any item of this one holds them all.
            int parent = items.Count == 0 ? Root : groupOfItem[items.Min()];
            groups.Add(new BlueprintGroup(constraint.Name, parent, constraint.Minimum, constraint.Maximum));
            foreach (int item in items)
            {
                groupOfItem[item] = k + 1;
            }
        }

        return new Blueprint(groups.MoveToImmutable(), groupOfItem, minimumLength, maximumLength);
    }

    private static void RequireLaminar(
        ItemPool pool, ContentConstraint first, HashSet<int> firstItems, ContentConstraint second, HashSet<int> secondItems)
    {
        int[] common = [.. secondItems.Where(firstItems.Contains).Order()];
        if (common.Length > 0 && common.Length < secondItems.Count && common.Length < firstItems.Count)
        {
            int only = secondItems.Where(i => !firstItems.Contains(i)).Min();
            throw new ArgumentException(
                $"The constraints '{first.Name}' and '{second.Name}' cross: item {pool.ItemId(common[0])} falls under both and item "
                + $"{pool.ItemId(only)} only under the second. Constraints must be nested or disjoint.",
                nameof(second));
        }
    }
}

/// <summary>A group of items with bounds on how many an exam has.</summary>
internal readonly record struct BlueprintGroup(string Name, int Parent, int Minimum, int Maximum);
