using System.Numerics.Tensors;

namespace Pals.Exam.Engine.Calibration.Fit;

/// <summary>
/// The distribution of the summed score at every node of a grid, by the recursion of Lord and Wingersky (1984), extended to items with several
/// scores by Thissen, Pommerich, Billeaud and Williams (1995).
/// </summary>
internal sealed class SummedScores
{
    private readonly ItemGrid _grid;
    private readonly double[][][] _probabilities;

    public SummedScores(ItemGrid grid)
    {
        _grid = grid;
        _probabilities = new double[grid.Items.Count][][];
        for (int i = 0; i < _probabilities.Length; i++)
        {
            _probabilities[i] = [.. Enumerable.Range(0, grid.Items[i].CategoryCount).Select(k => grid.Probability(i, k))];
        }
    }

    /// <summary>
    /// Calls <paramref name="visit"/> with each item and the distribution of the summed score of all others: scores × nodes, score by score. Halving
    /// the items again and again costs n log n additions of an item, where leaving each out afresh would cost n².
    /// </summary>
    public void LeaveOneOut(Action<int, double[]> visit)
    {
        double[] one = new double[_grid.Quadrature];
        Array.Fill(one, 1);
        LeaveOut(0, _probabilities.Length, one, visit);
    }

    private void LeaveOut(int from, int to, double[] others, Action<int, double[]> visit)
    {
        if (to - from == 1)
        {
            visit(from, others);
            return;
        }

        int middle = (from + to) / 2;
        double[] withRight = others;
        for (int i = middle; i < to; i++)
        {
            withRight = Add(withRight, i);
        }

        LeaveOut(from, middle, withRight, visit);
        double[] withLeft = others;
        for (int i = from; i < middle; i++)
        {
            withLeft = Add(withLeft, i);
        }

        LeaveOut(middle, to, withLeft, visit);
    }

    /// <summary>The distribution after <paramref name="item"/> is added to the test.</summary>
    public double[] Add(double[] distribution, int item)
    {
        int nodes = _grid.Quadrature;
        int scores = distribution.Length / nodes;
        double[][] p = _probabilities[item];
        double[] result = new double[(scores + p.Length - 1) * nodes];
        for (int s = 0; s < scores; s++)
        {
            ReadOnlySpan<double> from = distribution.AsSpan(s * nodes, nodes);
            for (int k = 0; k < p.Length; k++)
            {
                Span<double> to = result.AsSpan((s + k) * nodes, nodes);
                TensorPrimitives.MultiplyAdd(from, p[k], to, to);
            }
        }

        return result;
    }
}
