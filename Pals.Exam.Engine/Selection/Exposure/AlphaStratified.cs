using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Selection;

/// <summary>
/// a-stratified selection (Chang &amp; Ying 1999): the items of each topic area are cut into strata of rising discrimination; early steps, when ability is
/// hardly known, use the low strata, and sharp items are kept for the end. Usually with <see cref="ClosestDifficulty"/>. The strata share the
/// minimum length evenly; from there on the last is open, and where a stratum has nothing left that the blueprint allows, all are.
/// </summary>
public sealed record AlphaStratified : ExposureControl
{
    /// <summary>Number of strata.</summary>
    public int Strata { get; init; } = 4;

    /// <inheritdoc/>
    public override IExposureControl? Bind(ExamDefinition definition, ItemPool pool)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(pool);
        if (Strata < 1 || Strata > definition.MinimumLength)
        {
            throw new ArgumentException(
                $"There must be between one stratum and as many as the minimum length of {definition.MinimumLength}, but there are {Strata}.", nameof(definition));
        }

        ulong[][] masks = [.. Enumerable.Range(0, Strata).Select(_ => Bits.Create(pool.Count))];
        var areas = Enumerable.Range(0, pool.Count).Where(i => !pool.IsPretest(i)).GroupBy(pool.TopicArea);
        foreach (IGrouping<int, int> area in areas)
        {
            int[] ordered = [.. area.OrderBy(i => pool.Parameters(i).Discrimination).ThenBy(pool.ItemId, StringComparer.Ordinal)];
            for (int k = 0; k < ordered.Length; k++)
            {
                Bits.Set(masks[(int)((long)k * Strata / ordered.Length)], ordered[k]);
            }
        }

        return new Bound(masks, definition.MinimumLength);
    }

    private sealed class Bound(ulong[][] masks, int minimumLength) : IExposureControl
    {
        public int ListLength => 1;

        public ReadOnlySpan<ulong> Admissible(SelectionContext context) =>
            masks[Math.Min(masks.Length - 1, context.Scored * masks.Length / minimumLength)];

        public int Choose(SelectionContext context, ReadOnlySpan<Candidate> ranked) => 0;
    }
}
