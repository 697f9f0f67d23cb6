using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Selection;

/// <summary>
/// Kullback–Leibler information around the estimate (Chang &amp; Ying 1996): ∫ K(θ̂ ‖ θ) dθ over θ̂ ± δ with
/// K(θ̂ ‖ θ) = Σ_k P_k(θ̂) log(P_k(θ̂)/P_k(θ)) and δ = c/√n after n scored answers, so that the search narrows as the exam goes on.
/// </summary>
/// <remarks>
/// For small δ the integral tends to I(θ̂)δ³/3; it is compared across topic areas as the information that it amounts to, 3/δ³ times the integral.
/// </remarks>
public sealed record KullbackLeiblerInformation : SelectionCriterion
{
    /// <summary>c, in logits; 3 as Chang and Ying propose.</summary>
    public double Width { get; init; } = 3;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException"><see cref="Width"/> is not positive.</exception>
    public override ISelectionCriterion Bind(ExamDefinition definition, ItemPool pool)
    {
        if (!(Width > 0 && double.IsFinite(Width)))
        {
            throw new ArgumentException($"The width of Kullback–Leibler information must be positive, but is {Width:R}.", nameof(definition));
        }

        return new Bound(Width);
    }

    private sealed class Bound(double width) : ISelectionCriterion
    {
        public void Evaluate(SelectionContext context, ReadOnlySpan<int> items, Span<double> values)
        {
            double delta = width / Math.Sqrt(Math.Max(context.Scored, 1));
            double scale = 3 / (delta * delta * delta);
            for (int i = 0; i < items.Length; i++)
            {
                int d = context.Dimension(items[i]);
                double integral = KullbackLeibler.Integral(context.Pool.Parameters(items[i]), context.Mean(d), delta);
                values[i] = context.InformationGain(d, scale * integral);
            }
        }
    }
}

/// <summary>
/// Posterior-weighted Kullback–Leibler information (Chang &amp; Ying 1996): ∫ K(θ̂ ‖ θ) p(θ | answers) dθ with θ̂ the posterior mean.
/// </summary>
/// <remarks>
/// For a narrow posterior it tends to I(θ̂)V/2 with V the posterior variance; it is compared across topic areas as the information that it amounts
/// to, 2/V times the integral.
/// </remarks>
public sealed record PosteriorWeightedKullbackLeibler : SelectionCriterion
{
    /// <inheritdoc/>
    public override ISelectionCriterion Bind(ExamDefinition definition, ItemPool pool) => new Bound(GridTable.LogProbabilities(definition, pool));

    private sealed class Bound(GridTable logs) : AreaCriterion
    {
        protected override double Prepare(SelectionContext context, int d, Span<double> weights)
        {
            context.WritePosterior(d, weights);
            return 2 / context.Variance(d);
        }

        protected override double Value(SelectionContext context, int d, int item, ReadOnlySpan<double> weights, double constant)
        {
            ItemParameters parameters = context.Pool.Parameters(item);
            Span<double> atEstimate = stackalloc double[parameters.CategoryCount];
            parameters.LogProbabilities(context.Mean(d), atEstimate);
            double sum = 0;
            for (int k = 0; k < atEstimate.Length; k++)
            {
                sum += PortableMath.Exp(atEstimate[k]) * (atEstimate[k] - GridKernel.Dot(logs.Row(item, k), weights));
            }

            return context.InformationGain(d, constant * sum);
        }
    }
}

/// <summary>The Kullback–Leibler information of an item.</summary>
internal static class KullbackLeibler
{
    // K has its minimum 0 at θ̂ and is smooth: eleven Gauss–Legendre points on each side integrate it to better than 1e-9 for a·δ up to 10.
    private static readonly double[] Nodes =
    [
        -0.978228658146057, -0.887062599768095, -0.730152005574049, -0.519096129206812, -0.269543155952345, 0,
        0.269543155952345, 0.519096129206812, 0.730152005574049, 0.887062599768095, 0.978228658146057,
    ];

    private static readonly double[] Weights =
    [
        0.0556685671161737, 0.125580369464905, 0.186290210927734, 0.233193764591990, 0.262804544510247, 0.272925086777901,
        0.262804544510247, 0.233193764591990, 0.186290210927734, 0.125580369464905, 0.0556685671161737,
    ];

    /// <summary>K(θ̂ ‖ θ) = Σ_k P_k(θ̂) log(P_k(θ̂)/P_k(θ)).</summary>
    public static double Divergence(ItemParameters item, double estimate, double theta)
    {
        Span<double> at = stackalloc double[item.CategoryCount];
        Span<double> other = stackalloc double[item.CategoryCount];
        item.LogProbabilities(estimate, at);
        item.LogProbabilities(theta, other);
        return Divergence(at, other);
    }

    /// <summary>∫ K(θ̂ ‖ θ) dθ over θ̂ ± δ.</summary>
    public static double Integral(ItemParameters item, double estimate, double delta)
    {
        Span<double> at = stackalloc double[item.CategoryCount];
        Span<double> other = stackalloc double[item.CategoryCount];
        item.LogProbabilities(estimate, at);
        double half = 0.5 * delta;
        double sum = 0;
        for (int q = 0; q < Nodes.Length; q++)
        {
            item.LogProbabilities(estimate - half + half * Nodes[q], other);
            double left = Divergence(at, other);
            item.LogProbabilities(estimate + half + half * Nodes[q], other);
            sum += Weights[q] * (left + Divergence(at, other));
        }

        return half * sum;
    }

    private static double Divergence(ReadOnlySpan<double> at, ReadOnlySpan<double> other)
    {
        double sum = 0;
        for (int k = 0; k < at.Length; k++)
        {
            sum += PortableMath.Exp(at[k]) * (at[k] - other[k]);
        }

        return sum;
    }
}
