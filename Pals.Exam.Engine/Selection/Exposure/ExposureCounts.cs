using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Selection;

/// <summary>
/// The live counts behind a maximum exposure rate: in how many exams each item was eligible, and in how many given
/// (see <see cref="ItemEligibility"/>). Not safe for several threads at once.
/// </summary>
/// <param name="items">Number of items of the pool.</param>
public sealed class ExposureCounts(int items)
{
    private readonly long[] _eligible = new long[items];
    private readonly long[] _given = new long[items];

    /// <summary>Counts an exam.</summary>
    /// <param name="excluded">Indexes of the items that were not eligible.</param>
    /// <param name="given">Indexes of the items that were given.</param>
    public void Add(ReadOnlySpan<int> excluded, ReadOnlySpan<int> given)
    {
        for (int i = 0; i < _eligible.Length; i++)
        {
            _eligible[i]++;
        }

        foreach (int item in excluded)
        {
            _eligible[item]--;
        }

        foreach (int item in given)
        {
            _given[item]++;
        }
    }

    /// <summary>Adds other counts of the same pool.</summary>
    public void Add(ExposureCounts other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (int i = 0; i < _eligible.Length; i++)
        {
            _eligible[i] += other._eligible[i];
            _given[i] += other._given[i];
        }
    }

    /// <summary>Draws the items that the next exam must not give (see <see cref="ItemEligibility.DrawExcluded"/>).</summary>
    public int[] DrawExcluded(ItemPool pool, double maximumRate, ref RandomStream random) =>
        ItemEligibility.DrawExcluded(pool, maximumRate, _eligible, _given, ref random);

    /// <summary>What draws have in common until the counts change.</summary>
    internal EligibilityDraw Draw(ItemPool pool, double maximumRate) => new(pool, maximumRate, _eligible, _given);
}
