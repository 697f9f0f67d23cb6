using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Pals.Exam.Api.Programmes;

namespace Pals.Exam.Api.Enrolments;

/// <summary>A candidate to be enrolled: in a course, or for an exam alone that renews a card.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record NewEnrolment(
    string CandidateId,
    [property: Description("The course. Left out for a recertification by an exam alone.")]
    string? CourseId = null,
    [property: Description("The programme of a recertification; left out with a course, which belongs to one.")]
    string? ProgrammeId = null,
    [property: Description("The number of the card to be renewed, also one of another provider. Left out: the candidate's own latest.")]
    string? PreviousCard = null);

/// <summary>What a provider attests of a candidate who has completed a course.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CompletionRequest(
    double Hours,
    DateOnly CompletedOn,
    [property: Description("Each skill assessment of the course, passed.")]
    IReadOnlyList<SkillRequest> Skills);

/// <summary>A skill assessment that was passed.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SkillRequest(
    [property: Length(1, Fields.LongestName)] string Skill,
    [property: Description("Who assessed it."), Length(1, Fields.LongestName)] string Assessor,
    DateOnly AssessedOn);

/// <summary>Where a candidate stands on the way to a card.</summary>
public sealed record EnrolmentResponse
{
    public required Guid EnrolmentId { get; init; }

    public required string CandidateId { get; init; }

    public required string Name { get; init; }

    public required string ProgrammeId { get; init; }

    [AllowedValues("initial", "renewal", "recertification")]
    public required string Kind { get; init; }

    [Description("Null for a recertification by an exam alone.")]
    public required string? CourseId { get; init; }

    [Description("The card that is being renewed.")]
    public required string? PreviousCard { get; init; }

    [Description("course-incomplete: the provider has yet to attest the course. exam-due: the candidate may sit the exam now. exam-open: one is "
        + "given and has not ended. retake-later: not before nextAttempt. passed: the card waits for the course. certified: there is a card. "
        + "closed: no exam may be given any more; detail says why.")]
    [AllowedValues("course-incomplete", "exam-due", "exam-open", "retake-later", "passed", "certified", "closed")]
    public required string State { get; init; }

    [Description("Why no exam may begin now, in words for the candidate; null when one may, or none is needed.")]
    public required string? Detail { get; init; }

    [Description("The same as a name: that of the problem which asking for an exam would meet.")]
    public required string? Reason { get; init; }

    [Description("When the next attempt may begin; null when none is left or none is needed.")]
    public required DateTime? NextAttempt { get; init; }

    public required CompletionResponse? Completion { get; init; }

    public required IReadOnlyList<AttemptResponse> Attempts { get; init; }

    [Description("The number of the card, once there is one.")]
    public required string? CardNumber { get; init; }
}

/// <summary>What was attested of a course.</summary>
public sealed record CompletionResponse(double Hours, DateOnly CompletedOn, IReadOnlyList<SkillResponse> Skills);

/// <summary>A skill assessment that was passed.</summary>
public sealed record SkillResponse(string Skill, string Assessor, DateOnly AssessedOn);

/// <summary>An exam given for an enrolment.</summary>
public sealed record AttemptResponse(
    Guid ExamId,
    [property: AllowedValues("not-started", "in-progress", "passed", "failed", "completed", "expired")]
    string Status,
    DateTime? EndedAt);

/// <summary>Enrolments of the provider.</summary>
public sealed record EnrolmentList(
    IReadOnlyList<EnrolmentResponse> Enrolments,
    [property: Description("Send it as after to get the next ones; null after the last.")]
    Guid? Next);

/// <summary>What an uploaded table of candidates has changed.</summary>
public sealed record EnrolmentUpload(int Rows, int CandidatesAdded, int CandidatesChanged, int Enrolled, int EnrolledBefore);

/// <summary>What an uploaded table of completions has changed.</summary>
public sealed record CompletionUpload(int Rows, int Completions, int CardsIssued);
