using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Calibration.Fit;

/// <summary>An item's mean score among candidates of about one ability.</summary>
/// <param name="Ability">Mean ability of the group, in logits.</param>
/// <param name="Candidates">Expected number of candidates in the group.</param>
/// <param name="Observed">Their mean score.</param>
/// <param name="Expected">The mean score under the model.</param>
/// <param name="StandardError">Standard error of the observed mean score if the model holds.</param>
public readonly record struct EmpiricalPoint(double Ability, double Candidates, double Observed, double Expected, double StandardError);

/// <summary>An item's observed curve beside the model's.</summary>
/// <param name="Points">Groups with at least one expected candidate, by rising ability.</param>
/// <param name="RootMeanSquareDeviation">
/// RMSD: √Σ w(observed − expected)², weighted by candidates and divided by the highest score; 0.1 and more is a visible misfit (Oliveri &amp; von Davier 2011).
/// Defined for any pattern of missing responses, where S-X² is not.
/// </param>
public sealed record EmpiricalCurve(IReadOnlyList<EmpiricalPoint> Points, double RootMeanSquareDeviation);

/// <summary>
/// Observed response curves: every candidate counts in every ability group by the posterior probability of belonging to it. Under the model the expectation of such
/// a mean score is exactly the model's curve (Bock &amp; Aitkin 1981), which is not so for groups of ability estimates.
/// </summary>
public static class EmpiricalCurves
{
    /// <summary>Quadrature nodes that make one group: groups are 0.6 standard deviations wide.</summary>
    private const int NodesPerGroup = 3;

    private const double FewestCandidates = 1;

    /// <summary>Computes the observed curve of every item.</summary>
    /// <param name="data">The responses.</param>
    /// <param name="items">Parameters of <paramref name="data"/>'s items, in its order.</param>
    /// <param name="population">The ability distribution.</param>
    /// <exception cref="ArgumentException">The parameters do not match the data.</exception>
    public static EmpiricalCurve[] Compute(ResponseData data, IReadOnlyList<ItemParameters> items, NormalPrior population)
    {
        ItemGrid.RequireMatching(data, items);
        var grid = new ItemGrid(items, population);
        int groups = (grid.Quadrature + NodesPerGroup - 1) / NodesPerGroup;
        double[] counts = new double[items.Count * groups];
        double[] scores = new double[counts.Length];
        double[] nodeCounts = new double[items.Count * grid.Quadrature];
        double[] posterior = new double[grid.Quadrature];
        double[] inGroup = new double[groups];
        for (int n = 0; n < data.CandidateCount; n++)
        {
            ResponseRow row = data[n];
            grid.Posterior(row, posterior);
            Array.Clear(inGroup);
            for (int q = 0; q < posterior.Length; q++)
            {
                inGroup[q / NodesPerGroup] += posterior[q];
            }

            for (int j = 0; j < row.Items.Length; j++)
            {
                int start = row.Items[j] * groups;
                for (int g = 0; g < groups; g++)
                {
                    counts[start + g] += inGroup[g];
                    scores[start + g] += inGroup[g] * row.Scores[j];
                }

                int node = row.Items[j] * grid.Quadrature;
                for (int q = 0; q < posterior.Length; q++)
                {
                    nodeCounts[node + q] += posterior[q];
                }
            }
        }

        return [.. Enumerable.Range(0, items.Count).Select(i => Curve(
            grid, i, counts.AsSpan(i * groups, groups), scores.AsSpan(i * groups, groups), nodeCounts.AsSpan(i * grid.Quadrature, grid.Quadrature)))];
    }

    private static EmpiricalCurve Curve(
        ItemGrid grid, int item, ReadOnlySpan<double> counts, ReadOnlySpan<double> scores, ReadOnlySpan<double> nodeCounts)
    {
        double[] mean = grid.ExpectedScore(item);
        double[] variance = grid.ScoreVariance(item);
        var points = new List<EmpiricalPoint>();
        double total = 0;
        double squares = 0;
        for (int g = 0; g < counts.Length; g++)
        {
            if (counts[g] < FewestCandidates)
            {
                continue;
            }

            double ability = 0;
            double expected = 0;
            double spread = 0;
            for (int q = g * NodesPerGroup; q < Math.Min((g + 1) * NodesPerGroup, grid.Quadrature); q++)
            {
                double share = nodeCounts[q] / counts[g];
                ability += share * grid.Nodes[q];
                expected += share * mean[q];
                spread += share * variance[q];
            }

            double observed = scores[g] / counts[g];
            points.Add(new EmpiricalPoint(ability, counts[g], observed, expected, Math.Sqrt(spread / counts[g])));
            total += counts[g];
            squares += counts[g] * (observed - expected) * (observed - expected);
        }

        return new EmpiricalCurve(points, total > 0 ? Math.Sqrt(squares / total) / grid.Items[item].MaximumScore : double.NaN);
    }
}
