using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Selection;

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
