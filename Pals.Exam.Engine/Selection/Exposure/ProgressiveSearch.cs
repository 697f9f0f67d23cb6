using System.Numerics;
using System.Runtime.Intrinsics;
using Pals.Exam.Engine.Exams;

namespace Pals.Exam.Engine.Selection;

/// <summary>
/// The choice of <see cref="ProgressiveRestricted"/> for one exam that chooses by maximum information, without valuing every candidate: the same
/// item as its choice from the list of all.
/// </summary>
internal sealed class ProgressiveSearch
{
    private readonly AdaptiveExam _exam;
    private readonly ProgressiveTable _table;
    private readonly ItemAvailability _availability;
    private readonly SelectionContext _context;
    private readonly IndexedRanking _indexed;
    private readonly float[] _standing;

    public ProgressiveSearch(
        AdaptiveExam exam, ProgressiveTable table, ItemAvailability availability, SelectionContext context, IndexedRanking indexed)
    {
        _exam = exam;
        _table = table;
        _availability = availability;
        _context = context;
        _indexed = indexed;
        _standing = new float[table.Bounds.Places.Length];
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
        var draw = new Draw(top.Value, weight, _context.Random.NextUInt64(), strictness);
        for (int d = 0; d < _context.Dimensions; d++)
        {
            _table.WriteBounds(d, _indexed.Values.Point(d), _indexed.Values.Scale(d), weight, draw.Top, draw.Seed, _standing);
        }

        // The likely winner first, so that few others come into question.
        var best = new Candidate(top.Item, draw.Standing(top));
        int likely = LargestBound((float)best.Value);
        if (likely >= 0)
        {
            Try(_table.Bounds.Places[likely], draw, ref best);
        }

        for (int k = 0; k < _standing.Length; k += 8)
        {
            for (uint lanes = AtLeast(k, (float)best.Value); lanes != 0; lanes &= lanes - 1)
            {
                int place = k + BitOperations.TrailingZeroCount(lanes);
                if (_standing[place] >= (float)best.Value && place != likely)
                {
                    Try(_table.Bounds.Places[place], draw, ref best);
                }
            }
        }

        foreach (int scenario in _exam.Index!.MixedScenarios)
        {
            Try(InformationIndex.Entry.OfScenario(_exam.Pool.Scenarios[scenario].Items[0], scenario), draw, ref best);
        }

        return best.Item;
    }

    /// <summary>The place of the largest bound of an eligible candidate above <paramref name="least"/>, or −1.</summary>
    private int LargestBound(float least)
    {
        int largest = -1;
        for (int k = 0; k < _standing.Length; k += 8)
        {
            for (uint lanes = AtLeast(k, least); lanes != 0; lanes &= lanes - 1)
            {
                int place = k + BitOperations.TrailingZeroCount(lanes);
                if (_standing[place] > least)
                {
                    (largest, least) = (place, _standing[place]);
                }
            }
        }

        return largest;
    }

    /// <summary>A bit for each of the eight eligible candidates from a place on whose bound is at least <paramref name="least"/>.</summary>
    private uint AtLeast(int place, float least) =>
        Vector256.GreaterThanOrEqual(Vector256.LoadUnsafe(ref _standing[0], (nuint)place), Vector256.Create(least)).ExtractMostSignificantBits()
        & BoundTable.EightBits(_availability.EligiblePlaces, place);

    /// <summary>Makes a candidate the best if it may be given and stands for more.</summary>
    private void Try(InformationIndex.Entry entry, in Draw draw, ref Candidate best)
    {
        if (!_availability.IsEligible(entry.Item))
        {
            return;
        }

        double value = entry.IsScenario ? _indexed.Values.ScenarioValue(entry.Scenario) : _indexed.Values.Value(entry.Item);
        var candidate = new Candidate(entry.Item, draw.Standing(new Candidate(entry.Item, value)));
        if (BestCandidates.IsBetter(candidate, best)
            && (entry.IsScenario
                ? _availability.IsOpen(_exam.Pool.Scenarios[entry.Scenario], draw.Strictness)
                : _indexed.Open.Contains(entry.Group) && _availability.LeavesCompleteTest(entry.Item, draw.Strictness)))
        {
            best = candidate;
        }
    }

    /// <summary>What one choice holds every candidate to.</summary>
    private readonly record struct Draw(double Top, double Weight, ulong Seed, Strictness Strictness)
    {
        public double Standing(Candidate candidate) => ProgressiveRestricted.Standing(candidate, Top, Weight, Seed);
    }
}
