using System.Collections.Immutable;
using System.Numerics.Tensors;
using Pals.Exam.Engine.Calibration;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Ability;

/// <summary>
/// Posterior means: one sum of rows for each candidate, on points that all share. Where they do not resolve a posterior, the rows are summed once more on
/// points four times as close, from one of its ends to the other. What those do not resolve either, or what lies at their end, gets points of its own
/// (<see cref="OwnPoints"/>), which costs a response function for each item and point.
/// </summary>
internal sealed class PosteriorMeanScorer : IResponseScorer
{
    private const int Refinement = 4;

    /// <summary>A density so far below the highest, as a logarithm, leaves nothing to any moment, however far its tail goes on.</summary>
    private const double NegligibleExponent = -30;

    private readonly ResponseData _responses;
    private readonly ImmutableArray<ItemParameters> _items;
    private readonly NormalPrior _prior;
    private readonly SharedPoints _wide;
    private readonly Lazy<SharedPoints> _close;

    public PosteriorMeanScorer(ResponseData responses, ImmutableArray<ItemParameters> items, ScoringOptions options)
    {
        _responses = responses;
        _items = items;
        _prior = options.Prior;
        _wide = new SharedPoints(items, options.Prior, options.QuadraturePoints);
        _close = new Lazy<SharedPoints>(() => new SharedPoints(items, options.Prior, Refinement * (options.QuadraturePoints - 1) + 1));
    }

    public ScoringWorkspace NewWorkspace() => new(Refinement * (_wide.Count - 1) + 1, _items.Length);

    public AbilityEstimate Score(int candidate, ScoringWorkspace workspace)
    {
        ResponseRow responses = _responses[candidate];
        if (_wide.TryEstimate(responses, 0, workspace.Curve.AsSpan(0, _wide.Count), out AbilityEstimate estimate))
        {
            return estimate;
        }

        (int first, int last) = Ends(workspace.Curve.AsSpan(0, _wide.Count));
        Span<double> close = workspace.Curve.AsSpan(0, Refinement * (last - first) + 1);
        return _close.Value.TryEstimate(responses, Refinement * first, close, out estimate) ? estimate : OnOwnPoints(responses, workspace);
    }

    /// <summary>The points from which on a curve is negligible on either side, or the ends where it is not; at least two.</summary>
    private static (int First, int Last) Ends(ReadOnlySpan<double> curve)
    {
        double negligible = TensorPrimitives.Max(curve) + NegligibleExponent;
        int first = 0;
        while (curve[first] < negligible && curve[first + 1] < negligible)
        {
            first++;
        }

        int last = curve.Length - 1;
        while (curve[last] < negligible && curve[last - 1] < negligible)
        {
            last--;
        }

        return (first, last);
    }

    private AbilityEstimate OnOwnPoints(ResponseRow responses, ScoringWorkspace workspace)
    {
        int count = responses.Items.Length;
        for (int i = 0; i < count; i++)
        {
            workspace.Items[i] = _items[responses.Items[i]];
            workspace.Scores[i] = responses.Scores[i];
        }

        return OwnPoints.Estimate(workspace.Items.AsSpan(0, count), workspace.Scores.AsSpan(0, count), _prior);
    }

    /// <summary>Equally spaced points over the prior, with its logarithm and the items' rows.</summary>
    private sealed class SharedPoints
    {
        private readonly LogLikelihoodTable _table;
        private readonly double[] _logPrior;

        public SharedPoints(ImmutableArray<ItemParameters> items, NormalPrior prior, int count)
        {
            double[] nodes = new double[count];
            _logPrior = new double[count];
            for (int q = 0; q < count; q++)
            {
                double z = ExpectedAPosteriori.PriorReach * (2.0 * q / (count - 1) - 1);
                nodes[q] = prior.Mean + prior.StandardDeviation * z;
                _logPrior[q] = -0.5 * z * z;
            }

            _table = new LogLikelihoodTable(items, nodes);
        }

        public int Count => _logPrior.Length;

        /// <summary>The estimate on as many points as <paramref name="curve"/> has room for; false when they do not resolve the posterior.</summary>
        public bool TryEstimate(ResponseRow responses, int first, Span<double> curve, out AbilityEstimate estimate)
        {
            _logPrior.AsSpan(first, curve.Length).CopyTo(curve);
            _table.AddTo(curve, responses, first);
            return ExpectedAPosteriori.TryEstimate(_table.Nodes.AsSpan(first, curve.Length), curve, out estimate);
        }
    }
}
