using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Pals.Exam.Engine.Items;

/// <summary>
/// The items of an exam, immutable and shared by every exam in progress. An item is known by its index, which is its place in the list that
/// the pool was made from; attributes are kept as one array each, so that selection reads only what it needs.
/// </summary>
public sealed class ItemPool
{
    private readonly ImmutableArray<PoolItem> _items;
    private readonly FrozenDictionary<string, int> _indexes;
    private readonly int[] _topicAreas;
    private readonly int[][] _enemies;
    private readonly int[] _scenarios;

    private ItemPool(ImmutableArray<PoolItem> items)
    {
        _items = items;
        var indexes = new Dictionary<string, int>(items.Length, StringComparer.Ordinal);
        var topicAreas = new NameTable();
        _topicAreas = new int[items.Length];
        for (int i = 0; i < items.Length; i++)
        {
            PoolItem item = items[i] ?? throw new ArgumentException($"Item {i + 1} of the pool is null.", nameof(items));
            RequireName(item.ItemId, $"Item {i + 1} of the pool has no id.");
            RequireName(item.TopicArea, $"Item {item.ItemId} has no topic area.");
            ArgumentNullException.ThrowIfNull(item.Parameters, $"Parameters of item {item.ItemId}");
            if (!indexes.TryAdd(item.ItemId, i))
            {
                throw new ArgumentException($"Item {item.ItemId} stands twice in the pool, at {indexes[item.ItemId] + 1} and {i + 1}.", nameof(items));
            }

            if (!(item.Parameters.Discrimination > 0))
            {
                throw new ArgumentException(
                    $"Item {item.ItemId} has discrimination {item.Parameters.Discrimination:R}; an item that is served needs a positive one.",
                    nameof(items));
            }

            _topicAreas[i] = topicAreas.Add(item.TopicArea);
        }

        _indexes = indexes.ToFrozenDictionary(StringComparer.Ordinal);
        TopicAreas = topicAreas.Names;
        _enemies = LinkEnemies();
        (_scenarios, Scenarios) = LinkScenarios();
    }

    /// <summary>Number of items.</summary>
    public int Count => _items.Length;

    /// <summary>The topic areas in the order in which they first appear.</summary>
    public ImmutableArray<string> TopicAreas { get; }

    /// <summary>The case scenarios: for each the item indexes in the order in which they are given.</summary>
    public ImmutableArray<ItemScenario> Scenarios { get; }

    /// <summary>The item at <paramref name="index"/>.</summary>
    public PoolItem this[int index] => _items[index];

    /// <summary>Makes a pool; the items' order fixes their indexes.</summary>
    /// <exception cref="ArgumentException">
    /// An id is missing or stands twice, an enemy is unknown, a slope is not positive, or a scenario's order is ambiguous; the message names the item.
    /// </exception>
    public static ItemPool Create(IEnumerable<PoolItem> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return new ItemPool([.. items]);
    }

    /// <summary>The id of the item at <paramref name="index"/>.</summary>
    public string ItemId(int index) => _items[index].ItemId;

    /// <summary>The parameters of the item at <paramref name="index"/>.</summary>
    public ItemParameters Parameters(int index) => _items[index].Parameters;

    /// <summary>The place of the item's topic area in <see cref="TopicAreas"/>.</summary>
    public int TopicArea(int index) => _topicAreas[index];

    /// <summary>True when the item is served unscored.</summary>
    public bool IsPretest(int index) => _items[index].IsPretest;

    /// <summary>Indexes of the items that must not stand in the same exam as this one, ascending.</summary>
    public ReadOnlySpan<int> Enemies(int index) => _enemies[index];

    /// <summary>The place of the item's scenario in <see cref="Scenarios"/>, or −1.</summary>
    public int Scenario(int index) => _scenarios[index];

    /// <summary>The index of the item called <paramref name="itemId"/>, or −1 when the pool has none.</summary>
    public int IndexOf(string itemId) => _indexes.TryGetValue(itemId, out int index) ? index : -1;

    /// <summary>The value of a content attribute of an item, or null when the item has none of that name. <c>topicArea</c> is an attribute too.</summary>
    public string? Attribute(int index, string name) =>
        name == ContentConstraint.TopicAreaAttribute ? _items[index].TopicArea : _items[index].Attributes.GetValueOrDefault(name);

    private int[][] LinkEnemies()
    {
        var sets = new SortedSet<int>?[_items.Length];
        for (int i = 0; i < _items.Length; i++)
        {
            foreach (string name in _items[i].Enemies)
            {
                int other = IndexOf(name);
                if (other < 0)
                {
                    throw new ArgumentException($"Item {_items[i].ItemId} names an enemy {name} that the pool does not hold.", nameof(PoolItem.Enemies));
                }

                if (other == i)
                {
                    throw new ArgumentException($"Item {name} names itself as its enemy.", nameof(PoolItem.Enemies));
                }

                (sets[i] ??= []).Add(other);
                (sets[other] ??= []).Add(i);
            }
        }

        return Array.ConvertAll(sets, set => set is null ? [] : set.ToArray());
    }

    private (int[] ScenarioOfItem, ImmutableArray<ItemScenario> Scenarios) LinkScenarios()
    {
        int[] scenarioOfItem = new int[_items.Length];
        Array.Fill(scenarioOfItem, -1);
        var scenarios = ImmutableArray.CreateBuilder<ItemScenario>();
        var members = Enumerable.Range(0, _items.Length).Where(i => _items[i].Scenario is not null).GroupBy(i => _items[i].Scenario!, StringComparer.Ordinal);
        foreach (var group in members)
        {
            int[] ordered = [.. group.OrderBy(i => _items[i].ScenarioOrder)];
            for (int k = 0; k < ordered.Length; k++)
            {
                int item = ordered[k];
                if (k > 0 && _items[item].ScenarioOrder == _items[ordered[k - 1]].ScenarioOrder)
                {
                    throw new ArgumentException(
                        $"Items {ItemId(ordered[k - 1])} and {ItemId(item)} of scenario {group.Key} have the same place, {_items[item].ScenarioOrder}.",
                        nameof(PoolItem.ScenarioOrder));
                }

                if (_items[item].IsPretest != _items[ordered[0]].IsPretest)
                {
                    throw new ArgumentException(
                        $"Scenario {group.Key} mixes scored and pretest items ({ItemId(ordered[0])} and {ItemId(item)}).", nameof(PoolItem.IsPretest));
                }

                int enemy = Array.FindIndex(ordered, other => _enemies[item].AsSpan().BinarySearch(other) >= 0);
                if (enemy >= 0)
                {
                    throw new ArgumentException(
                        $"Items {ItemId(item)} and {ItemId(ordered[enemy])} of scenario {group.Key} are enemies.", nameof(PoolItem.Enemies));
                }

                scenarioOfItem[item] = scenarios.Count;
            }

            scenarios.Add(new ItemScenario(group.Key, [.. ordered]));
        }

        return (scenarioOfItem, scenarios.ToImmutable());
    }

    private static void RequireName(string? name, string message)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            throw new ArgumentException(message, nameof(name));
        }
    }

    /// <summary>Names numbered in the order of their first appearance.</summary>
    private sealed class NameTable
    {
        private readonly Dictionary<string, int> _codes = new(StringComparer.Ordinal);

        public ImmutableArray<string> Names => [.. _codes.OrderBy(pair => pair.Value).Select(pair => pair.Key)];

        public int Add(string name)
        {
            if (!_codes.TryGetValue(name, out int code))
            {
                _codes.Add(name, code = _codes.Count);
            }

            return code;
        }
    }
}

/// <summary>A case scenario of a pool: items under one text, given together.</summary>
/// <param name="Name">The scenario's id.</param>
/// <param name="Items">Item indexes in the order in which they are given.</param>
public sealed record ItemScenario(string Name, ImmutableArray<int> Items);
