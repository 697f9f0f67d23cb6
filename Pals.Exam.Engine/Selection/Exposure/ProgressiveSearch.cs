using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Selection;

/// <summary>
/// The choice of <see cref="ProgressiveRestricted"/> for one exam that chooses by maximum information, without valuing every item: the same item as
/// its choice from the list of all.
/// </summary>
internal sealed class ProgressiveSearch
{
    private readonly AdaptiveExam _exam;
    private readonly ProgressiveTable _table;
    private readonly ItemAvailability _availability;
    private readonly SelectionContext _context;
    private readonly IndexedRanking _indexed;
    private readonly double[] _standing;

    public ProgressiveSearch(
        AdaptiveExam exam, ProgressiveTable table, ItemAvailability availability, SelectionContext context, IndexedRanking indexed)
    {
        _exam = exam;
        _table = table;
        _availability = availability;
        _context = context;
        _indexed = indexed;
        _standing = new double[table.Items.Length];
    }

    /// <summary>The item to give, or −1 when none may be given under <paramref name="strictness"/>.</summary>
    public int Choose(Strictness strictness, double weight)
    {
        ReadOnlySpan<Candidate> ranked = _indexed.Rank(strictness, default, 1);
        if (ranked.IsEmpty)
        {
            return -1;
        }

        Candidate top = ranked[0];
        ulong seed = _context.Random.NextUInt64();
        var best = new Candidate(top.Item, ProgressiveRestricted.Standing(top, top.Value, weight, seed));
        for (int d = 0; d < _context.Dimensions; d++)
        {
            _table.WriteBounds(d, _indexed.Point(d), _indexed.Scale(d), weight, top.Value, seed, _standing);
        }

        ChooseItem(strictness, top.Value, weight, seed, ref best);
        ChooseScenario(strictness, top.Value, weight, seed, ref best);
        return best.Item;
    }

    private void ChooseItem(Strictness strictness, double top, double weight, ulong seed, ref Candidate best)
    {
        var filter = new ItemFilter(_availability, default, strictness);
        ref double standing = ref MemoryMarshal.GetArrayDataReference(_standing);
        for (int k = 0; k < _standing.Length; k += 8)
        {
            Vector512<double> enough = Vector512.GreaterThanOrEqual(Vector512.LoadUnsafe(ref standing, (nuint)k), Vector512.Create(best.Value));
            for (ulong lanes = enough.ExtractMostSignificantBits(); lanes != 0; lanes &= lanes - 1)
            {
                int place = k + BitOperations.TrailingZeroCount(lanes);
                int item = _table.Items[place];
                if (_standing[place] >= best.Value && filter.Allows(item))
                {
                    var candidate = new Candidate(item, ProgressiveRestricted.Standing(new(item, _indexed.Value(item)), top, weight, seed));
                    if (BestCandidates.IsBetter(candidate, best)
                        && _availability.IsOpen(_exam.Facts[item].Group, strictness)
                        && filter.LeavesCompleteTest(item))
                    {
                        best = candidate;
                    }
                }
            }
        }
    }

    private void ChooseScenario(Strictness strictness, double top, double weight, ulong seed, ref Candidate best)
    {
        for (int s = 0; s < _exam.Pool.Scenarios.Length; s++)
        {
            ItemScenario scenario = _exam.Pool.Scenarios[s];
            var candidate = new Candidate(
                scenario.Items[0], ProgressiveRestricted.Standing(new(scenario.Items[0], _indexed.ScenarioValue(s)), top, weight, seed));
            if (BestCandidates.IsBetter(candidate, best) && _availability.IsOpen(scenario, strictness))
            {
                best = candidate;
            }
        }
    }
}
