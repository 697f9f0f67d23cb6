using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Selection;

/// <summary>What candidates are worth at one step of one exam by maximum information, and the best few of those offered so far.</summary>
internal sealed class Valuation
{
    /// <summary>Items that are valued together.</summary>
    public const int Batch = 8;

    /// <summary>So few items are faster one by one; the bits are the same.</summary>
    private const int FewItems = 2;

    /// <summary>Below the rounding of worth.</summary>
    private const double Margin = 1 - 1e-9;

    private readonly AdaptiveExam _exam;
    private readonly InformationKernel _kernel;
    private readonly ItemAvailability _availability;
    private readonly SelectionContext _context;
    private readonly bool _isAtCut;
    private readonly GainScale[] _scales;
    private readonly double[] _points;
    private Strictness _strictness;

    public Valuation(AdaptiveExam exam, InformationKernel kernel, ItemAvailability availability, SelectionContext context)
    {
        _exam = exam;
        _kernel = kernel;
        _availability = availability;
        _context = context;
        _isAtCut = exam.Definition.Selection is InformationAtCut;
        _scales = new GainScale[context.Dimensions];
        _points = new double[context.Dimensions];
    }

    /// <summary>The best candidates so far.</summary>
    public BestCandidates Best { get; } = new(IndexedRanking.LongestList);

    /// <summary>Begins a step at which the best <paramref name="length"/> candidates are wanted.</summary>
    public void Begin(Strictness strictness, int length)
    {
        _strictness = strictness;
        Best.Clear(length);
        for (int d = 0; d < _scales.Length; d++)
        {
            _scales[d] = GainScale.Create(_context, d);
            _points[d] = _isAtCut ? _context.AbilityAtCut(d) : _context.Mean(d);
        }
    }

    /// <summary>The ability at which the items of a dimension are valued.</summary>
    public double Point(int dimension) => _points[dimension];

    /// <summary>What information about a dimension is worth.</summary>
    public GainScale Scale(int dimension) => _scales[dimension];

    /// <summary>An item's value at this step.</summary>
    public double Value(int item)
    {
        int d = _context.Dimension(item);
        return _scales[d].Gain(_kernel.Information(item, _points[d]));
    }

    /// <summary>A scenario's value at this step: the mean of its items'.</summary>
    public double ScenarioValue(int scenario)
    {
        double sum = 0;
        foreach (int item in _exam.Pool.Scenarios[scenario].Items)
        {
            sum += Value(item);
        }

        return sum / _exam.Pool.Scenarios[scenario].Items.Length;
    }

    /// <summary>Information below this cannot come among the best.</summary>
    public float Least(int d) => (float)(_scales[d].Least(Best.Threshold) * Margin);

    /// <summary>Values the first <paramref name="count"/> items of a batch of eight and takes in those that come among the best.</summary>
    public void Offer(Span<int> batch, int count, int d, in ItemFilter filter)
    {
        Span<double> information = stackalloc double[Batch];
        if (count <= FewItems)
        {
            for (int k = 0; k < count; k++)
            {
                information[k] = _kernel.Information(batch[k], _points[d]);
            }
        }
        else
        {
            batch[count..].Fill(batch[0]);
            _kernel.Information(batch, _points[d], information);
        }

        for (int k = 0; k < count; k++)
        {
            Offer(batch[k], information[k], d, filter);
        }
    }

    /// <summary>Takes an item in if it comes among the best and leaves a complete test.</summary>
    public void Offer(int item, double information, int d, in ItemFilter filter)
    {
        var candidate = new Candidate(item, _scales[d].Gain(information));
        if (Best.Admits(candidate) && filter.LeavesCompleteTest(item))
        {
            Best.Insert(candidate);
        }
    }

    /// <summary>Takes a scenario in if it comes among the best and all of it may be served.</summary>
    public void Offer(int scenario, bool isRepeated)
    {
        ItemScenario items = _exam.Pool.Scenarios[scenario];
        var candidate = new Candidate(items.Items[0], ScenarioValue(scenario));
        if (Best.Admits(candidate) && !(isRepeated && Best.Contains(candidate.Item)) && _availability.IsOpen(items, _strictness))
        {
            Best.Insert(candidate);
        }
    }
}
