using System.Diagnostics;
using System.Numerics;
using System.Runtime.Intrinsics;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Selection;

/// <summary>
/// The choice of <see cref="ProgressiveRestricted"/> for one exam that chooses by maximum information, without valuing every candidate: the same
/// item as its choice from the list of all. Candidates are looked at in the order of what they could stand for, until none could stand for more
/// than the best found.
/// </summary>
internal sealed class ProgressiveSearch
{
    /// <summary>Places whose largest standings are kept, lane by lane, so that the largest of all is found by looking at few numbers.</summary>
    private const int Block = 64;

    private readonly AdaptiveExam _exam;
    private readonly ProgressiveTable _table;
    private readonly ItemAvailability _availability;
    private readonly SelectionContext _context;
    private readonly IndexedRanking _indexed;
    private readonly double[] _standing;
    private readonly double[] _largest;

    public ProgressiveSearch(
        AdaptiveExam exam, ProgressiveTable table, ItemAvailability availability, SelectionContext context, IndexedRanking indexed)
    {
        _exam = exam;
        _table = table;
        _availability = availability;
        _context = context;
        _indexed = indexed;
        int blocks = (table.Places.Length + Block - 1) / Block;
        _standing = new double[blocks * Block];
        _largest = new double[blocks * Vector512<double>.Count];
        _standing.AsSpan().Fill(double.NegativeInfinity);
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
        for (int d = 0; d < _context.Dimensions; d++)
        {
            _table.WriteBounds(d, _indexed.Point(d), _indexed.Scale(d), weight, top.Value, seed, _standing);
        }

        for (int block = 0; block < _largest.Length / Vector512<double>.Count; block++)
        {
            Largest(block).StoreUnsafe(ref _largest[0], (nuint)(block * Vector512<double>.Count));
        }

        var filter = new ItemFilter(_availability, default, strictness);
        var best = new Candidate(top.Item, ProgressiveRestricted.Standing(top, top.Value, weight, seed));
        foreach (int scenario in _exam.Index!.MixedScenarios)
        {
            Try(_exam.Pool.Scenarios[scenario].Items[0], scenario, strictness, filter, top.Value, weight, seed, ref best);
        }

        for (int place = TakeNext(best.Value); place >= 0; place = TakeNext(best.Value))
        {
            InformationIndex.Entry candidate = _table.Places[place];
            Try(candidate.Item, candidate.IsScenario ? candidate.Scenario : -1, strictness, filter, top.Value, weight, seed, ref best);
        }

        return best.Item;
    }

    /// <summary>Makes an item, or a scenario with its first item, the best if it may be given and stands for more.</summary>
    private void Try(int item, int scenario, Strictness strictness, in ItemFilter filter, double top, double weight, ulong seed, ref Candidate best)
    {
        if (!_availability.IsEligible(item))
        {
            return;
        }

        double value = scenario < 0 ? _indexed.Value(item) : _indexed.ScenarioValue(scenario);
        var candidate = new Candidate(item, ProgressiveRestricted.Standing(new Candidate(item, value), top, weight, seed));
        if (BestCandidates.IsBetter(candidate, best)
            && (scenario < 0
                ? _indexed.IsOpen(_exam.Facts[item].Group) && filter.LeavesCompleteTest(item)
                : _availability.IsOpen(_exam.Pool.Scenarios[scenario], strictness)))
        {
            best = candidate;
        }
    }

    /// <summary>The place with the largest bound, which is then struck out; −1 when no bound reaches <paramref name="least"/>.</summary>
    private int TakeNext(double least)
    {
        Vector512<double> lanes = Vector512.Create(double.NegativeInfinity);
        for (int k = 0; k < _largest.Length; k += Vector512<double>.Count)
        {
            lanes = Vector512.Max(lanes, Vector512.LoadUnsafe(ref _largest[0], (nuint)k));
        }

        double largest = PortableVector.Max(lanes);
        if (!(largest >= least) || double.IsNegativeInfinity(largest))
        {
            return -1;
        }

        int block = Find(_largest, 0, largest) / Vector512<double>.Count;
        int place = Find(_standing, block * Block, largest);
        _standing[place] = double.NegativeInfinity;
        Largest(block).StoreUnsafe(ref _largest[0], (nuint)(block * Vector512<double>.Count));
        return place;
    }

    private Vector512<double> Largest(int block)
    {
        Vector512<double> largest = Vector512.LoadUnsafe(ref _standing[0], (nuint)(block * Block));
        for (int k = Vector512<double>.Count; k < Block; k += Vector512<double>.Count)
        {
            largest = Vector512.Max(largest, Vector512.LoadUnsafe(ref _standing[0], (nuint)(block * Block + k)));
        }

        return largest;
    }

    /// <summary>The first place from <paramref name="start"/> on that holds <paramref name="value"/>, which is there.</summary>
    private static int Find(double[] values, int start, double value)
    {
        for (int k = start; ; k += Vector512<double>.Count)
        {
            Debug.Assert(k < values.Length, "The value was read from these places.");
            ulong found = Vector512.Equals(Vector512.LoadUnsafe(ref values[0], (nuint)k), Vector512.Create(value)).ExtractMostSignificantBits();
            if (found != 0)
            {
                return k + BitOperations.TrailingZeroCount(found);
            }
        }
    }
}
