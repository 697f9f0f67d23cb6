using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.ItemBank.Definitions;

/// <summary>
/// An exam as its YAML describes it. Where the passing standard is a percentage of the reference form, the cut in logits follows only from
/// the item parameters, so that the exam proper is a function of this and a pool.
/// </summary>
/// <param name="Name">Name of the file or resource, for messages.</param>
/// <param name="Text">The YAML itself.</param>
/// <param name="Template">The definition; its cut is in place only when the standard was given in logits.</param>
/// <param name="PercentCorrect">The standard as a percentage, or null when it was given in logits.</param>
public sealed record DefinitionFile(string Name, string Text, ExamDefinition Template, double? PercentCorrect)
{
    /// <summary>How the exam is given.</summary>
    public ExamDelivery Delivery { get; init; }

    /// <summary>True when all candidates who get a form get the same questions, and may go to and fro among them.</summary>
    public bool IsFixedForm => Delivery == ExamDelivery.FixedForm;

    /// <summary>The name under which the programme's bank is kept.</summary>
    public string BankName => Template.Programme.ToLowerInvariant();

    /// <summary>The definition with its cut in logits under the parameters of <paramref name="pool"/>.</summary>
    /// <exception cref="InputException">The pool cannot reach the percentage.</exception>
    public ExamDefinition For(ItemPool pool) =>
        PercentCorrect is { } percent ? Template with { Cut = CutScore.FromPercentCorrect(this, pool, percent) } : Template;
}
