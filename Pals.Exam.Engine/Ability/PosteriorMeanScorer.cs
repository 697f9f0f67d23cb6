using System.Collections.Immutable;
using System.Numerics.Tensors;
using Pals.Exam.Engine.Calibration;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Ability;

/// <summary>
/// Posterior means: one sum of rows for each candidate, on points that all share. Where a posterior is too narrow for them, the rows are summed once more
/// on points four times as close: around it, or on all of them where it has a tail that reaches farther, as guessing leaves. Where those do not resolve it
/// either, or it lies at their end, it gets points of its own by <see cref="ExpectedAPosteriori"/>, which costs a response function for each item and point.
/// </summary>
internal sealed class PosteriorMeanScorer : IResponseScorer
{
    private const int Refinement = 4;

    /// <summary>The closer points reach so many of the wider spacings to either side.</summary>
    private const int WindowReach = 12;

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

        SharedPoints close = _close.Value;
        Span<double> window = workspace.Curve.AsSpan(0, Math.Min(2 * WindowReach * Refinement + 1, close.Count));
        return (close.TryEstimate(responses, close.First(estimate.Ability, window.Length), window, out estimate) && EndsIn(window))
            || close.TryEstimate(responses, 0, workspace.Curve, out estimate)
                ? estimate
                : OnOwnPoints(responses, workspace);
    }

    /// <summary>True where no tail reaches beyond the points.</summary>
    private static bool EndsIn(ReadOnlySpan<double> curve) =>
        Math.Max(curve[0], curve[^1]) < TensorPrimitives.Max(curve) + NegligibleExponent;

    private AbilityEstimate OnOwnPoints(ResponseRow responses, ScoringWorkspace workspace)
    {
        int count = responses.Items.Length;
        for (int i = 0; i < count; i++)
        {
            workspace.Items[i] = _items[responses.Items[i]];
            workspace.Scores[i] = responses.Scores[i];
        }

        return ExpectedAPosteriori.OnOwnPoints(workspace.Items.AsSpan(0, count), workspace.Scores.AsSpan(0, count), _prior);
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

        /// <summary>The first of <paramref name="length"/> points around an ability.</summary>
        public int First(double ability, int length)
        {
            double spacing = (_table.Nodes[^1] - _table.Nodes[0]) / (Count - 1);
            int nearest = (int)Math.Round((ability - _table.Nodes[0]) / spacing);
            return Math.Clamp(nearest - length / 2, 0, Count - length);
        }

        /// <summary>The estimate on as many points as <paramref name="curve"/> has room for; false when they do not resolve the posterior.</summary>
        public bool TryEstimate(ResponseRow responses, int first, Span<double> curve, out AbilityEstimate estimate)
        {
            _logPrior.AsSpan(first, curve.Length).CopyTo(curve);
            _table.AddTo(curve, responses, first);
            ReadOnlySpan<double> nodes = _table.Nodes.AsSpan(first, curve.Length);
            estimate = ExpectedAPosteriori.FromLogPosterior(nodes, curve);
            return ExpectedAPosteriori.IsResolved(estimate, nodes[0], nodes[^1], nodes.Length);
        }
    }
}
