using Pals.Exam.Engine.Ability;

namespace Pals.Exam.Engine.Selection;

/// <summary>
/// A criterion that looks at one dimension of ability at a time: what is common to the items of a dimension is prepared once, then each item is
/// valued. Nothing is allocated.
/// </summary>
internal abstract class AreaCriterion : ISelectionCriterion
{
    public void Evaluate(SelectionContext context, ReadOnlySpan<int> items, Span<double> values)
    {
        Span<double> weights = stackalloc double[AbilityGrid.PointCount];
        for (int d = 0; d < context.Dimensions; d++)
        {
            bool isPrepared = false;
            double constant = 0;
            for (int i = 0; i < items.Length; i++)
            {
                if (context.Dimension(items[i]) != d)
                {
                    continue;
                }

                if (!isPrepared)
                {
                    constant = Prepare(context, d, weights);
                    isPrepared = true;
                }

                values[i] = Value(context, d, items[i], weights, constant);
            }
        }
    }

    /// <summary>Writes the weights that all items of dimension <paramref name="d"/> are valued with, and returns a number for them.</summary>
    protected abstract double Prepare(SelectionContext context, int d, Span<double> weights);

    /// <summary>The value of giving <paramref name="item"/> next.</summary>
    protected abstract double Value(SelectionContext context, int d, int item, ReadOnlySpan<double> weights, double constant);
}
