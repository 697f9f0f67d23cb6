using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Selection;

/// <summary>A function of ability for every item of a pool, at the points of the grid of its dimension, computed once for an exam.</summary>
internal sealed class GridTable
{
    private readonly double[][] _rows;

    /// <summary>Writes for every item <paramref name="rowsOf"/> rows with <paramref name="write"/>.</summary>
    /// <param name="definition">Gives the dimensions and their grids.</param>
    /// <param name="pool">The items.</param>
    /// <param name="rowsOf">How many rows an item needs.</param>
    /// <param name="write">Writes the item's values at one ability, one for each of its rows.</param>
    public GridTable(ExamDefinition definition, ItemPool pool, Func<ItemParameters, int> rowsOf, WriteValues write)
    {
        AbilityPrior prior = definition.Prior();
        AbilityGrid[] grids =
            [.. Enumerable.Range(0, prior.Dimensions).Select(d => new AbilityGrid(prior.Mean[d], Math.Sqrt(prior.Covariance[d * prior.Dimensions + d])))];
        _rows = new double[pool.Count][];
        Span<double> values = new double[Enumerable.Range(0, pool.Count).Select(i => rowsOf(pool.Parameters(i))).DefaultIfEmpty().Max()];
        for (int i = 0; i < _rows.Length; i++)
        {
            ItemParameters item = pool.Parameters(i);
            int rows = rowsOf(item);
            AbilityGrid grid = grids[definition.Dimensions == ExamDimensions.Single ? 0 : DimensionOf(definition, pool[i].TopicArea)];
            _rows[i] = new double[rows * AbilityGrid.PointCount];
            for (int q = 0; q < AbilityGrid.PointCount; q++)
            {
                write(item, grid[q], values[..rows]);
                for (int k = 0; k < rows; k++)
                {
                    _rows[i][k * AbilityGrid.PointCount + q] = values[k];
                }
            }
        }
    }

    /// <summary>Writes an item's values at one ability.</summary>
    public delegate void WriteValues(ItemParameters item, double theta, Span<double> values);

    /// <summary>Fisher information, one row.</summary>
    public static GridTable Information(ExamDefinition definition, ItemPool pool) =>
        new(definition, pool, static _ => 1, static (item, theta, values) => values[0] = item.Information(theta));

    /// <summary>P_1 to P_K, one row each; P_0 is what they leave.</summary>
    public static GridTable Probabilities(ExamDefinition definition, ItemPool pool) =>
        new(definition, pool, static item => item.MaximumScore, static (item, theta, values) =>
        {
            Span<double> logs = stackalloc double[item.CategoryCount];
            item.LogProbabilities(theta, logs);
            for (int k = 1; k < logs.Length; k++)
            {
                values[k - 1] = PortableMath.Exp(logs[k]);
            }
        });

    /// <summary>log P_0 to log P_K, one row each.</summary>
    public static GridTable LogProbabilities(ExamDefinition definition, ItemPool pool) =>
        new(definition, pool, static item => item.CategoryCount, static (item, theta, values) => item.LogProbabilities(theta, values));

    /// <summary>One row of an item.</summary>
    public ReadOnlySpan<double> Row(int item, int row) => _rows[item].AsSpan(row * AbilityGrid.PointCount, AbilityGrid.PointCount);

    private static int DimensionOf(ExamDefinition definition, string topicArea)
    {
        int d = 0;
        while (definition.TopicAreas[d].Id != topicArea)
        {
            d++;
        }

        return d;
    }
}
