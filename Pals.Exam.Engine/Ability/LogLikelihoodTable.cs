using System.Collections.Immutable;
using System.Numerics.Tensors;
using Pals.Exam.Engine.Calibration;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Ability;

/// <summary>log P_k(θ_q) of every item and score on a grid: the log-likelihood of a candidate is the sum of one row for each response.</summary>
internal sealed class LogLikelihoodTable
{
    private readonly int[] _firstRow;
    private readonly double[] _rows;

    public LogLikelihoodTable(ImmutableArray<ItemParameters> items, double[] nodes)
    {
        Nodes = nodes;
        _firstRow = new int[items.Length];
        int rows = 0;
        for (int i = 0; i < items.Length; i++)
        {
            _firstRow[i] = rows;
            rows += items[i].CategoryCount;
        }

        _rows = new double[rows * nodes.Length];
        for (int i = 0; i < items.Length; i++)
        {
            Span<double> logs = new double[items[i].CategoryCount];
            for (int q = 0; q < nodes.Length; q++)
            {
                items[i].LogProbabilities(nodes[q], logs);
                for (int k = 0; k < logs.Length; k++)
                {
                    _rows[(_firstRow[i] + k) * nodes.Length + q] = logs[k];
                }
            }
        }
    }

    public double[] Nodes { get; }

    /// <summary>Adds the rows of <paramref name="responses"/>, from the node <paramref name="first"/> on, to <paramref name="curve"/>.</summary>
    public void AddTo(Span<double> curve, ResponseRow responses, int first = 0)
    {
        for (int i = 0; i < responses.Items.Length; i++)
        {
            int row = _firstRow[responses.Items[i]] + responses.Scores[i];
            TensorPrimitives.Add(curve, _rows.AsSpan(row * Nodes.Length + first, curve.Length), curve);
        }
    }
}
