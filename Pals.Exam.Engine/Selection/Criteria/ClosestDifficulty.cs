using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Selection;

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
