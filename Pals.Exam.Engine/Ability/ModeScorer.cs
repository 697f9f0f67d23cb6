using System.Collections.Immutable;
using System.Numerics.Tensors;
using Pals.Exam.Engine.Calibration;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Ability;

/// <summary>
/// Modes of the likelihood, of the posterior or of Warm's weighted likelihood: the highest point on a coarse grid from tables, then Newton's
/// method from there. The weight of Warm's likelihood is the integral of J/(2I), which is the same for all who sat the same items.
/// </summary>
internal sealed class ModeScorer : IResponseScorer
{
    private const double ScanStep = 0.25;

    private readonly ResponseData _responses;
    private readonly ImmutableArray<ItemParameters> _items;
    private readonly ScoringOptions _options;
    private readonly LogLikelihoodTable _table;
    private readonly bool _allLogistic;
    private readonly double[] _penalty;
    private readonly double[] _information = [];
    private readonly double[] _warmJ = [];

    public ModeScorer(ResponseData responses, ImmutableArray<ItemParameters> items, ScoringOptions options)
    {
        _responses = responses;
        _items = items;
        _options = options;
        _allLogistic = items.All(i => i.IsDichotomous);
        (double lower, double upper) = (options.Range.Lower, options.Range.Upper);
        int cells = (int)Math.Ceiling((upper - lower) / ScanStep);
        double[] nodes = [.. Enumerable.Range(0, cells + 1).Select(q => q == cells ? upper : lower + (upper - lower) * q / cells)];
        _table = new LogLikelihoodTable(items, nodes);
        _penalty = new double[nodes.Length];
        if (options.Method == ScoringMethod.MaximumAPosteriori)
        {
            for (int q = 0; q < nodes.Length; q++)
            {
                double deviation = nodes[q] - options.Prior.Mean;
                _penalty[q] = -0.5 * deviation * deviation * options.Prior.Precision;
            }
        }
        else if (options.Method == ScoringMethod.WeightedLikelihood)
        {
            (_information, _warmJ) = InformationRows(items, nodes);
            if (responses.IsComplete)
            {
                double[] information = new double[nodes.Length];
                double[] warmJ = new double[nodes.Length];
                for (int i = 0; i < items.Length; i++)
                {
                    AddInformation(i, information, warmJ);
                }

                AddWarmWeight(_penalty, information, warmJ);
            }
        }
    }

    public ScoringWorkspace NewWorkspace() => new(_penalty.Length, _items.Length);

    public AbilityEstimate Score(int candidate, ScoringWorkspace workspace)
    {
        ResponseRow responses = _responses[candidate];
        if (responses.Items.IsEmpty && _options.Method != ScoringMethod.MaximumAPosteriori)
        {
            return new AbilityEstimate(_options.Range.Middle, double.PositiveInfinity, EstimateStatus.NoInformation);
        }

        int peak = Peak(responses, workspace);
        int count = responses.Items.Length;
        if (!_allLogistic)
        {
            for (int i = 0; i < count; i++)
            {
                workspace.Items[i] = _items[responses.Items[i]];
                workspace.Scores[i] = responses.Scores[i];
            }

            return Solve(new ResponsePattern(workspace.Items.AsSpan(0, count), workspace.Scores.AsSpan(0, count)), peak);
        }

        for (int i = 0; i < count; i++)
        {
            ItemParameters item = _items[responses.Items[i]];
            workspace.A[i] = item.Discrimination;
            workspace.B[i] = item.Difficulty;
            workspace.C[i] = item.LowerAsymptote;
            workspace.D[i] = item.UpperAsymptote;
            workspace.RightOrWrong[i] = responses.Scores[i];
        }

        var pattern = new LogisticPattern(
            workspace.A.AsSpan(0, count),
            workspace.B.AsSpan(0, count),
            workspace.C.AsSpan(0, count),
            workspace.D.AsSpan(0, count),
            workspace.RightOrWrong.AsSpan(0, count));
        return Solve(pattern, peak);
    }

    private int Peak(ResponseRow responses, ScoringWorkspace workspace)
    {
        double[] curve = workspace.Curve;
        _penalty.CopyTo(curve, 0);
        if (_options.Method == ScoringMethod.WeightedLikelihood && !_responses.IsComplete)
        {
            Array.Clear(workspace.Information);
            Array.Clear(workspace.WarmJ);
            foreach (int item in responses.Items)
            {
                AddInformation(item, workspace.Information, workspace.WarmJ);
            }

            AddWarmWeight(curve, workspace.Information, workspace.WarmJ);
        }

        _table.AddTo(curve, responses);
        return TensorPrimitives.IndexOfMax<double>(curve);
    }

    private AbilityEstimate Solve<T>(T pattern, int peak)
        where T : struct, IResponsePattern, allows ref struct => _options.Method switch
        {
            ScoringMethod.MaximumAPosteriori => Refine(new MaximumAPosteriori.PosteriorSlope<T>(pattern, _options.Prior), peak),
            ScoringMethod.WeightedLikelihood => Refine(new WeightedLikelihood.WarmFunction<T>(pattern), peak),
            _ => Refine(new MaximumLikelihood.ScoreFunction<T>(pattern), peak),
        };

    /// <summary>Brackets the root around the highest grid point; where the function does not change its sign there is none in the range.</summary>
    private AbilityEstimate Refine<T>(T function, int peak)
        where T : struct, IEstimatingFunction, allows ref struct
    {
        double[] nodes = _table.Nodes;
        double start = nodes[peak];
        double atPeak = function.At(start).Value;
        if (atPeak > 0)
        {
            int right = peak + 1;
            while (right < nodes.Length && function.At(nodes[right]).Value > 0)
            {
                right++;
            }

            return right < nodes.Length ? RootSearch.Newton(function, start, nodes[right], start) : RootSearch.Unbounded(nodes[^1]);
        }

        int left = peak - 1;
        while (left >= 0 && function.At(nodes[left]).Value <= 0)
        {
            left--;
        }

        return left >= 0 ? RootSearch.Newton(function, nodes[left], start, start) : RootSearch.Unbounded(nodes[0]);
    }

    private void AddInformation(int item, Span<double> information, Span<double> warmJ)
    {
        int points = _penalty.Length;
        TensorPrimitives.Add(information, _information.AsSpan(item * points, points), information);
        TensorPrimitives.Add(warmJ, _warmJ.AsSpan(item * points, points), warmJ);
    }

    private void AddWarmWeight(Span<double> curve, ReadOnlySpan<double> information, ReadOnlySpan<double> warmJ)
    {
        double integral = 0;
        double previous = 0;
        for (int q = 0; q < curve.Length; q++)
        {
            double slope = information[q] > 0 ? warmJ[q] / (2 * information[q]) : 0;
            integral += q == 0 ? 0 : 0.5 * (previous + slope) * (_table.Nodes[q] - _table.Nodes[q - 1]);
            curve[q] += integral;
            previous = slope;
        }
    }

    private static (double[] Information, double[] WarmJ) InformationRows(ImmutableArray<ItemParameters> items, double[] nodes)
    {
        double[] information = new double[items.Length * nodes.Length];
        double[] warmJ = new double[information.Length];
        for (int i = 0; i < items.Length; i++)
        {
            for (int q = 0; q < nodes.Length; q++)
            {
                InformationDerivatives at = items[i].InformationDerivatives(nodes[q]);
                information[i * nodes.Length + q] = at.Information;
                warmJ[i * nodes.Length + q] = at.WarmJ;
            }
        }

        return (information, warmJ);
    }
}
