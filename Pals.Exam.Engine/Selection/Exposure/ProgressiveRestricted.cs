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

    /// <summary>What an item stands for: (1 − weight)·R + weight·value, R uniform between 0 and <paramref name="top"/>.</summary>
    internal static double Standing(Candidate candidate, double top, double weight, ulong seed)
    {
        // The number belongs to the item, so that it does not depend on which others are offered.
        double random = top * RandomStream.UniformAt(seed, (ulong)candidate.Item);
        return (1 - weight) * random + weight * candidate.Value;
    }

    internal sealed class Bound(int minimumLength) : IExposureControl
    {
        public int ListLength => int.MaxValue;

        public bool NeedsOrder => false;

        /// <summary>From the minimum length on the criterion alone decides.</summary>
        public int ListLengthAt(SelectionContext context) => context.Scored < minimumLength ? int.MaxValue : 1;

        /// <summary>The weight of the criterion.</summary>
        public double Weight(SelectionContext context) => Math.Min(1, (double)context.Scored / minimumLength);

        public int Choose(SelectionContext context, ReadOnlySpan<Candidate> ranked)
        {
            double weight = Weight(context);
            double floor = 0;
            double top = double.NegativeInfinity;
            foreach (Candidate candidate in ranked)
            {
                // Criteria whose values are not positive by nature are measured from the worst candidate.
                floor = Math.Min(floor, candidate.Value);
                top = Math.Max(top, candidate.Value);
            }

            ulong seed = context.Random.NextUInt64();
            int best = 0;
            double highest = double.NegativeInfinity;
            for (int i = 0; i < ranked.Length; i++)
            {
                double value = Standing(ranked[i] with { Value = ranked[i].Value - floor }, top - floor, weight, seed);
                if (value > highest || (value == highest && ranked[i].Item < ranked[best].Item))
                {
                    (best, highest) = (i, value);
                }
            }

            return best;
        }
    }
}
