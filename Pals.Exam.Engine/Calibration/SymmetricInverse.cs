using System.Numerics.Tensors;

namespace Pals.Exam.Engine.Calibration;

/// <summary>Selected entries of the inverse of a symmetric positive definite matrix, by Cholesky's decomposition A = LL′ and W = L⁻¹, A⁻¹ = W′W.</summary>
internal sealed class SymmetricInverse
{
    /// <summary>A pivot this much smaller than its diagonal entry has no digits left.</summary>
    private const double SmallestPivot = 1e-12;

    private readonly double[][] _columns;
    private readonly bool[] _undetermined;

    private SymmetricInverse(double[][] columns, bool[] undetermined)
    {
        _columns = columns;
        _undetermined = undetermined;
    }

    /// <summary>
    /// Decomposes <paramref name="rows"/>, of which the lower triangle is read and overwritten. Where the matrix is not positive definite the variable
    /// is marked as undetermined and the others are treated as if it were known.
    /// </summary>
    public static SymmetricInverse Of(double[][] rows, ThreadTeam team)
    {
        const int RowsPerPart = 16;
        int n = rows.Length;
        var undetermined = new bool[n];
        for (int j = 0; j < n; j++)
        {
            double[] pivotRow = rows[j];
            double pivot = pivotRow[j] - TensorPrimitives.SumOfSquares<double>(pivotRow.AsSpan(0, j));
            undetermined[j] = !(pivot > SmallestPivot * Math.Abs(pivotRow[j]));
            pivotRow[j] = undetermined[j] ? double.PositiveInfinity : Math.Sqrt(pivot);
            int column = j;
            team.Run((n - j - 1 + RowsPerPart - 1) / RowsPerPart, part =>
            {
                int last = Math.Min(column + 1 + (part + 1) * RowsPerPart, n);
                for (int i = column + 1 + part * RowsPerPart; i < last; i++)
                {
                    double dot = TensorPrimitives.Dot<double>(rows[i].AsSpan(0, column), pivotRow.AsSpan(0, column));
                    rows[i][column] = (rows[i][column] - dot) / pivotRow[column];
                }
            });
        }

        // Column c of W solves L w = e_c; stored from its first entry that is not 0.
        var columns = new double[n][];
        team.Run(n, c =>
        {
            var w = new double[n - c];
            w[0] = 1 / rows[c][c];
            for (int i = c + 1; i < n; i++)
            {
                w[i - c] = -TensorPrimitives.Dot<double>(rows[i].AsSpan(c, i - c), w.AsSpan(0, i - c)) / rows[i][i];
            }

            columns[c] = w;
        });
        return new SymmetricInverse(columns, undetermined);
    }

    /// <summary>True when the matrix says nothing about variable <paramref name="i"/>.</summary>
    public bool IsUndetermined(int i) => _undetermined[i];

    /// <summary>Entry (i, j) of the inverse.</summary>
    public double this[int i, int j] => i < j
        ? this[j, i]
        : TensorPrimitives.Dot<double>(_columns[i], _columns[j].AsSpan(i - j));
}
