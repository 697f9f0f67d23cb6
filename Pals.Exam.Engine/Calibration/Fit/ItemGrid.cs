using System.Numerics.Tensors;
using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Calibration.Fit;

/// <summary>
/// The response functions of a set of items on equally spaced abilities, and the population's weights there: what every marginal statistic
/// integrates over.
/// </summary>
internal sealed class ItemGrid
{
    /// <summary>Nodes on ±6 standard deviations: the quadrature of the calibration.</summary>
    public const int DefaultQuadrature = 61;

    private const double Range = 6;

    private readonly double[] _logProbabilities;
    private readonly double[] _logWeights;
    private readonly int[] _firstRow;

    public ItemGrid(IReadOnlyList<ItemParameters> items, NormalPrior population, int quadrature = DefaultQuadrature)
    {
        Items = items;
        Population = population;
        Nodes = new double[quadrature];
        Standardized = new double[quadrature];
        Weights = new double[quadrature];
        for (int q = 0; q < quadrature; q++)
        {
            Standardized[q] = -Range + 2 * Range * q / (quadrature - 1);
            Nodes[q] = population.Mean + population.StandardDeviation * Standardized[q];
            Weights[q] = Math.Exp(-Standardized[q] * Standardized[q] / 2);
        }

        double total = TensorPrimitives.Sum<double>(Weights);
        TensorPrimitives.Divide(Weights, total, Weights);
        _logWeights = [.. Weights.Select(weight => Math.Log(weight))];
        _firstRow = new int[items.Count + 1];
        for (int i = 0; i < items.Count; i++)
        {
            _firstRow[i + 1] = _firstRow[i] + items[i].CategoryCount;
        }

        _logProbabilities = new double[_firstRow[^1] * quadrature];
        double[] logs = new double[items.Count == 0 ? 0 : items.Max(item => item.CategoryCount)];
        for (int i = 0; i < items.Count; i++)
        {
            int count = items[i].CategoryCount;
            for (int q = 0; q < quadrature; q++)
            {
                items[i].LogProbabilities(Nodes[q], logs.AsSpan(0, count));
                for (int k = 0; k < count; k++)
                {
                    _logProbabilities[(_firstRow[i] + k) * quadrature + q] = logs[k];
                }
            }
        }
    }

    public IReadOnlyList<ItemParameters> Items { get; }

    public NormalPrior Population { get; }

    /// <summary>Number of nodes.</summary>
    public int Quadrature => Nodes.Length;

    /// <summary>The abilities.</summary>
    public double[] Nodes { get; }

    /// <summary>The abilities in the population's standard deviations from its mean.</summary>
    public double[] Standardized { get; }

    /// <summary>The population's share at each ability; they sum to 1.</summary>
    public double[] Weights { get; }

    /// <summary>log P(score = <paramref name="k"/>) of an item at every node.</summary>
    public ReadOnlySpan<double> LogProbability(int item, int k) =>
        _logProbabilities.AsSpan((_firstRow[item] + k) * Quadrature, Quadrature);

    /// <summary>P(score = <paramref name="k"/>) of an item at every node.</summary>
    public double[] Probability(int item, int k)
    {
        double[] p = new double[Quadrature];
        TensorPrimitives.Exp(LogProbability(item, k), p);
        return p;
    }

    /// <summary>The expected score of an item at every node.</summary>
    public double[] ExpectedScore(int item)
    {
        double[] mean = new double[Quadrature];
        for (int k = 1; k < Items[item].CategoryCount; k++)
        {
            double[] p = Probability(item, k);
            for (int q = 0; q < Quadrature; q++)
            {
                mean[q] += k * p[q];
            }
        }

        return mean;
    }

    /// <summary>The variance of an item's score at every node.</summary>
    public double[] ScoreVariance(int item)
    {
        double[] mean = ExpectedScore(item);
        double[] variance = new double[Quadrature];
        for (int k = 0; k < Items[item].CategoryCount; k++)
        {
            double[] p = Probability(item, k);
            for (int q = 0; q < Quadrature; q++)
            {
                variance[q] += (k - mean[q]) * (k - mean[q]) * p[q];
            }
        }

        return variance;
    }

    /// <summary>Fills <paramref name="posterior"/> with a candidate's posterior over the nodes and returns the log marginal likelihood.</summary>
    public double Posterior(ResponseRow row, Span<double> posterior)
    {
        _logWeights.CopyTo(posterior);
        for (int j = 0; j < row.Items.Length; j++)
        {
            TensorPrimitives.Add(posterior, LogProbability(row.Items[j], row.Scores[j]), posterior);
        }

        double max = TensorPrimitives.Max<double>(posterior);
        TensorPrimitives.Subtract(posterior, max, posterior);
        TensorPrimitives.Exp(posterior, posterior);
        double sum = TensorPrimitives.Sum<double>(posterior);
        TensorPrimitives.Divide(posterior, sum, posterior);
        return max + Math.Log(sum);
    }

    /// <summary>Refuses items that do not belong to <paramref name="data"/>.</summary>
    public static void RequireMatching(ResponseData data, IReadOnlyList<ItemParameters> items)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(items);
        if (items.Count != data.ItemCount)
        {
            throw new ArgumentException($"The data have {data.ItemCount} items, but parameters of {items.Count} are given.", nameof(items));
        }

        for (int i = 0; i < items.Count; i++)
        {
            if (data.CategoryCounts[i] > items[i].CategoryCount)
            {
                throw new ArgumentException(
                    $"Item {data.ItemIds[i]} has the score {data.CategoryCounts[i] - 1} in the data, but its highest score is {items[i].MaximumScore}.",
                    nameof(items));
            }
        }
    }
}
