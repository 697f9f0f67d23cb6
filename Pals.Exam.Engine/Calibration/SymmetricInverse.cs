using System.Numerics.Tensors;

namespace Pals.Exam.Engine.Calibration;

/// <summary>Selected entries of the inverse of a symmetric positive definite matrix, by Cholesky's decomposition A = LL′ and W = L⁻¹, A⁻¹ = W′W.</summary>
internal sealed class SymmetricInverse
{
    private readonly double[][] _columns;

    private SymmetricInverse(double[][] columns) => _columns = columns;

    /// <summary>Decomposes <paramref name="rows"/>, of which the lower triangle is read and overwritten; null when the matrix is not positive definite.</summary>
    public static SymmetricInverse? Of(double[][] rows, ThreadTeam team)
    {
        const int RowsPerPart = 16;
        int n = rows.Length;
        for (int j = 0; j < n; j++)
        {
            double[] pivotRow = rows[j];
            double pivot = pivotRow[j] - TensorPrimitives.SumOfSquares<double>(pivotRow.AsSpan(0, j));
            if (!(pivot > 1e-12 * Math.Abs(pivotRow[j])))
            {
                return null;
            }

            pivotRow[j] = Math.Sqrt(pivot);
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
        return new SymmetricInverse(columns);
    }

    /// <summary>Entry (i, j) of the inverse.</summary>
    public double this[int i, int j] => i < j
        ? this[j, i]
        : TensorPrimitives.Dot<double>(_columns[i], _columns[j].AsSpan(i - j));
}
