using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Ability;

/// <summary>The log-likelihood rows of every item and score of a pool, computed once.</summary>
internal sealed class LikelihoodTable
{
    private readonly long[] _rows;
    private readonly int[] _firstRow;

    public LikelihoodTable(ItemPool pool, int[] dimensionOfItem, ReadOnlySpan<AbilityGrid> grids)
    {
        _firstRow = new int[pool.Count];
        int count = 0;
        for (int i = 0; i < _firstRow.Length; i++)
        {
            _firstRow[i] = count;
            count += pool.Parameters(i).CategoryCount;
        }

        _rows = new long[(long)count * AbilityGrid.PointCount];
        for (int i = 0; i < _firstRow.Length; i++)
        {
            ItemParameters item = pool.Parameters(i);
            for (int score = 0; score < item.CategoryCount; score++)
            {
                LikelihoodRow.Write(item, score, grids[dimensionOfItem[i]], _rows.AsSpan(Place(i, score), AbilityGrid.PointCount));
            }
        }
    }

    public ReadOnlySpan<long> Row(int item, int score) => _rows.AsSpan(Place(item, score), AbilityGrid.PointCount);

    private int Place(int item, int score) => checked((_firstRow[item] + score) * AbilityGrid.PointCount);
}
