using System.Collections.Immutable;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Storage;

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
internal sealed record AnswerOutcome(AnswerResult Result, ExamSnapshot? Exam = null, string? Reason = null)
{
    /// <summary>What becomes of an answer without storing anything; null when it answers the question that waits.</summary>
    public static AnswerOutcome? WithoutStoring(ExamSnapshot exam, int position, ImmutableArray<string> given, DateTimeOffset received)
    {
        AdministeredItem? item = position >= 1 && position <= exam.Items.Length ? exam.Items[position - 1] : null;
        if (item is not null && exam.Material.Item(item.ItemId).Refusal(given) is string reason)
        {
            return new AnswerOutcome(AnswerResult.Invalid, Reason: reason);
        }

        return item switch
        {
            { Answer: { } answer } => answer.Given.SequenceEqual(given)
                ? new AnswerOutcome(AnswerResult.Accepted, exam.AfterAnswer(position))
                : new AnswerOutcome(AnswerResult.Conflict),
            _ when exam.Exam.IsOutOfTime || exam.IsOverdue(received) => new AnswerOutcome(AnswerResult.OutOfTime),
            _ when exam.Exam.HasEnded => new AnswerOutcome(AnswerResult.Ended),
            _ when exam.Time.IsPaused => new AnswerOutcome(AnswerResult.Paused),
            null => new AnswerOutcome(AnswerResult.NotReached),
            _ => null,
        };
    }
}
