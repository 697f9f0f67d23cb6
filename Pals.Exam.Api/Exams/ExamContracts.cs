using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Pals.Exam.Api.Exams;

/// <summary>A practice exam to be started.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record PracticeExamRequest(
    [property: Description("Name of the exam definition; pals-adaptive when left out.")]
    string? Definition = null,
    [property: JsonConverter(typeof(SeedConverter))]
    [property: Description("Fixes all chance in the exam: a whole number up to 2^53 - 1, or any unsigned 64-bit number as a string of digits.")]
    ulong? Seed = null);

/// <summary>An exam that a course provider gives to a candidate.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ExamRequest(
    [property: Description("The provider's own name for the candidate, 1 to 128 printable characters. A pseudonym is enough, and better.")]
    string CandidateId,
    [property: Description("Name of the exam definition.")]
    string Definition,
    [property: Description("certification, which counts, or practice, which shows rationales when it has ended.")]
    [property: AllowedValues("certification", "practice")]
    string Purpose,
    [property: Description("The enrolment that the exam belongs to. Left out: the candidate's newest in a programme of this exam, if there is one.")]
    Guid? EnrolmentId = null,
    [property: Description("The candidate's group, when the definition has groups with priors of their own.")]
    string? Group = null,
    [property: Description("More time for this candidate; it can be changed until the exam has ended.")]
    AccommodationContract? Accommodation = null);

/// <summary>An exam made for a candidate, who has not started it.</summary>
public sealed record ExamCreated(
    Guid ExamId,
    [property: Description("The candidate's token for this exam, given this once and stored only as a hash.")]
    string Token,
    [property: Description("Opens the exam in a browser. The token stands after #, so that no server sees it in an address.")]
    string LaunchUrl);

/// <summary>An answer to the question at a position.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record AnswerRequest(
    [property: Description("Position of the question, from the exam state.")]
    int Position,
    [property: Description("Keys of the options chosen (in order for ordering items), or the number of a numeric entry.")]
    IReadOnlyList<string> Answer,
    [property: Description("Time the candidate took, as the client measured it.")]
    double? Seconds = null);

/// <summary>Where an exam stands.</summary>
public sealed record ExamStateResponse
{
    public required Guid ExamId { get; init; }

    [Description("expired: out of time before the shortest exam was reached. completed: ended without a decision.")]
    [AllowedValues("in-progress", "passed", "failed", "completed", "expired")]
    public required string Status { get; init; }

    [Description("When time ends, by the server's clock, while the exam is paused if it went on now; null without a time limit.")]
    public required DateTime? Deadline { get; init; }

    [Description("The server's clock, so that a timer need not trust the client's.")]
    public required DateTime Now { get; init; }

    [Description("True while the course provider has stopped the clock: there is no question then, and no answer is taken. Ask again after some seconds.")]
    public required bool Paused { get; init; }

    public required ProgressResponse Progress { get; init; }

    [Description("The question to be answered; null while the exam is paused and when it has ended. On a form: the first without an answer, null when "
        + "there is none.")]
    public required QuestionResponse? Question { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("Written exams only: the form, all of whose questions are under /form.")]
    public FormNameResponse? Form { get; init; }

    [Description("The score report; null until the exam has ended.")]
    public required ReportResponse? Report { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("The candidate's token, given once when a practice exam is started.")]
    public string? Token { get; init; }
}

/// <summary>A form by its name and its number among those assembled together.</summary>
public sealed record FormNameResponse(string FormId, int FormNumber);

/// <summary>How far an exam has come, unscored questions included.</summary>
public sealed record ProgressResponse(int Answered, int Minimum, int Maximum);

/// <summary>A question without anything that gives its answer away.</summary>
public sealed record QuestionResponse
{
    public required int Position { get; init; }

    public required string ItemId { get; init; }

    [AllowedValues("single-choice", "multiple-response", "ordering", "numeric-entry")]
    public required string Type { get; init; }

    public required string TopicArea { get; init; }

    [Description("The case that the question belongs to, if it does.")]
    public required ScenarioResponse? Scenario { get; init; }

    public required string Stem { get; init; }

    public required IReadOnlyList<MediaResponse> Media { get; init; }

    [Description("Empty for numeric entry.")]
    public required IReadOnlyList<OptionResponse> Options { get; init; }

    [Description("The unit of a numeric entry; null for others.")]
    public required string? Unit { get; init; }
}

/// <summary>A case shared by several questions.</summary>
public sealed record ScenarioResponse(string Id, string Text);

/// <summary>A picture that belongs to a question.</summary>
public sealed record MediaResponse(string Type, string Url, string Alt);

/// <summary>One option.</summary>
public sealed record OptionResponse(string Key, string Text);
