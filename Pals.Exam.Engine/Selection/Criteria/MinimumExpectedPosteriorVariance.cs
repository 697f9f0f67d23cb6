using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Selection;

/// <summary>
/// Minimum expected posterior variance (Owen 1975; van der Linden 1998): Σ_k p(k | answers) Var(θ | answers, k), each score k weighted with its
/// posterior predictive probability.
/// </summary>
/// <remarks>
/// By the law of total variance it equals Var(θ | answers) − Σ_k M_k² / p_k with p_k = ∫ P_k p(θ) dθ and M_k = ∫ (θ − m) P_k p(θ) dθ, so that
/// an item costs two dot products for each score above 0. What θ_d gains is carried over to the composite by regression, β = w'V e_d / V_dd.
/// </remarks>
public sealed record MinimumExpectedPosteriorVariance : SelectionCriterion
{
    /// <inheritdoc/>
    public override ISelectionCriterion Bind(ExamDefinition definition, ItemPool pool) => new Bound(GridTable.Probabilities(definition, pool), pool);

    /// <summary>
    /// How much one item is expected to lower the posterior variance, Var(θ) − Σ_k p_k Var(θ | k), from weights that sum to 1.
    /// </summary>
    internal static double Reduction(ItemParameters item, ReadOnlySpan<double> nodes, ReadOnlySpan<double> weights)
    {
        double mean = 0;
        for (int q = 0; q < nodes.Length; q++)
        {
            mean += weights[q] * nodes[q];
        }

        Span<double> zero = stackalloc double[item.CategoryCount];
        Span<double> first = stackalloc double[item.CategoryCount];
        Span<double> logs = stackalloc double[item.CategoryCount];
        zero.Clear();
        first.Clear();
        for (int q = 0; q < nodes.Length; q++)
        {
            item.LogProbabilities(nodes[q], logs);
            for (int k = 0; k < logs.Length; k++)
            {
                double joint = weights[q] * Math.Exp(logs[k]);
                zero[k] += joint;
                first[k] += joint * (nodes[q] - mean);
            }
        }

        double reduction = 0;
        for (int k = 0; k < logs.Length; k++)
        {
            reduction += zero[k] > 0 ? first[k] * first[k] / zero[k] : 0;
        }

        return reduction;
    }

    private sealed class Bound(GridTable probabilities, ItemPool pool) : ISelectionCriterion
    {
        private readonly int[] _maximumScore = [.. Enumerable.Range(0, pool.Count).Select(i => pool.Parameters(i).MaximumScore)];

        public void Evaluate(SelectionContext context, ReadOnlySpan<int> items, Span<double> values)
        {
            Span<double> weights = stackalloc double[AbilityGrid.PointCount];
            Span<double> moments = stackalloc double[AbilityGrid.PointCount];
            for (int d = 0; d < context.Dimensions; d++)
            {
                (double variance, bool isPrepared) = (0, false);
                for (int i = 0; i < items.Length; i++)
                {
                    if (context.Dimension(items[i]) != d)
                    {
                        continue;
                    }

                    if (!isPrepared)
                    {
                        context.WritePosterior(d, weights);
                        variance = Centre(context.Grid(d), weights, moments);
                        isPrepared = true;
                    }

                    values[i] = context.VarianceGain(d, Reduction(items[i], weights, moments), variance);
                }
            }
        }

        /// <summary>Writes w_q(θ_q − m) and returns the variance.</summary>
        private static double Centre(AbilityGrid grid, ReadOnlySpan<double> weights, Span<double> moments)
        {
            double mean = 0;
            for (int q = 0; q < weights.Length; q++)
            {
                mean += weights[q] * grid[q];
            }

            double variance = 0;
            for (int q = 0; q < weights.Length; q++)
            {
                double deviation = grid[q] - mean;
                moments[q] = weights[q] * deviation;
                variance += moments[q] * deviation;
            }

            return variance;
        }

        private double Reduction(int item, ReadOnlySpan<double> weights, ReadOnlySpan<double> moments)
        {
            double rest = 1;
            double restMoment = 0;
            double reduction = 0;
            for (int k = 0; k < _maximumScore[item]; k++)
            {
                (double p, double moment) = GridKernel.Dots(probabilities.Row(item, k), weights, moments);
                rest -= p;
                restMoment -= moment;
                reduction += p > 0 ? moment * moment / p : 0;
            }

            return reduction + (rest > 0 ? restMoment * restMoment / rest : 0);
        }
    }
}
