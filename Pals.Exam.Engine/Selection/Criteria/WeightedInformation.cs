using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Selection;

/// <summary>Maximum posterior-weighted information ∫ I(θ) p(θ | answers) dθ (van der Linden 1998), areas compared by <see cref="TopicAreaChoice"/>.</summary>
public sealed record PosteriorWeightedInformation : SelectionCriterion
{
    /// <inheritdoc/>
    public override ISelectionCriterion Bind(ExamDefinition definition, ItemPool pool) =>
        new WeightedInformation(GridTable.Information(definition, pool), byLikelihood: false);
}

/// <summary>
/// Maximum likelihood-weighted information ∫ I(θ) L(θ) dθ / ∫ L(θ) dθ (Veerkamp &amp; Berger 1997): the posterior-weighted criterion without the
/// prior. Before the first answer of a topic area all abilities on its grid weigh the same.
/// </summary>
public sealed record LikelihoodWeightedInformation : SelectionCriterion
{
    /// <inheritdoc/>
    public override ISelectionCriterion Bind(ExamDefinition definition, ItemPool pool) =>
        new WeightedInformation(GridTable.Information(definition, pool), byLikelihood: true);
}

/// <summary>The two criteria above, from a table of information.</summary>
internal sealed class WeightedInformation(GridTable information, bool byLikelihood) : AreaCriterion
{
    /// <summary>Σ w_q I(θ_q): the integral on any grid, with weights that hold density and spacing.</summary>
    public static double Value(ItemParameters item, ReadOnlySpan<double> nodes, ReadOnlySpan<double> weights)
    {
        double sum = 0;
        for (int q = 0; q < nodes.Length; q++)
        {
            sum += weights[q] * item.Information(nodes[q]);
        }

        return sum;
    }

    protected override double Prepare(SelectionContext context, int d, Span<double> weights)
    {
        if (byLikelihood)
        {
            context.WriteLikelihood(d, weights);
        }
        else
        {
            context.WritePosterior(d, weights);
        }

        return 0;
    }

    protected override double Value(SelectionContext context, int d, int item, ReadOnlySpan<double> weights, double constant) =>
        context.InformationGain(d, GridKernel.Dot(information.Row(item, 0), weights));
}
