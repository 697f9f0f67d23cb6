using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.Engine.Selection;

namespace Pals.Exam.Engine.Exams;

/// <summary>
/// Where the unscored pretest items of one exam stand and which they are, drawn from its seed before the first answer. Positions lie among the
/// first minimum length + pretest items, neither the first nor the last of them, so that every candidate meets all of them.
/// </summary>
internal sealed class PretestPlan
{
    private readonly ItemPool _pool;
    private readonly int[] _positions;
    private readonly int[] _items;
    private int _served;

    public PretestPlan(AdaptiveExam exam, ulong seed, ReadOnlySpan<int> excluded, ItemAvailability availability)
    {
        _pool = exam.Pool;
        int count = exam.Definition.PretestItems;
        _positions = new int[count];
        _items = new int[count];
        if (count == 0)
        {
            return;
        }

        var random = new RandomStream(seed, 0);
        DrawPositions(exam.Definition, ref random);
        DrawItems(exam.Pool, (int[])exam.PretestPool.Clone(), excluded, ref random);
        foreach (int item in _items)
        {
            Withdraw(exam.Pool.Enemies(item), availability);
        }
    }

    /// <summary>True when a pretest item is to be served at <paramref name="position"/> or was to be served before.</summary>
    public bool IsDue(int position) => _served < _positions.Length && _positions[_served] <= position;

    /// <summary>The pretest item whose turn is next.</summary>
    public int Next => _items[_served];

    /// <summary>
    /// Notes that a pretest item is served. One that is not next, as in the replay of an exam that was given others, takes the place of the one that is.
    /// </summary>
    public void Take(int item, ItemAvailability availability)
    {
        int place = Array.IndexOf(_items, item, _served);
        if (place < 0)
        {
            Withdraw(_pool.Enemies(item), availability);
        }
        else
        {
            _items[place] = _items[_served];
        }

        _items[_served++] = item;
    }

    private static void Withdraw(ReadOnlySpan<int> items, ItemAvailability availability)
    {
        foreach (int item in items)
        {
            availability.Withdraw(item);
        }
    }

    private void DrawPositions(ExamDefinition definition, ref RandomStream random)
    {
        int first = definition.MinimumLength > 1 ? 2 : 1;
        int last = definition.MinimumLength + _positions.Length - 1;
        int[] places = [.. Enumerable.Range(first, last - first + 1)];
        Shuffle(places, _positions.Length, ref random);
        places.AsSpan(0, _positions.Length).CopyTo(_positions);
        Array.Sort(_positions);
    }

    private void DrawItems(ItemPool pool, int[] candidates, ReadOnlySpan<int> excluded, ref RandomStream random)
    {
        Shuffle(candidates, candidates.Length, ref random);

        // First those that nothing speaks against, then, rather than shorten the exam, excluded ones and enemies of one another.
        int drawn = 0;
        for (int pass = 0; pass < 2 && drawn < _items.Length; pass++)
        {
            foreach (int item in candidates)
            {
                bool clear = !excluded.Contains(item) && !pool.Enemies(item).ContainsAny(_items.AsSpan(0, drawn));
                if (drawn < _items.Length && !_items.AsSpan(0, drawn).Contains(item) && (clear || pass == 1))
                {
                    _items[drawn++] = item;
                }
            }
        }
    }

    private static void Shuffle(Span<int> values, int places, ref RandomStream random)
    {
        for (int k = 0; k < places; k++)
        {
            int other = k + random.NextInt32(values.Length - k);
            (values[k], values[other]) = (values[other], values[k]);
        }
    }
}
