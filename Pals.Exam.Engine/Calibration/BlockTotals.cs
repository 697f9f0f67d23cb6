namespace Pals.Exam.Engine.Calibration;

/// <summary>Gathers each item's expected counts from the totals of its block's rows.</summary>
internal static class BlockTotals
{
    /// <summary>
    /// Fills the counts of the block's items; <paramref name="totals"/> are used up. The last item's scores are contiguous stretches of rows; once
    /// it is counted, its stretches are added up and the item before is the last.
    /// </summary>
    public static void Fold(ResponseRows.Block block, Span<double> totals, int stride, double[][] counts)
    {
        int rest = block.RowCount;
        for (int j = block.Items.Length - 1; j >= 0; j--)
        {
            rest /= block.States(j);
            Span<double> item = counts[block.Items[j]];
            item.Clear();
            for (int state = block.MissingStates; state < block.States(j); state++)
            {
                Span<double> own = item.Slice((state - block.MissingStates) * stride, stride);
                for (int c = 0; c < rest; c++)
                {
                    VectorFunctions.Add(own, totals.Slice((state * rest + c) * stride, stride), own);
                }
            }

            Span<double> first = totals[..(rest * stride)];
            for (int state = 1; state < block.States(j) && j > 0; state++)
            {
                VectorFunctions.Add(first, totals.Slice(state * rest * stride, rest * stride), first);
            }
        }
    }
}
