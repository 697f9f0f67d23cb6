using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Selection;

/// <summary>
/// Maximum Fisher information at the cut score (Spray &amp; Reckase 1994), for exams that only classify. Each topic area is taken at its most likely
/// ability if the composite stood exactly at the cut, m_d + (w'V e_d)(cut − w'm) / w'Vw.
/// </summary>
public sealed record InformationAtCut : SelectionCriterion
{
    /// <inheritdoc/>
    public override ISelectionCriterion Bind(ExamDefinition definition, ItemPool pool) => new InformationCriterion(pool, isAtCut: true);
}

/// <summary>
/// The item whose difficulty is closest to the estimate of its topic area (Urry 1970): the least |b − θ̂|, with b the mean of the thresholds of an
/// item with categories. Its value is −|b − θ̂| in logits in every area.
/// </summary>
public sealed record ClosestDifficulty : SelectionCriterion
{
    /// <inheritdoc/>
    public override ISelectionCriterion Bind(ExamDefinition definition, ItemPool pool) => new Bound();

    private sealed class Bound : ISelectionCriterion
    {
        public void Evaluate(SelectionContext context, ReadOnlySpan<int> items, Span<double> values)
        {
            for (int i = 0; i < items.Length; i++)
            {
                values[i] = -Math.Abs(context.Pool.Parameters(items[i]).Difficulty - context.Mean(context.Dimension(items[i])));
            }
        }
    }
}

/// <summary>Any item that may be served, all with the same chance: the baseline that every other criterion is compared with.</summary>
public sealed record RandomItem : SelectionCriterion
{
    /// <inheritdoc/>
    public override ISelectionCriterion Bind(ExamDefinition definition, ItemPool pool) => new Bound();

    private sealed class Bound : ISelectionCriterion
    {
        public void Evaluate(SelectionContext context, ReadOnlySpan<int> items, Span<double> values)
        {
            for (int i = 0; i < items.Length; i++)
            {
                // A stream for each item, so that its number does not depend on which others are offered.
                RandomStream random = new(context.CriterionRandom.NextUInt64(), (ulong)items[i]);
                values[i] = random.NextDouble();
            }
        }
    }
}
