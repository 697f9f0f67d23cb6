using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Ability;

/// <summary>The log-likelihood rows of every item and score of a pool, computed once.</summary>
internal sealed class LikelihoodTable
{
    private readonly long[] _rows;

    public LikelihoodTable(ItemPool pool, int[] dimensionOfItem, ReadOnlySpan<AbilityGrid> grids)
    {
        FirstRows = new int[pool.Count];
        int count = 0;
        for (int i = 0; i < FirstRows.Length; i++)
        {
            FirstRows[i] = count;
            count += pool.Parameters(i).CategoryCount;
        }

        _rows = new long[(long)count * AbilityGrid.PointCount];
        for (int i = 0; i < FirstRows.Length; i++)
        {
            ItemParameters item = pool.Parameters(i);
            for (int score = 0; score < item.CategoryCount; score++)
            {
                Span<long> row = _rows.AsSpan(checked((FirstRows[i] + score) * AbilityGrid.PointCount), AbilityGrid.PointCount);
                LikelihoodRow.Write(item, score, grids[dimensionOfItem[i]], row);
            }
        }
    }

    /// <summary>The number of each item's row for score 0; the rows of its other scores follow.</summary>
    public int[] FirstRows { get; }

    public ReadOnlySpan<long> Row(int row) => _rows.AsSpan(row * AbilityGrid.PointCount, AbilityGrid.PointCount);
}
