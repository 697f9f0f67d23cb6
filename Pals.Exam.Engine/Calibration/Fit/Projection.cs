using System.Numerics;
using System.Numerics.Tensors;

namespace Pals.Exam.Engine.Calibration.Fit;

/// <summary>The squared length of a residual, in the metric of a covariance matrix, after the part that free parameters can take up is removed.</summary>
internal static class Projection
{
    /// <summary>Rows are taken in blocks so that a block's columns stay in the cache while later rows are worked on.</summary>
    private const int Block = 64;

    private const int Together = 4;

    private const double Singular = 1e-13;

    /// <summary>
    /// e'[Ξ⁻¹ − Ξ⁻¹Δ(Δ'Ξ⁻¹Δ)⁻¹Δ'Ξ⁻¹]e by Cholesky: with Ξ = LL', y = L⁻¹e is made orthogonal to the columns of L⁻¹Δ. Null when Ξ or Δ is singular.
    /// </summary>
    /// <param name="covariance">Ξ, lower triangle by rows; overwritten by L.</param>
    /// <param name="residual">e; overwritten.</param>
    /// <param name="derivatives">Δ, one array a column; overwritten.</param>
    public static double? SquaredLength(double[][] covariance, double[] residual, double[][] derivatives)
    {
        if (!Factor(covariance))
        {
            return null;
        }

        Solve(covariance, residual);
        foreach (double[] column in derivatives)
        {
            Solve(covariance, column);
        }

        // Modified Gram–Schmidt, twice over each column, keeps the columns orthogonal to rounding.
        for (int c = 0; c < derivatives.Length; c++)
        {
            double[] column = derivatives[c];
            double before = TensorPrimitives.Norm<double>(column);
            for (int pass = 0; pass < 2; pass++)
            {
                for (int earlier = 0; earlier < c; earlier++)
                {
                    Remove(derivatives[earlier], column);
                }
            }

            double after = TensorPrimitives.Norm<double>(column);
            if (!(after > Singular * before))
            {
                return null;
            }

            TensorPrimitives.Divide(column, after, column);
            Remove(column, residual);
        }

        return TensorPrimitives.SumOfSquares<double>(residual);
    }

    private static void Remove(double[] unit, double[] from) =>
        TensorPrimitives.MultiplyAdd(unit, -TensorPrimitives.Dot<double>(unit, from), from, from);

    /// <summary>Cholesky by blocks of rows; every row's sums run in the same order whatever the number of threads.</summary>
    private static bool Factor(double[][] matrix)
    {
        int n = matrix.Length;
        double largest = 0;
        for (int i = 0; i < n; i++)
        {
            largest = Math.Max(largest, matrix[i][i]);
        }

        for (int start = 0; start < n; start += Block)
        {
            int end = Math.Min(start + Block, n);
            for (int row = start; row < end; row++)
            {
                FactorRow(matrix, row, start, row);
                double pivot = matrix[row][row] - TensorPrimitives.SumOfSquares<double>(matrix[row].AsSpan(0, row));
                if (!(pivot > Singular * largest))
                {
                    return false;
                }

                matrix[row][row] = Math.Sqrt(pivot);
            }

            int first = start;
            int last = end;
            int groups = (n - end) / Together;
            Parallel.For(0, groups, group => FactorRows(matrix, last + group * Together, first, last));
            for (int row = end + groups * Together; row < n; row++)
            {
                FactorRow(matrix, row, first, last);
            }
        }

        return true;
    }

    /// <summary>Four rows at a time, so that each column is fetched from memory once for all of them.</summary>
    private static void FactorRows(double[][] matrix, int row, int from, int to)
    {
        (double[] a, double[] b, double[] c, double[] d) = (matrix[row], matrix[row + 1], matrix[row + 2], matrix[row + 3]);
        for (int column = from; column < to; column++)
        {
            double[] other = matrix[column];
            Vector<double> sumA = default, sumB = default, sumC = default, sumD = default;
            int k = 0;
            for (; k <= column - Vector<double>.Count; k += Vector<double>.Count)
            {
                var with = new Vector<double>(other, k);
                sumA += with * new Vector<double>(a, k);
                sumB += with * new Vector<double>(b, k);
                sumC += with * new Vector<double>(c, k);
                sumD += with * new Vector<double>(d, k);
            }

            (double restA, double restB, double restC, double restD) = (Vector.Sum(sumA), Vector.Sum(sumB), Vector.Sum(sumC), Vector.Sum(sumD));
            for (; k < column; k++)
            {
                restA += other[k] * a[k];
                restB += other[k] * b[k];
                restC += other[k] * c[k];
                restD += other[k] * d[k];
            }

            double pivot = other[column];
            a[column] = (a[column] - restA) / pivot;
            b[column] = (b[column] - restB) / pivot;
            c[column] = (c[column] - restC) / pivot;
            d[column] = (d[column] - restD) / pivot;
        }
    }

    private static void FactorRow(double[][] matrix, int row, int from, int to)
    {
        double[] current = matrix[row];
        for (int column = from; column < to; column++)
        {
            double[] other = matrix[column];
            double dot = TensorPrimitives.Dot<double>(current.AsSpan(0, column), other.AsSpan(0, column));
            current[column] = (current[column] - dot) / other[column];
        }
    }

    private static void Solve(double[][] factor, double[] x)
    {
        for (int row = 0; row < x.Length; row++)
        {
            double dot = TensorPrimitives.Dot<double>(factor[row].AsSpan(0, row), x.AsSpan(0, row));
            x[row] = (x[row] - dot) / factor[row][row];
        }
    }
}
