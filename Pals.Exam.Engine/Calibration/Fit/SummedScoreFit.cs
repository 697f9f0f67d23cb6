using MathNet.Numerics.Distributions;
using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Calibration.Fit;

/// <summary>S-X² of one item.</summary>
/// <param name="Statistic">S-X²; NaN when no degrees of freedom are left.</param>
/// <param name="DegreesOfFreedom">Cells less score groups less item parameters.</param>
/// <param name="PValue">Upper tail of χ².</param>
/// <param name="RootMeanSquareError">√max(0, (S-X²/df − 1)/(N − 1)), the misfit's size free of the sample's.</param>
public readonly record struct SummedScoreFitResult(double Statistic, int DegreesOfFreedom, double PValue, double RootMeanSquareError);

/// <summary>
/// S-X² (Orlando &amp; Thissen 2000; Kang &amp; Chen 2008 for items with several scores): candidates are grouped by summed score, and the observed
/// frequencies of each score on the item are compared with those the model expects in that group.
/// </summary>
/// <remarks>
/// E_sk = N_s Σ_q w_q S*(s − k | θ_q) P_k(θ_q) / Σ_q w_q S(s | θ_q), with S the summed-score likelihood of all items and S* that of all but the item.
/// Groups of one candidate join the next group; then, for scores 0 and 1, the lowest group with an expected frequency below
/// <see cref="SmallestExpected"/> joins its neighbour with the fewer candidates until none is left: the rule of mirt, whose figures are matched.
/// For more scores, neighbouring scores of a group are joined first.
/// </remarks>
public static class SummedScoreFit
{
    /// <summary>No cell's expected frequency is smaller after joining.</summary>
    public const double SmallestExpected = 1;

    /// <summary>Computes S-X² of every item from the candidates who answered all items.</summary>
    /// <param name="data">The responses.</param>
    /// <param name="items">Parameters of <paramref name="data"/>'s items, in its order.</param>
    /// <param name="population">The ability distribution.</param>
    /// <returns>One result an item; all NaN when no candidate answered every item.</returns>
    /// <exception cref="ArgumentException">The parameters do not match the data.</exception>
    public static SummedScoreFitResult[] Compute(ResponseData data, IReadOnlyList<ItemParameters> items, NormalPrior population)
    {
        ItemGrid.RequireMatching(data, items);
        var grid = new ItemGrid(items, population);
        double[][,] observed = Observe(data, items, out int candidates);
        var results = new SummedScoreFitResult[items.Count];
        if (candidates == 0)
        {
            Array.Fill(results, NotAvailable);
            return results;
        }

        var scores = new SummedScores(grid);
        scores.LeaveOneOut((i, others) =>
        {
            double[] all = scores.Add(others, i);
            List<ScoreGroup> groups = Groups(grid, i, observed[i], others, all);
            results[i] = Test(ScoreGroup.Collapse(groups), FreeParameters(items[i]), candidates);
        });
        return results;
    }

    /// <summary>Parameters a calibration estimates for the item alone: the common slope of 1PL items is not one of them.</summary>
    internal static int FreeParameters(ItemParameters item) => item.Model switch
    {
        ItemModel.Rasch or ItemModel.OneParameterLogistic => 1,
        ItemModel.TwoParameterLogistic => 2,
        ItemModel.ThreeParameterLogistic => 3,
        ItemModel.FourParameterLogistic => 4,
        _ => 1 + item.Thresholds.Length,
    };

    private static SummedScoreFitResult NotAvailable => new(double.NaN, 0, double.NaN, double.NaN);

    private static double[][,] Observe(ResponseData data, IReadOnlyList<ItemParameters> items, out int candidates)
    {
        int highest = items.Sum(item => item.MaximumScore);
        double[][,] observed = [.. items.Select(item => new double[highest + 1, item.CategoryCount])];
        candidates = 0;
        for (int n = 0; n < data.CandidateCount; n++)
        {
            ResponseRow row = data[n];
            if (row.Items.Length < items.Count)
            {
                continue;
            }

            candidates++;
            int sum = 0;
            foreach (byte score in row.Scores)
            {
                sum += score;
            }

            for (int i = 0; i < items.Count; i++)
            {
                observed[i][sum, row.Scores[i]]++;
            }
        }

        return observed;
    }

    private static List<ScoreGroup> Groups(ItemGrid grid, int item, double[,] observed, double[] others, double[] all)
    {
        int nodes = grid.Quadrature;
        int categories = observed.GetLength(1);
        int highest = observed.GetLength(0) - 1;
        int highestOfOthers = others.Length / nodes - 1;
        double[][] p = [.. Enumerable.Range(0, categories).Select(k => grid.Probability(item, k))];
        var groups = new List<ScoreGroup>();
        for (int s = 1; s < highest; s++)
        {
            double[] counts = new double[categories];
            double total = 0;
            for (int k = 0; k < categories; k++)
            {
                counts[k] = observed[s, k];
                total += counts[k];
            }

            if (total == 0)
            {
                continue;
            }

            double marginal = 0;
            for (int q = 0; q < nodes; q++)
            {
                marginal += grid.Weights[q] * all[s * nodes + q];
            }

            double[] expected = new double[categories];
            for (int k = 0; k < categories; k++)
            {
                int rest = s - k;
                if (rest >= 0 && rest <= highestOfOthers)
                {
                    double sum = 0;
                    for (int q = 0; q < nodes; q++)
                    {
                        sum += grid.Weights[q] * others[rest * nodes + q] * p[k][q];
                    }

                    expected[k] = total * sum / marginal;
                }
            }

            groups.Add(new ScoreGroup(counts, expected));
        }

        return groups;
    }

    private static SummedScoreFitResult Test(List<ScoreGroup> groups, int parameters, int candidates)
    {
        double statistic = 0;
        int cells = 0;
        foreach (ScoreGroup group in groups)
        {
            for (int k = 0; k < group.Expected.Length; k++)
            {
                if (group.Expected[k] > 0)
                {
                    double difference = group.Observed[k] - group.Expected[k];
                    statistic += difference * difference / group.Expected[k];
                    cells++;
                }
            }
        }

        int df = Math.Max(0, cells - groups.Count - parameters);
        return df == 0
            ? NotAvailable
            : new SummedScoreFitResult(
                statistic, df, 1 - ChiSquared.CDF(df, statistic), Math.Sqrt(Math.Max(0, (statistic / df - 1) / (candidates - 1))));
    }
}
