using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pals.Exam.Engine.Calibration;

/// <summary>
/// The summed log-likelihood rows of all blocks over the ability grid, rebuilt in each cycle: as whole multiples of a power of two, which add
/// without rounding, or in double precision.
/// </summary>
internal sealed class RowTables
{
    /// <summary>No sum of a candidate's rows may reach this, so that differences of two sums fit 32 bits.</summary>
    private const int LargestSum = 1 << 30;

    /// <summary>A grid point whose weight is below exp of minus this is given that weight.</summary>
    private const double LowestLogWeight = 64;

    private readonly ResponseRows _rows;
    private readonly WorkingModel _model;
    private readonly Quadrature _grid;
    private readonly WorkingItem[][] _blockItems;
    private readonly double[][] _itemRows;
    private readonly double[] _largest;
    private readonly int _longestList;
    private readonly double[][] _combined;
    private readonly double[] _logWeights;

    public RowTables(ResponseRows rows, WorkingModel model, Quadrature grid)
    {
        _rows = rows;
        _model = model;
        _grid = grid;
        int blocks = rows.Blocks.Length;
        _blockItems = new WorkingItem[blocks][];
        _itemRows = new double[blocks][];
        _combined = new double[blocks][];
        _largest = new double[blocks];
        for (int b = 0; b < blocks; b++)
        {
            ResponseRows.Block block = rows.Blocks[b];
            _blockItems[b] = new WorkingItem[block.Items.Length];
            int categories = 0;
            for (int j = 0; j < block.Items.Length; j++)
            {
                _blockItems[b][j] = model.ItemAt(block.Items[j]);
                categories += _blockItems[b][j].Categories;
            }

            _itemRows[b] = new double[categories * grid.Stride];
            _combined[b] = new double[block.RowCount * grid.Stride];
        }

        for (int n = 0; n < rows.Count; n++)
        {
            _longestList = Math.Max(_longestList, rows.RowStarts[n + 1] - rows.RowStarts[n]);
        }

        _logWeights = new double[grid.Stride];
        Prior = new int[grid.Stride];
    }

    /// <summary>The items of each block.</summary>
    public WorkingItem[][] BlockItems => _blockItems;

    /// <summary>Rows as multiples of <see cref="Step"/>.</summary>
    public int[] Table { get; private set; } = [];

    /// <summary>log weights of the population as multiples of <see cref="Step"/>.</summary>
    public int[] Prior { get; }

    /// <summary>Rows in double precision.</summary>
    public double[] ExactTable { get; private set; } = [];

    /// <summary>log weights of the population.</summary>
    public double[] ExactPrior => _logWeights;

    /// <summary>The unit of the rows.</summary>
    public double Step { get; private set; }

    public void Build(double[] x, bool exact, ThreadTeam team)
    {
        _grid.LogWeights(_model.PopulationMean(x), _model.PopulationDeviation(x), _logWeights);
        team.Run(_rows.Blocks.Length, b => ItemRows(x, b));
        int size = _rows.RowCount * _grid.Stride;
        if (exact)
        {
            ExactTable = ExactTable.Length == size ? ExactTable : GC.AllocateArray<double>(size, pinned: true);
            team.Run(
                _rows.Blocks.Length, b => Combine(b, ExactTable.AsSpan(_rows.Blocks[b].FirstRow * _grid.Stride, _rows.Blocks[b].RowCount * _grid.Stride)));
            return;
        }

        Table = Table.Length == size ? Table : GC.AllocateArray<int>(size, pinned: true);
        double scale = Scale();
        Step = 1 / scale;
        for (int q = 0; q < _grid.Stride; q++)
        {
            Prior[q] = q < _grid.Count ? (int)Math.Round(Math.Max(_logWeights[q], -LowestLogWeight) * scale) : -LargestSum;
        }

        team.Run(_rows.Blocks.Length, b =>
        {
            // Rounded once a row, not once an item, for the rounding errors of an item's row are shared by all who gave that answer.
            Combine(b, _combined[b]);
            Round(_combined[b], scale, Table.AsSpan(_rows.Blocks[b].FirstRow * _grid.Stride));
        });
    }

    private static void Round(ReadOnlySpan<double> source, double scale, Span<int> destination)
    {
        ReadOnlySpan<Vector512<double>> from = MemoryMarshal.Cast<double, Vector512<double>>(source);
        Span<Vector256<int>> to = MemoryMarshal.Cast<int, Vector256<int>>(destination);
        for (int i = 0; i < from.Length; i++)
        {
            // Adding 1.5 · 2^52 leaves the rounded whole number in the low bits of the sum.
            Vector512<long> bits = (from[i] * scale + Vector512.Create(1.5 * (1L << 52))).AsInt64();
            to[i] = Vector512.Narrow(bits, bits).GetLower();
        }
    }

    private void ItemRows(double[] x, int b)
    {
        Span<double> xi = stackalloc double[_model.LargestParameterCount];
        Span<double> rows = _itemRows[b];
        int start = 0;
        double sum = 0;
        foreach (WorkingItem item in _blockItems[b])
        {
            item.Read(x, _model.Slope(x), xi);
            Span<double> own = rows.Slice(start, item.Categories * _grid.Stride);
            item.LogProbabilities(xi[..item.ParameterCount], _grid, own);
            sum -= Lowest(own);
            start += own.Length;
        }

        _largest[b] = sum;
    }

    /// <summary>The largest power of two for which no sum overflows.</summary>
    private double Scale()
    {
        var largest = (double[])_largest.Clone();
        Array.Sort(largest);
        double bound = LowestLogWeight;
        for (int b = Math.Max(0, largest.Length - _longestList); b < largest.Length; b++)
        {
            bound += largest[b];
        }

        return Math.ScaleB(1, (int)Math.Floor(Math.Log2(LargestSum / bound)));
    }

    private static double Lowest(ReadOnlySpan<double> values)
    {
        Vector512<double> lowest = Vector512<double>.Zero;
        foreach (Vector512<double> value in MemoryMarshal.Cast<double, Vector512<double>>(values))
        {
            lowest = Vector512.Min(lowest, value);
        }

        double least = 0;
        for (int k = 0; k < Vector512<double>.Count; k++)
        {
            least = Math.Min(least, lowest[k]);
        }

        return least;
    }

    /// <summary>Adds each item's rows to the combinations of the items before it: the rows of a block are built with one addition each.</summary>
    private void Combine(int b, Span<double> rows)
    {
        ResponseRows.Block block = _rows.Blocks[b];
        int stride = _grid.Stride;
        rows[..stride].Clear();
        int built = 1;
        int start = 0;
        for (int j = 0; j < block.Items.Length; j++)
        {
            // From the highest state down, so that the combinations of the items before stay whole until state 0 takes them over.
            for (int state = block.States(j) - 1; state >= 0; state--)
            {
                int score = state - block.MissingStates;
                Span<double> target = rows.Slice(state * built * stride, built * stride);
                if (score < 0)
                {
                    continue;
                }

                ReadOnlySpan<double> row = _itemRows[b].AsSpan(start + score * stride, stride);
                for (int c = 0; c < built; c++)
                {
                    VectorFunctions.Add(rows.Slice(c * stride, stride), row, target.Slice(c * stride, stride));
                }
            }

            start += _blockItems[b][j].Categories * stride;
            built *= block.States(j);
        }
    }
}
