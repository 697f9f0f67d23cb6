using System.Collections.Immutable;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Selection;

/// <summary>
/// Sympson &amp; Hetter (1985): the best item is given with a probability k of its own; if it is not, it is set aside for the rest of the exam and the
/// next best has its turn. The parameters are found by simulation so that no item is met by more than a maximum share of the candidates
/// (<see cref="Simulation.SympsonHetterSearch"/>).
/// </summary>
public sealed record SympsonHetter : ExposureControl
{
    /// <summary>k by item id, each above 0 and at most 1; items without one have 1.</summary>
    public ImmutableSortedDictionary<string, double> Parameters { get; init; } = ImmutableSortedDictionary<string, double>.Empty;

    /// <inheritdoc/>
    public override IExposureControl? Bind(ExamDefinition definition, ItemPool pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        double[] k = new double[pool.Count];
        Array.Fill(k, 1);
        foreach ((string id, double value) in Parameters)
        {
            int item = pool.IndexOf(id);
            if (item < 0)
            {
                throw new ArgumentException($"Sympson–Hetter parameters name item {id}, which the pool does not hold.", nameof(pool));
            }

            if (!(value > 0 && value <= 1))
            {
                throw new ArgumentException($"The Sympson–Hetter parameter of item {id} must lie above 0 and be at most 1, but is {value:R}.", nameof(definition));
            }

            k[item] = value;
        }

        return new Bound(k);
    }

    private sealed class Bound(double[] k) : IExposureControl
    {
        public int ListLength => 1;

        public int Choose(SelectionContext context, ReadOnlySpan<Candidate> ranked)
        {
            // A stream for each item: the next best draws a number of its own at the same step.
            int item = ranked[0].Item;
            return new RandomStream(context.Random.NextUInt64(), (ulong)item).NextDouble() < k[item] ? 0 : -1;
        }
    }
}
