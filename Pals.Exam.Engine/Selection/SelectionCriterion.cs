using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Selection;

/// <summary>The options of a selection criterion: what makes one item better than another for the next step.</summary>
public abstract record SelectionCriterion
{
    /// <summary>Makes the criterion's function for one exam; tables that it needs are computed here, once.</summary>
    public abstract ISelectionCriterion Bind(ExamDefinition definition, ItemPool pool);
}

/// <summary>
/// A criterion bound to an exam. Shared by all threads, hence without mutable state; a pure function of the context that must not allocate.
/// </summary>
public interface ISelectionCriterion
{
    /// <summary>
    /// The value of giving each of <paramref name="items"/> next; the largest is chosen, ties go to the lower item index. Values must compare
    /// across topic areas: a criterion in units of information passes it through <see cref="SelectionContext.InformationGain"/>.
    /// </summary>
    void Evaluate(SelectionContext context, ReadOnlySpan<int> items, Span<double> values);
}

/// <summary>
/// Maximum Fisher information at the posterior mean of the item's topic area (Lord 1980), areas compared by <see cref="TopicAreaChoice"/>.
/// The engine finds the answer in an index instead of a scan.
/// </summary>
public sealed record MaximumInformation : SelectionCriterion
{
    /// <inheritdoc/>
    public override ISelectionCriterion Bind(ExamDefinition definition, ItemPool pool) => new InformationCriterion(pool, isAtCut: false);
}

/// <summary>An item and its value under the criterion of the exam.</summary>
/// <param name="Item">Index in the pool; for a case scenario its first item, the value being the scenario's mean.</param>
/// <param name="Value">The larger the better.</param>
public readonly record struct Candidate(int Item, double Value);
