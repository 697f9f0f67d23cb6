using System.Runtime.Intrinsics;
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
        Span<double> points = stackalloc double[context.Dimensions];
        Span<GainScale> scales = stackalloc GainScale[context.Dimensions];
        for (int d = 0; d < points.Length; d++)
        {
            points[d] = _isAtCut ? context.AbilityAtCut(d) : context.Mean(d);
            scales[d] = GainScale.Create(context, d);
        }

        Span<double> theta = stackalloc double[8];
        int i = 0;
        for (; i + 8 <= items.Length; i += 8)
        {
            for (int k = 0; k < 8; k++)
            {
                theta[k] = points[context.Dimension(items[i + k])];
            }

            _kernel.Information(items.Slice(i, 8), Vector512.Create<double>(theta), values[i..]);
        }

        for (; i < items.Length; i++)
        {
            values[i] = _kernel.Information(items[i], points[context.Dimension(items[i])]);
        }

        for (i = 0; i < items.Length; i++)
        {
            values[i] = scales[context.Dimension(items[i])].Gain(values[i]);
        }
    }
}
