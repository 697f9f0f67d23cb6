using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Selection;

/// <summary>Ranks every item that one exam may serve by its criterion.</summary>
internal sealed class ScanRanking
{
    private readonly AdaptiveExam _exam;
    private readonly ItemAvailability _availability;
    private readonly SelectionContext _context;
    private readonly int[] _items;
    private readonly double[] _values;
    private readonly Candidate[] _ranked;
    private readonly bool[] _open;

    public ScanRanking(AdaptiveExam exam, ItemAvailability availability, SelectionContext context)
    {
        _exam = exam;
        _availability = availability;
        _context = context;
        _items = new int[exam.Pool.Count];
        _values = new double[exam.Pool.Count];
        _ranked = new Candidate[exam.Pool.Count];
        _open = new bool[exam.Blueprint.Groups.Length];
    }

    /// <summary>The best <paramref name="length"/> candidates, best first; in any order when that is all of them and order does not matter.</summary>
    public ReadOnlySpan<Candidate> Rank(Strictness strictness, ReadOnlySpan<ulong> admissible, int length, bool isOrdered = true)
    {
        for (int g = 0; g < _open.Length; g++)
        {
            _open[g] = _availability.IsOpen(g, strictness);
        }

        ItemPool pool = _exam.Pool;
        var filter = new ItemFilter(_availability, admissible, strictness);
        int count = 0;
        for (int i = 0; i < pool.Count; i++)
        {
            if (filter.Allows(i) && pool.Scenario(i) < 0 && _open[_exam.Blueprint.GroupOfItem[i]] && filter.LeavesCompleteTest(i))
            {
                _items[count++] = i;
            }
        }

        _exam.Criterion.Evaluate(_context, _items.AsSpan(0, count), _values.AsSpan(0, count));
        for (int i = 0; i < count; i++)
        {
            _ranked[i] = new Candidate(_items[i], _values[i]);
        }

        foreach (ItemScenario scenario in pool.Scenarios)
        {
            if (_availability.IsOpen(scenario, strictness))
            {
                Span<double> values = _values.AsSpan(0, scenario.Items.Length);
                _exam.Criterion.Evaluate(_context, scenario.Items.AsSpan(), values);
                double sum = 0;
                foreach (double value in values)
                {
                    sum += value;
                }

                _ranked[count++] = new Candidate(scenario.Items[0], sum / scenario.Items.Length);
            }
        }

        Span<Candidate> ranked = _ranked.AsSpan(0, count);
        if (length == 1 && count > 1)
        {
            BringBestToFront(ranked);
        }
        else if (isOrdered || length < count)
        {
            ranked.Sort(static (x, y) => Compare(x, y));
        }

        return ranked[..Math.Min(count, length)];
    }

    private static void BringBestToFront(Span<Candidate> ranked)
    {
        for (int i = 1; i < ranked.Length; i++)
        {
            if (Compare(ranked[i], ranked[0]) < 0)
            {
                (ranked[0], ranked[i]) = (ranked[i], ranked[0]);
            }
        }
    }

    private static int Compare(Candidate x, Candidate y) => x.Value != y.Value ? y.Value.CompareTo(x.Value) : x.Item.CompareTo(y.Item);
}
