using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Selection;

/// <summary>Chooses the next scored item of one exam.</summary>
internal sealed class ItemSelector
{
    private readonly AdaptiveExam _exam;
    private readonly ItemAvailability _availability;
    private readonly SelectionContext _context;
    private readonly int[] _items;
    private readonly double[] _values;
    private readonly Candidate[] _ranked;

    public ItemSelector(AdaptiveExam exam, ItemAvailability availability, SelectionContext context)
    {
        _exam = exam;
        _availability = availability;
        _context = context;
        _items = new int[exam.Pool.Count];
        _values = new double[exam.Pool.Count];
        _ranked = new Candidate[exam.Pool.Count];
    }

    /// <summary>The best item that may be served, or −1 when no eligible item is left.</summary>
    public int Choose()
    {
        for (Strictness strictness = Strictness.Blueprint; strictness <= Strictness.Eligibility; strictness++)
        {
            int last = -1;
            while (Rank(strictness) is var count and > 0)
            {
                IExposureControl? exposure = _exam.Exposure;
                if (exposure is null)
                {
                    return _ranked[0].Item;
                }

                ReadOnlySpan<Candidate> offered = _ranked.AsSpan(0, Math.Min(count, exposure.ListLength));
                int place = exposure.Choose(_context, offered);
                if (place >= 0)
                {
                    return offered[place].Item;
                }

                last = offered[0].Item;
                foreach (Candidate refused in offered)
                {
                    _availability.Withdraw(refused.Item);
                    if (strictness == Strictness.Blueprint && !_availability.IsFeasible)
                    {
                        // No complete test without this item: it cannot be refused.
                        _availability.Restore(refused.Item);
                        return refused.Item;
                    }
                }
            }

            if (last >= 0)
            {
                return last;
            }
        }

        return -1;
    }

    /// <summary>Fills the ranking, best first; returns its length.</summary>
    private int Rank(Strictness strictness)
    {
        ReadOnlySpan<ulong> admissible = _exam.Exposure is null ? default : _exam.Exposure.Admissible(_context);
        int count = Rank(strictness, admissible);

        // Where the blueprint leaves nothing of what is admissible, it is admissibility that gives way.
        return count > 0 || admissible.IsEmpty ? count : Rank(strictness, default);
    }

    private int Rank(Strictness strictness, ReadOnlySpan<ulong> admissible)
    {
        ItemPool pool = _exam.Pool;
        int count = 0;
        for (int i = 0; i < pool.Count; i++)
        {
            if (_availability.IsEligible(i)
                && pool.Scenario(i) < 0
                && (admissible.IsEmpty || Bits.Get(admissible, i))
                && _availability.IsOpen(_exam.Blueprint.GroupOfItem[i], strictness)
                && _availability.LeavesCompleteTest(i, strictness))
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
                _exam.Criterion.Evaluate(_context, scenario.Items.AsSpan(), _values.AsSpan(0, scenario.Items.Length));
                double sum = 0;
                for (int k = 0; k < scenario.Items.Length; k++)
                {
                    sum += _values[k];
                }

                _ranked[count++] = new Candidate(scenario.Items[0], sum / scenario.Items.Length);
            }
        }

        _ranked.AsSpan(0, count).Sort(static (x, y) => x.Value != y.Value ? y.Value.CompareTo(x.Value) : x.Item.CompareTo(y.Item));
        return count;
    }
}
