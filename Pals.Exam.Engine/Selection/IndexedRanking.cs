using System.Numerics;
using System.Runtime.CompilerServices;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Selection;

/// <summary>Ranks the best few items of one exam by maximum information, through the indexes that the exam's candidates share.</summary>
internal sealed class IndexedRanking
{
    /// <summary>Longer lists than this are better ranked by a scan.</summary>
    public const int LongestList = 32;

    /// <summary>Items whose bounds are so close together are valued together: the first seldom settles the matter alone.</summary>
    private const float Close = 0.985f;

    private readonly IndexedSearch _search;
    private readonly ItemAvailability _availability;
    private readonly double[] _bounds;
    private readonly float[] _largest;

    public IndexedRanking(AdaptiveExam exam, IndexedSearch search, ItemAvailability availability, SelectionContext context)
    {
        _search = search;
        _availability = availability;
        _bounds = new double[context.Dimensions];
        _largest = new float[context.Dimensions];
        Values = new Valuation(exam, search.Kernel, availability, context);
        Open = new OpenGroups(availability, exam.Blueprint.Groups.Length);
    }

    /// <summary>What the last ranking found candidates to be worth.</summary>
    public Valuation Values { get; }

    /// <summary>The content groups that the last ranking found open.</summary>
    public OpenGroups Open { get; }

    /// <summary>The best <paramref name="length"/> candidates, best first.</summary>
    public ReadOnlySpan<Candidate> Rank(Strictness strictness, ReadOnlySpan<ulong> admissible, int length)
    {
        Values.Begin(strictness, length);
        Open.Reset(strictness);
        RankDimensions(new ItemFilter(_availability, admissible, strictness));
        foreach (int scenario in _search.MixedScenarios)
        {
            Values.Offer(scenario, isRepeated: false);
        }

        return Values.Best.Ranked;
    }

    /// <summary>Searches the dimensions in the order of what they could hold, until none can hold anything better.</summary>
    private void RankDimensions(in ItemFilter filter)
    {
        if (_bounds.Length == 1 && _search.Dimensions[0].Index is not null)
        {
            RankDimension(0, filter);
            return;
        }

        for (int d = 0; d < _bounds.Length; d++)
        {
            float bound = LargestBound(d);
            _largest[d] = bound;
            _bounds[d] = float.IsInfinity(bound) ? bound : Values.Scale(d).Gain(bound);
        }

        while (true)
        {
            int next = 0;
            for (int d = 1; d < _bounds.Length; d++)
            {
                next = _bounds[d] > _bounds[next] ? d : next;
            }

            if (double.IsNegativeInfinity(_bounds[next]) || _bounds[next] < Values.Best.Threshold)
            {
                return;
            }

            _bounds[next] = double.NegativeInfinity;
            RankDimension(next, filter);
        }
    }

    /// <summary>A bound on the information of every candidate of a dimension; −∞ when there is none, +∞ beyond the cells of ability.</summary>
    private float LargestBound(int d)
    {
        (InformationIndex? common, _, IndexedSearch.Group[] groups) = _search.Dimensions[d];
        if (groups.Length == 0 || (groups.Length == 1 && !Open.Contains(groups[0].Number)))
        {
            return float.NegativeInfinity;
        }

        if (common is not null)
        {
            ReadOnlySpan<InformationIndex.Entry> list = common.At(Values.Point(d));
            return list.IsEmpty ? float.PositiveInfinity : list[0].Bound;
        }

        BoundTable table = _search.Bounds!;
        ReadOnlySpan<float> row = table.Row(d, Values.Point(d));
        if (row.IsEmpty)
        {
            return float.PositiveInfinity;
        }

        return table.Largest(row, d, _availability.EligiblePlaces);
    }

    private void RankDimension(int d, in ItemFilter filter)
    {
        (InformationIndex? common, InformationIndex[] indexes, IndexedSearch.Group[] groups) = _search.Dimensions[d];
        if (common is null && _search.Bounds!.Row(d, Values.Point(d)) is { IsEmpty: false } row)
        {
            Compare(row, d, filter);
            return;
        }

        ReadOnlySpan<InformationIndex.Entry> list = common is null ? default : common.At(Values.Point(d));
        if (!list.IsEmpty && Walk(list, d, filter, isRepeated: false))
        {
            return;
        }

        for (int g = 0; g < groups.Length; g++)
        {
            if (Open.Contains(groups[g].Number))
            {
                list = list.IsEmpty || ReferenceEquals(indexes[g], common) ? default : indexes[g].At(Values.Point(d));
                if (list.IsEmpty || !Walk(list, d, filter, isRepeated: true))
                {
                    Scan(groups[g].Candidates, d, filter);
                }
            }
        }
    }

    /// <summary>Offers every candidate whose bound says that it could be among the best, those with the largest bounds first.</summary>
    private void Compare(ReadOnlySpan<float> row, int d, in ItemFilter filter)
    {
        float close = Math.Max(Values.Least(d), _largest[d] * Close);
        Compare(row, d, filter, close, float.PositiveInfinity);
        Compare(row, d, filter, float.NegativeInfinity, close);
    }

    /// <summary>The same for bounds from <paramref name="low"/> on and below <paramref name="high"/>.</summary>
    private void Compare(ReadOnlySpan<float> row, int d, in ItemFilter filter, float low, float high)
    {
        BoundTable table = _search.Bounds!;
        float least = Math.Max(low, Values.Least(d));
        if (!(least < high))
        {
            return;
        }

        for (int place = table.Starts[d]; place < table.Ends[d]; place += 8)
        {
            uint lanes = BoundTable.Between(row, place, _availability.EligiblePlaces, least, high);
            for (; lanes != 0; lanes &= lanes - 1)
            {
                int k = place + BitOperations.TrailingZeroCount(lanes);
                ref readonly InformationIndex.Entry entry = ref table.Places[k];
                if (row[k] < least)
                {
                    continue;
                }

                if (entry.IsScenario)
                {
                    Values.Offer(entry.Scenario, isRepeated: false);
                }
                else if (filter.Allows(entry.Item) && Open.Contains(entry.Group))
                {
                    Values.Offer(entry.Item, _search.Kernel.Information(entry.Item, Values.Point(d)), d, filter);
                }

                least = Math.Max(low, Values.Least(d));
            }
        }
    }

    /// <summary>Offers every candidate of a list that could be among the best; false when one that is not listed could be.</summary>
    [SkipLocalsInit]
    private bool Walk(ReadOnlySpan<InformationIndex.Entry> list, int d, in ItemFilter filter, bool isRepeated)
    {
        Span<int> batch = stackalloc int[Valuation.Batch];
        int count = 0;
        float close = 0;
        float least = Values.Least(d);
        for (int k = 0; ; k++)
        {
            ref readonly InformationIndex.Entry entry = ref list[k];
            if (entry.Bound < least || entry.Item < 0)
            {
                Values.Offer(batch, count, d, filter);
                return entry.Bound < (entry.Item < 0 ? Values.Least(d) : least);
            }

            if (!(entry.IsScenario ? _availability.IsEligible(entry.Item) : filter.Allows(entry.Item) && Open.Contains(entry.Group)))
            {
                continue;
            }

            if (count > 0 && (entry.Bound < close || count == Valuation.Batch || entry.IsScenario))
            {
                Values.Offer(batch, count, d, filter);
                count = 0;
                least = Values.Least(d);
                if (entry.Bound < least)
                {
                    return true;
                }
            }

            if (entry.IsScenario)
            {
                Values.Offer(entry.Scenario, isRepeated);
                least = Values.Least(d);
            }
            else if (!isRepeated || !Values.Best.Contains(entry.Item))
            {
                close = count == 0 ? entry.Bound * Close : close;
                batch[count++] = entry.Item;
            }
        }
    }

    /// <summary>Offers every candidate; those already among the best are not taken twice.</summary>
    private void Scan(ReadOnlySpan<InformationIndex.Entry> candidates, int d, in ItemFilter filter)
    {
        Span<int> batch = stackalloc int[Valuation.Batch];
        int count = 0;
        foreach (ref readonly InformationIndex.Entry candidate in candidates)
        {
            if (candidate.IsScenario)
            {
                Values.Offer(candidate.Scenario, isRepeated: true);
            }
            else if (filter.Allows(candidate.Item) && Open.Contains(candidate.Group) && !Values.Best.Contains(candidate.Item))
            {
                batch[count++] = candidate.Item;
                if (count == Valuation.Batch)
                {
                    Values.Offer(batch, count, d, filter);
                    count = 0;
                }
            }
        }

        Values.Offer(batch, count, d, filter);
    }
}
