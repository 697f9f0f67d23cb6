using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Selection;

/// <summary>One of the best few items, all with the same chance (Kingsbury &amp; Zara 1989).</summary>
public sealed record Randomesque : ExposureControl
{
    /// <summary>How many of the best items are drawn from.</summary>
    public int Size { get; init; } = 5;

    /// <inheritdoc/>
    public override IExposureControl? Bind(ExamDefinition definition, ItemPool pool)
    {
        if (Size < 1)
        {
            throw new ArgumentException($"Randomesque selection draws from at least one item, but size = {Size}.", nameof(definition));
        }

        return new Bound(Size);
    }

    private sealed class Bound(int size) : IExposureControl
    {
        public int ListLength => size;

        public int Choose(SelectionContext context, ReadOnlySpan<Candidate> ranked) => context.Random.NextInt32(ranked.Length);
    }
}
