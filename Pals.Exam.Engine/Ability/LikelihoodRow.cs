using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Ability;

/// <summary>
/// The log-likelihood of one answer on a grid, in fixed point: integers in units of 2⁻⁴⁰. Integers add without rounding, so that a curve does
/// not depend on the order of the answers, not even in its last bit; a unit is 9e-13, far below what a candidate's answers can tell apart.
/// </summary>
public static class LikelihoodRow
{
    /// <summary>The value of one unit.</summary>
    public const double Unit = 1.0 / (1L << 40);

    /// <summary>The lowest log-probability kept: 1,000 answers at the floor still fit into a 64-bit sum.</summary>
    internal const double Floor = -4096;

    /// <summary>Writes log P(score | θ) at every grid point, in the order in which curves are stored (see <see cref="AbilityGrid"/>).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The item has no such score.</exception>
    public static void Write(ItemParameters item, int score, AbilityGrid grid, Span<long> destination)
    {
        ArgumentNullException.ThrowIfNull(item);
        if ((uint)score > (uint)item.MaximumScore)
        {
            throw new ArgumentOutOfRangeException(nameof(score), score, $"A score between 0 and {item.MaximumScore} is expected.");
        }

        Span<double> log = stackalloc double[item.CategoryCount];
        for (int k = 0; k < AbilityGrid.PointCount; k++)
        {
            item.LogProbabilities(grid[k], log);
            destination[AbilityGrid.Place(k)] = (long)Math.Round(Math.Max(log[score], Floor) / Unit);
        }
    }
}
