using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Ability;

/// <summary>The log-likelihood rows of every item and score of a pool, computed once.</summary>
internal sealed class LikelihoodTable
{
    private readonly long[][] _rows;

    public LikelihoodTable(ItemPool pool, int[] dimensionOfItem, ReadOnlySpan<AbilityGrid> grids)
    {
        _rows = new long[pool.Count][];
        for (int i = 0; i < _rows.Length; i++)
        {
            ItemParameters item = pool.Parameters(i);
            long[] rows = new long[item.CategoryCount * AbilityGrid.PointCount];
            for (int score = 0; score < item.CategoryCount; score++)
            {
                LikelihoodRow.Write(item, score, grids[dimensionOfItem[i]], rows.AsSpan(score * AbilityGrid.PointCount, AbilityGrid.PointCount));
            }

            _rows[i] = rows;
        }
    }

    public ReadOnlySpan<long> Row(int item, int score) => _rows[item].AsSpan(score * AbilityGrid.PointCount, AbilityGrid.PointCount);
}
