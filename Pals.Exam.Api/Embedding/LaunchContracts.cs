using System.ComponentModel;
using System.Text.Json.Serialization;
using Pals.Exam.Api.Exams;

namespace Pals.Exam.Api.Embedding;

/// <summary>An exam to be opened once on a page of the course provider: a new one, or one that was made before.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record LaunchRequest(
    [property: Description("Origin of the page that embeds the exam, such as https://courses.example; one of the provider's.")]
    string Origin,
    [property: Description("The exam to be made, as in POST /v1/exams; or else give examId.")]
    ExamRequest? Exam = null,
    [property: Description("An exam of the provider to be opened again, after a reload of the page for instance; or else give exam.")]
    Guid? ExamId = null);

/// <summary>A permission to open the exam once.</summary>
public sealed record LaunchCreated(
    Guid ExamId,
    [property: Description("For the token attribute of the pals-exam element. Given this once and stored only as a hash.")]
    string Token,
    [property: Description("The launch must be used before.")]
    DateTimeOffset ExpiresAt);

/// <summary>A launch to be used, by the page inside the frame.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record LaunchUse(
    [property: Description("The launch token.")]
    string Token,
    [property: Description("Origin of the page around the frame, as the browser gave it.")]
    string Origin);

/// <summary>The exam that a launch opened.</summary>
public sealed record LaunchUsed(
    Guid ExamId,
    [property: Description("The candidate's token for this exam.")]
    string Token);
