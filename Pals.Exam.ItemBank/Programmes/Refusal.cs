namespace Pals.Exam.ItemBank.Programmes;

/// <summary>Why the rules of a programme do not allow something, in a sentence that the person concerned understands.</summary>
/// <param name="Kind">Stable; its word is the name of the problem type over HTTP.</param>
/// <param name="Sentence">For people.</param>
/// <param name="NotBefore">When it will be allowed, where time alone is missing.</param>
public sealed record Refusal(RefusalKind Kind, string Sentence, DateTimeOffset? NotBefore = null);

/// <summary>What a programme's rules can object to.</summary>
public enum RefusalKind
{
    ProviderNotAccredited,
    CourseBelowProgramme,
    CompletionBelowCourse,
    ProfessionNotAdmitted,
    RenewalNotOpen,
    ExamNotOfProgramme,
    CourseIncomplete,
    ExamWindowClosed,
    ExamOpen,
    ExamAlreadyPassed,
    AttemptsExhausted,
    RetakeTooEarly,
}
