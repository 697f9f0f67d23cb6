using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Selection;

/// <summary>The worth of information at the estimate or at the cut, item by item: what <see cref="IndexedRanking"/> finds without looking at all.</summary>
internal sealed class InformationCriterion : ISelectionCriterion
{
    private readonly InformationKernel _kernel;
    private readonly bool _isAtCut;

    public InformationCriterion(ItemPool pool, bool isAtCut)
    {
        _kernel = new InformationKernel(pool);
        _isAtCut = isAtCut;
    }

    public InformationKernel Kernel => _kernel;

    public void Evaluate(SelectionContext context, ReadOnlySpan<int> items, Span<double> values)
    {
        for (int i = 0; i < items.Length; i++)
        {
            int d = context.Dimension(items[i]);
            double information = _kernel.Information(items[i], _isAtCut ? context.AbilityAtCut(d) : context.Mean(d));
            values[i] = context.InformationGain(d, information);
        }
    }
}
