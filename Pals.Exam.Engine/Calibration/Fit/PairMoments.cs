using System.Numerics.Tensors;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Calibration.Fit;

/// <summary>
/// The means of n item scores and the means of their n(n − 1)/2 pairwise products under a model: expectation, covariance and derivatives.
/// Moments are ordered: items, then pairs (1,2), (1,3), …, (n−1,n).
/// </summary>
internal sealed class PairMoments
{
    private readonly ItemGrid _grid;
    private readonly int _n;
    private readonly double[][] _mean;
    private readonly double[][] _variance;

    public PairMoments(ItemGrid grid)
    {
        _grid = grid;
        _n = grid.Items.Count;
        _mean = [.. Enumerable.Range(0, _n).Select(grid.ExpectedScore)];
        _variance = [.. Enumerable.Range(0, _n).Select(grid.ScoreVariance)];
        Expected = new double[Count];
        for (int i = 0; i < _n; i++)
        {
            Expected[i] = Integrate(q => _mean[i][q]);
            for (int j = i + 1; j < _n; j++)
            {
                Expected[Pair(i, j)] = Integrate(q => _mean[i][q] * _mean[j][q]);
            }
        }
    }

    public int Count => _n * (_n + 1) / 2;

    public double[] Expected { get; }

    /// <summary>The sample's moments, from the candidates with complete data.</summary>
    public static double[] Observed(ResponseData data, int n, out int candidates)
    {
        double[] sums = new double[n * (n + 1) / 2];
        candidates = 0;
        for (int c = 0; c < data.CandidateCount; c++)
        {
            ReadOnlySpan<byte> scores = data[c].Scores;
            if (scores.Length < n)
            {
                continue;
            }

            candidates++;
            int pair = n;
            for (int i = 0; i < n; i++)
            {
                sums[i] += scores[i];
                if (scores[i] == 0)
                {
                    pair += n - 1 - i;
                    continue;
                }

                for (int j = i + 1; j < n; j++, pair++)
                {
                    sums[pair] += scores[i] * scores[j];
                }
            }
        }

        for (int m = 0; m < sums.Length && candidates > 0; m++)
        {
            sums[m] /= candidates;
        }

        return sums;
    }

    /// <summary>The variance of an item's score in the population.</summary>
    public double MarginalVariance(int i) => Integrate(q => _variance[i][q] + _mean[i][q] * _mean[i][q]) - Expected[i] * Expected[i];

    /// <summary>The covariance matrix of the moments of one candidate, lower triangle by rows.</summary>
    public double[][] Covariance()
    {
        double[][] deviations = [.. Enumerable.Range(0, Count).Select(_ => new double[_grid.Quadrature])];
        for (int i = 0; i < _n; i++)
        {
            FillDeviations(deviations[i], i, q => _mean[i][q]);
            for (int j = i + 1; j < _n; j++)
            {
                FillDeviations(deviations[Pair(i, j)], Pair(i, j), q => _mean[i][q] * _mean[j][q]);
            }
        }

        double[][] matrix = new double[Count][];
        Parallel.For(0, Count, m =>
        {
            double[] row = new double[m + 1];
            for (int k = 0; k <= m; k++)
            {
                row[k] = TensorPrimitives.Dot<double>(deviations[m], deviations[k]);
            }

            matrix[m] = row;
        });
        AddConditional(matrix);
        return matrix;
    }

    /// <summary>The derivatives of the expected moments, one vector a free parameter.</summary>
    public double[][] Derivatives()
    {
        var columns = new List<double[]>();
        double[]? common = null;
        for (int i = 0; i < _n; i++)
        {
            ItemParameters item = _grid.Items[i];
            bool slopeIsCommon = item.Model == ItemModel.OneParameterLogistic;
            for (int parameter = 0; parameter < ItemPerturbation.Count(item); parameter++)
            {
                double[] byNode = [.. _grid.Nodes.Select(theta => ItemPerturbation.ScoreDerivative(item, parameter, theta))];
                double[] column = new double[Count];
                AddItem(column, i, byNode);
                if (slopeIsCommon && parameter == 0)
                {
                    common ??= new double[Count];
                    for (int m = 0; m < column.Length; m++)
                    {
                        common[m] += column[m];
                    }
                }
                else
                {
                    columns.Add(column);
                }
            }
        }

        if (common is not null)
        {
            columns.Add(common);
        }

        if (_grid.Items.All(item => item.Model == ItemModel.Rasch))
        {
            columns.Add(BySpread());
        }

        return [.. columns];
    }

    /// <summary>With θ = μ + σz, dE/dσ = z dE/dθ, and for a Rasch item dE/dθ = −dE/db.</summary>
    private double[] BySpread()
    {
        double[] column = new double[Count];
        for (int i = 0; i < _n; i++)
        {
            double[] byNode = new double[_grid.Quadrature];
            for (int q = 0; q < byNode.Length; q++)
            {
                byNode[q] = -ItemPerturbation.ScoreDerivative(_grid.Items[i], 0, _grid.Nodes[q]) * _grid.Standardized[q];
            }

            AddItem(column, i, byNode);
        }

        return column;
    }

    private void AddItem(double[] column, int i, double[] byNode)
    {
        column[i] += Integrate(q => byNode[q]);
        for (int j = 0; j < _n; j++)
        {
            if (j != i)
            {
                column[Pair(Math.Min(i, j), Math.Max(i, j))] += Integrate(q => byNode[q] * _mean[j][q]);
            }
        }
    }

    /// <summary>A moment's deviation from its expectation at every node, times the root of the node's weight.</summary>
    private void FillDeviations(double[] destination, int moment, Func<int, double> atNode)
    {
        for (int q = 0; q < destination.Length; q++)
        {
            destination[q] = Math.Sqrt(_grid.Weights[q]) * (atNode(q) - Expected[moment]);
        }
    }

    /// <summary>Adds the mean covariance of the moments given θ: only moments that share an item covary.</summary>
    private void AddConditional(double[][] matrix)
    {
        double[] weighted = new double[_grid.Quadrature];
        double[] withJ = new double[_grid.Quadrature];
        for (int i = 0; i < _n; i++)
        {
            TensorPrimitives.Multiply(_grid.Weights, _variance[i], weighted);
            matrix[i][i] += TensorPrimitives.Sum<double>(weighted);
            for (int j = 0; j < _n; j++)
            {
                if (j == i)
                {
                    continue;
                }

                int row = Pair(Math.Min(i, j), Math.Max(i, j));
                TensorPrimitives.Multiply(weighted, _mean[j], withJ);
                matrix[row][i] += TensorPrimitives.Sum<double>(withJ);
                for (int k = 0; k < _n; k++)
                {
                    int column = k == i ? -1 : Pair(Math.Min(i, k), Math.Max(i, k));
                    if (column >= 0 && column <= row)
                    {
                        matrix[row][column] += TensorPrimitives.Dot<double>(withJ, _mean[k]);
                    }
                }

                if (j > i)
                {
                    matrix[row][row] += TensorPrimitives.Dot<double>(weighted, _variance[j]);
                }
            }
        }
    }

    private int Pair(int i, int j) => _n + i * (2 * _n - i - 1) / 2 + j - i - 1;

    private double Integrate(Func<int, double> atNode)
    {
        double sum = 0;
        for (int q = 0; q < _grid.Quadrature; q++)
        {
            sum += _grid.Weights[q] * atNode(q);
        }

        return sum;
    }
}
