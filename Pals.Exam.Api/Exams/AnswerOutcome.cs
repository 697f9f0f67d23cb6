namespace Pals.Exam.Api.Exams;

/// <summary>What became of an answer.</summary>
internal enum AnswerResult
{
    /// <summary>Stored now, or stored before with the same content.</summary>
    Accepted,

    /// <summary>No possible answer to the question.</summary>
    Invalid,

    /// <summary>The question was answered otherwise before.</summary>
    Conflict,

    /// <summary>The exam has not shown this position.</summary>
    NotReached,

    /// <summary>The exam ended by its decision.</summary>
    Ended,

    /// <summary>Time has run out.</summary>
    OutOfTime,

    /// <summary>The clock stands.</summary>
    Paused,

    /// <summary>The exam is a written one, which takes answers elsewhere.</summary>
    Written,
}

/// <summary>What became of an answer; the exam right after it when it was accepted, and why when it is invalid.</summary>
internal sealed record AnswerOutcome(AnswerResult Result, ExamSnapshot? Exam = null, string? Reason = null);
