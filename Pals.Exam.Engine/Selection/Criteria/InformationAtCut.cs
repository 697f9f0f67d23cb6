using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Selection;

/// <summary>
/// Maximum Fisher information at the cut score (Spray &amp; Reckase 1994), for exams that only classify. Each topic area is taken at its most likely
/// ability if the composite stood exactly at the cut, m_d + (w'V e_d)(cut − w'm) / w'Vw.
/// </summary>
public sealed record InformationAtCut : SelectionCriterion
{
    /// <inheritdoc/>
    public override ISelectionCriterion Bind(ExamDefinition definition, ItemPool pool) => new InformationCriterion(pool, isAtCut: true);
}
