using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Selection;

/// <summary>Which scored items one exam may still serve: unused, not excluded, no enemy of a served item, and wanted by the blueprint.</summary>
internal sealed class ItemAvailability
{
    private readonly ItemPool _pool;
    private readonly ItemFacts[] _facts;
    private readonly Blueprint _blueprint;
    private readonly BlueprintState _filled;
    private readonly ulong[] _eligible;
    private readonly int[]? _places;

    public ItemAvailability(AdaptiveExam exam)
    {
        _pool = exam.Pool;
        _facts = exam.Facts;
        _blueprint = exam.Blueprint;
        _filled = new BlueprintState(_blueprint);
        _eligible = (ulong[])exam.ScoredItems.Clone();
        _filled.Reset(exam.ScoredItemsOfGroup);
        _places = exam.Index?.Bounds?.PlaceOfItem;
        EligiblePlaces = _places is null ? [] : (ulong[])exam.Index!.Bounds!.All.Clone();
    }

    /// <summary>A bit for each item that is neither used nor ruled out.</summary>
    public ReadOnlySpan<ulong> Eligible => _eligible;

    /// <summary>A bit for each place of the exam's <see cref="BoundTable"/> whose item is eligible.</summary>
    public ulong[] EligiblePlaces { get; }

    /// <summary>True while a complete test within the blueprint exists.</summary>
    public bool IsFeasible => _filled.IsFeasible;

    public bool IsEligible(int item) => Bits.Get(_eligible, item);

    /// <summary>Rules an item out.</summary>
    public void Withdraw(int item)
    {
        if (IsEligible(item))
        {
            Clear(item);
            _filled.Withdraw(_facts[item].Group);
        }
    }

    /// <summary>
    /// Rules items out, the most important first, as far as the blueprint can be met without them; returns how many at the end could not be spared.
    /// </summary>
    public int Exclude(ReadOnlySpan<int> items)
    {
        int count = 0;
        Span<int> withdrawn = items.Length <= 256 ? stackalloc int[items.Length] : new int[items.Length];
        foreach (int item in items)
        {
            if (IsEligible(item))
            {
                Withdraw(item);
                withdrawn[count++] = item;
            }
        }

        int lifted = 0;
        while (count > 0 && !IsFeasible)
        {
            Restore(withdrawn[--count]);
            lifted++;
        }

        return lifted;
    }

    /// <summary>Takes an item that was ruled out back in.</summary>
    public void Restore(int item)
    {
        Bits.Set(_eligible, item);
        if (_places is not null && _places[item] >= 0)
        {
            Bits.Set(EligiblePlaces, _places[item]);
        }

        _filled.Restore(_facts[item].Group);
    }

    /// <summary>Takes an item into the exam and rules out its enemies. Only the replay of what another engine gave takes one that was ruled out.</summary>
    public void Take(int item)
    {
        if (!IsEligible(item))
        {
            Restore(item);
        }

        Clear(item);
        _filled.Add(_facts[item].Group);
        if (_facts[item].HasEnemies)
        {
            foreach (int enemy in _pool.Enemies(item))
            {
                Withdraw(enemy);
            }
        }
    }

    /// <summary>True when items directly in <paramref name="group"/> may be served under <paramref name="strictness"/>.</summary>
    public bool IsOpen(int group, Strictness strictness) => strictness switch
    {
        Strictness.Blueprint => _filled.CanAdd(group),
        Strictness.Maxima => _filled.IsBelowMaximum(group),
        _ => true,
    };

    /// <summary>The content group whose bounds forbid one more item directly in <paramref name="group"/>, or −1.</summary>
    public int BlockingGroup(int group) => _filled.BlockingGroup(group);

    /// <summary>
    /// True when the enemies that <paramref name="item"/> rules out leave a complete test, given that its own group is open.
    /// </summary>
    public bool LeavesCompleteTest(int item, Strictness strictness) =>
        strictness != Strictness.Blueprint
        || !_facts[item].HasEnemies
        || _pool.Enemies(item).Length < _filled.Surplus
        || LeavesCompleteTest([item]);

    /// <summary>True when all of a scenario's items are eligible and may be served together.</summary>
    public bool IsOpen(ItemScenario scenario, Strictness strictness)
    {
        foreach (int item in scenario.Items)
        {
            if (!IsEligible(item))
            {
                return false;
            }
        }

        if (strictness == Strictness.Blueprint)
        {
            return LeavesCompleteTest(scenario.Items.AsSpan());
        }

        _filled.Save();
        bool open = true;
        foreach (int item in scenario.Items)
        {
            open &= IsOpen(_facts[item].Group, strictness) && _filled.Count < _blueprint.MaximumLength;
            _filled.Add(_facts[item].Group);
        }

        _filled.Undo();
        return open;
    }

    private void Clear(int item)
    {
        Bits.Clear(_eligible, item);
        if (_places is not null && _places[item] >= 0)
        {
            Bits.Clear(EligiblePlaces, _places[item]);
        }
    }

    private bool LeavesCompleteTest(ReadOnlySpan<int> items)
    {
        _filled.Save();
        for (int k = 0; k < items.Length; k++)
        {
            _filled.Add(_facts[items[k]].Group);
            foreach (int enemy in _pool.Enemies(items[k]))
            {
                // An enemy of several of the items is lost but once.
                if (IsEligible(enemy) && !IsEnemyOfAny(enemy, items[..k]))
                {
                    _filled.Withdraw(_facts[enemy].Group);
                }
            }
        }

        bool feasible = _filled.IsFeasible;
        _filled.Undo();
        return feasible;
    }

    private bool IsEnemyOfAny(int item, ReadOnlySpan<int> others)
    {
        foreach (int other in others)
        {
            if (_pool.Enemies(other).BinarySearch(item) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>
/// How much of the blueprint a choice honours. Enemies can make a blueprint impossible on the way (choosing among enemies is no matroid); rather
/// than strand a candidate, the choice then falls back step by step.
/// </summary>
internal enum Strictness
{
    /// <summary>A complete test must remain.</summary>
    Blueprint,

    /// <summary>No maximum may be passed.</summary>
    Maxima,

    /// <summary>Any eligible item.</summary>
    Eligibility,
}
