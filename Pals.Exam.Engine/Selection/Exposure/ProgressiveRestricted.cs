using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Selection;

/// <summary>
/// The progressive method (Revuelta &amp; Ponsoda 1998): the item with the largest (1 − w)·R + w·value, R uniform between 0 and the largest value. The
/// weight w of the criterion rises from 0 at the first item to 1 at the minimum length, when a decision may fall. The restriction of the
/// progressive restricted method is the definition's maximum exposure rate, which takes items out before the exam begins.
/// </summary>
public sealed record ProgressiveRestricted : ExposureControl
{
    /// <inheritdoc/>
    public override IExposureControl? Bind(ExamDefinition definition, ItemPool pool) => new Bound(definition.MinimumLength);

    private sealed class Bound(int minimumLength) : IExposureControl
    {
        public int ListLength => int.MaxValue;

        public int Choose(SelectionContext context, ReadOnlySpan<Candidate> ranked)
        {
            double weight = Math.Min(1, (double)context.Scored / minimumLength);
            ulong seed = context.Random.NextUInt64();

            // Criteria whose values are not positive by nature are measured from the worst candidate.
            double floor = Math.Min(0, ranked[^1].Value);
            double range = ranked[0].Value - floor;
            int best = 0;
            double highest = double.NegativeInfinity;
            for (int i = 0; i < ranked.Length; i++)
            {
                // A stream for each item, so that its number does not depend on which others are offered.
                double random = range * new RandomStream(seed, (ulong)ranked[i].Item).NextDouble();
                double value = (1 - weight) * random + weight * (ranked[i].Value - floor);
                if (value > highest)
                {
                    (best, highest) = (i, value);
                }
            }

            return best;
        }
    }
}
