using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Pals.Exam.Api.Exams;

namespace Pals.Exam.Api.WrittenExams;

/// <summary>All questions of a form, with what the candidate has put on it so far.</summary>
public sealed record FormResponse
{
    public required Guid ExamId { get; init; }

    public required string FormId { get; init; }

    public required string Title { get; init; }

    [AllowedValues("in-progress", "passed", "failed", "expired")]
    public required string Status { get; init; }

    [Description("When time ends, by the server's clock; null without a time limit.")]
    public required DateTime? Deadline { get; init; }

    [Description("The server's clock, so that a timer need not trust the client's.")]
    public required DateTime Now { get; init; }

    [Description("True while the course provider has stopped the clock: there are no questions then, and nothing is taken.")]
    public required bool Paused { get; init; }

    [Description("The highest sequence that the server has seen of this exam, 0 at first: the next one has to be higher.")]
    public required long Sequence { get; init; }

    public required IReadOnlyList<FormQuestionResponse> Questions { get; init; }
}

/// <summary>A question of a form, with the candidate's answer.</summary>
/// <param name="Question">The question, without anything that gives its answer away.</param>
/// <param name="Answer">The answer that stands, or null.</param>
/// <param name="Flagged">True when the candidate has marked the question to come back to it.</param>
public sealed record FormQuestionResponse(QuestionResponse Question, IReadOnlyList<string>? Answer, bool Flagged);

/// <summary>An answer to a question of a form. It may be changed and cleared until the form is submitted.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record FormAnswerRequest(
    [property: Description("Keys of the options chosen (in order for ordering items), or the number of a numeric entry; null or empty clears the answer.")]
    IReadOnlyList<string>? Answer,
    [property: Description("Counted up by the client over all its changes to this exam, from 1 to 2^53 - 1: of two answers to a question the one with the higher "
        + "sequence stands, whatever the order in which they arrive.")]
    long Sequence,
    [property: Description("Time the candidate has spent on the question so far, as the client measured it.")]
    double? Seconds = null);

/// <summary>A mark on a question to come back to it, set or taken off.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record FormFlagRequest(
    bool Flagged,
    [property: Description("Counted like that of an answer, by the same counter.")]
    long Sequence);

/// <summary>What stands at a position now. It is on disk.</summary>
public sealed record FormMarkResponse(
    int Position,
    IReadOnlyList<string>? Answer,
    bool Flagged,
    [property: Description("False when this change came late: a newer one stands.")]
    bool Stands,
    ProgressResponse Progress,
    DateTime? Deadline,
    DateTime Now);
