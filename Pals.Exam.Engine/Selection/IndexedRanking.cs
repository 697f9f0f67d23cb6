using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Selection;

/// <summary>Ranks the best few items of one exam by maximum information, through the indexes that the exam's candidates share.</summary>
internal sealed class IndexedRanking
{
    /// <summary>Longer lists than this are better ranked by a scan.</summary>
    public const int LongestList = 32;

    private readonly AdaptiveExam _exam;
    private readonly IndexedSearch _search;
    private readonly ItemAvailability _availability;
    private readonly SelectionContext _context;
    private readonly BestCandidates _best = new(LongestList);
    private readonly GainScale[] _scales;
    private readonly double[] _points;
    private readonly double[] _bounds;
    private readonly double[] _gains;
    private readonly double[] _worth;

    public IndexedRanking(AdaptiveExam exam, IndexedSearch search, ItemAvailability availability, SelectionContext context)
    {
        _exam = exam;
        _search = search;
        _availability = availability;
        _context = context;
        _scales = new GainScale[context.Dimensions];
        _points = new double[context.Dimensions];
        _bounds = new double[search.Strata.Length];
        _gains = new double[search.ScenarioItems.Length];
        _worth = new double[exam.Pool.Scenarios.Length];
    }

    /// <summary>The best <paramref name="length"/> candidates, best first.</summary>
    public ReadOnlySpan<Candidate> Rank(Strictness strictness, ReadOnlySpan<ulong> admissible, int length)
    {
        _best.Clear(length);
        bool isAtCut = _exam.Definition.Selection is InformationAtCut;
        for (int d = 0; d < _scales.Length; d++)
        {
            _scales[d] = GainScale.Create(_context, d);
            _points[d] = isAtCut ? _context.AbilityAtCut(d) : _context.Mean(d);
        }

        RankItems(strictness, new ItemFilter(_availability, admissible, strictness));

        // Last, because whether a scenario fits the blueprint takes longest to find out and few reach the best items.
        RankScenarios(strictness);
        return _best.Ranked;
    }

    /// <summary>The ability at which the last ranking valued the items of a dimension.</summary>
    public double Point(int dimension) => _points[dimension];

    /// <summary>What the last ranking took information about a dimension to be worth.</summary>
    public GainScale Scale(int dimension) => _scales[dimension];

    /// <summary>An item's value as of the last ranking.</summary>
    public double Value(int item)
    {
        int d = _context.Dimension(item);
        return _scales[d].Gain(_search.Kernel.Information(item, _points[d]));
    }

    /// <summary>A scenario's value as of the last ranking.</summary>
    public double ScenarioValue(int scenario) => _worth[scenario];

    /// <summary>Searches the strata in the order of what they could hold, until none can hold anything better.</summary>
    private void RankItems(Strictness strictness, in ItemFilter filter)
    {
        IndexedSearch.Stratum[] strata = _search.Strata;
        for (int s = 0; s < strata.Length; s++)
        {
            int d = strata[s].Dimension;
            double bound = strata[s].Index.UpperBound(_points[d]);
            _bounds[s] = double.IsPositiveInfinity(bound) ? bound : _scales[d].Gain(bound);
        }

        while (true)
        {
            int next = -1;
            double largest = double.NegativeInfinity;
            for (int s = 0; s < _bounds.Length; s++)
            {
                if (_bounds[s] > largest)
                {
                    largest = _bounds[s];
                    next = s;
                }
            }

            if (next < 0 || largest < _best.Threshold)
            {
                return;
            }

            _bounds[next] = double.NegativeInfinity;
            IndexedSearch.Stratum stratum = strata[next];
            if (_availability.IsOpen(stratum.Group, strictness))
            {
                stratum.Index.Search(_points[stratum.Dimension], _scales[stratum.Dimension], filter, _best);
            }
        }
    }

    /// <summary>Scenarios compete with the mean of their items' worth.</summary>
    private void RankScenarios(Strictness strictness)
    {
        ReadOnlySpan<int> items = _search.ScenarioItems;
        if (items.IsEmpty)
        {
            return;
        }

        _exam.Criterion.Evaluate(_context, items, _gains);

        int first = 0;
        for (int s = 0; s < _worth.Length; s++)
        {
            ItemScenario scenario = _exam.Pool.Scenarios[s];
            double sum = 0;
            for (int k = 0; k < scenario.Items.Length; k++)
            {
                sum += _gains[first + k];
            }

            _worth[s] = sum / scenario.Items.Length;
            var candidate = new Candidate(scenario.Items[0], _worth[s]);
            if (_best.Admits(candidate) && _availability.IsOpen(scenario, strictness))
            {
                _best.Insert(candidate);
            }

            first += scenario.Items.Length;
        }
    }
}
