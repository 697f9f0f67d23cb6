namespace Pals.Exam.ItemBank.Definitions;

/// <summary>How an exam is given.</summary>
public enum ExamDelivery
{
    /// <summary>One question at a time, each chosen by the answers before it; an answer is final.</summary>
    Adaptive,

    /// <summary>
    /// A written form, assembled beforehand: all questions at once, answers may be changed until it is submitted, and its raw score is held against
    /// the cut equated to it.
    /// </summary>
    FixedForm,
}
