using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Selection;

/// <summary>
/// The options of an exposure control method that acts during the exam. Eligibility by live counts (van der Linden &amp; Veldkamp 2004) acts when
/// an exam begins, through its excluded items, and combines with any of these.
/// </summary>
public abstract record ExposureControl
{
    /// <summary>Makes the method's function for one exam, or null when nothing is to be controlled.</summary>
    /// <exception cref="ArgumentException">An option is out of its domain or does not fit the pool.</exception>
    public abstract IExposureControl? Bind(ExamDefinition definition, ItemPool pool);
}

/// <summary>Always the best item.</summary>
public sealed record NoExposureControl : ExposureControl
{
    /// <inheritdoc/>
    public override IExposureControl? Bind(ExamDefinition definition, ItemPool pool) => null;
}

/// <summary>
/// An exposure control method bound to an exam. Shared by all threads, hence without mutable state; chance comes from
/// <see cref="SelectionContext.Random"/> alone. Must not allocate.
/// </summary>
public interface IExposureControl
{
    /// <summary>How many of the best candidates <see cref="Choose"/> wants to see; <see cref="int.MaxValue"/> for all.</summary>
    int ListLength { get; }

    /// <summary>How many it wants to see at this step, at most <see cref="ListLength"/>.</summary>
    int ListLengthAt(SelectionContext context) => ListLength;

    /// <summary>False when a list of all candidates may come in any order, which saves sorting it.</summary>
    bool NeedsOrder => true;

    /// <summary>A bit for each item of the pool that may be served at this step at all, or an empty span for every item (for strata).</summary>
    ReadOnlySpan<ulong> Admissible(SelectionContext context) => default;

    /// <summary>
    /// The place in <paramref name="ranked"/> (best first, never empty) of the item to give, or −1 to refuse every one of them: those are then
    /// set aside for the rest of the exam and the next best are offered. When none is left the last refused list's best is given.
    /// </summary>
    int Choose(SelectionContext context, ReadOnlySpan<Candidate> ranked);
}
