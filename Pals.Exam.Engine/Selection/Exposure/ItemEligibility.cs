using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Selection;

/// <summary>
/// Item eligibility with a maximum exposure rate (van der Linden &amp; Veldkamp 2007): before an exam begins each item is made ineligible with a
/// probability that live counts say. An item was eligible in ε exams and given in α of them; for a maximum rate r it is eligible in the next exam
/// with probability min(1, rε/α), or 1 while α = 0. The rate then stays at r without any calibration, whoever sits the exam.
/// </summary>
public static class ItemEligibility
{
    /// <summary>Draws the items that one exam must not give, to be passed to <see cref="Exams.AdaptiveExam.Begin"/>.</summary>
    /// <param name="pool">The pool; pretest items are always eligible.</param>
    /// <param name="maximumRate">r, above 0 and at most 1.</param>
    /// <param name="eligible">ε for every item of the pool.</param>
    /// <param name="given">α for every item of the pool.</param>
    /// <param name="random">The source of chance.</param>
    /// <returns>Indexes of the ineligible items, those farthest above the rate first.</returns>
    /// <exception cref="ArgumentException">The rate is out of its domain, or there is not one count for each item.</exception>
    public static int[] DrawExcluded(
        ItemPool pool, double maximumRate, ReadOnlySpan<long> eligible, ReadOnlySpan<long> given, ref RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(pool);
        if (!(maximumRate > 0 && maximumRate <= 1))
        {
            throw new ArgumentException($"A maximum exposure rate above 0 and at most 1 is expected, but it is {maximumRate:R}.", nameof(maximumRate));
        }

        if (eligible.Length != pool.Count || given.Length != pool.Count)
        {
            throw new ArgumentException($"The pool has {pool.Count} items, but there are {eligible.Length} and {given.Length} counts.", nameof(eligible));
        }

        return new EligibilityDraw(pool, maximumRate, eligible, given).Excluded(ref random);
    }
}
