using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Pals.Exam.Api.Exams;

/// <summary>The result of an ended exam, with its uncertainty.</summary>
public sealed record ReportResponse
{
    public required Guid ExamId { get; init; }

    public required string Programme { get; init; }

    public required string Title { get; init; }

    [AllowedValues("certification", "practice")]
    public required string Purpose { get; init; }

    [AllowedValues("passed", "failed", "completed", "expired")]
    public required string Status { get; init; }

    [Description("Why the exam ended.")]
    [AllowedValues("decision-rule", "maximum-length", "pool-exhausted", "time-limit")]
    public required string EndReason { get; init; }

    public required DateTime StartedAt { get; init; }

    public required DateTime EndedAt { get; init; }

    [Description("Questions that counted.")]
    public required int ScoredItems { get; init; }

    [Description("Questions on trial, which did not count.")]
    public required int UnscoredItems { get; init; }

    public required CompositeResponse Composite { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("Written exams only: the raw score, which decides.")]
    public FormResultResponse? Form { get; init; }

    [Description("The topic areas in the order of the programme.")]
    public required IReadOnlyList<TopicAreaResponse> TopicAreas { get; init; }

    [Description("When the exam can be taken again, as of now. Null for practice and for a pass.")]
    public required RetakeResponse? Retake { get; init; }

    [Description("True while item parameters are judgements that no calibration has replaced; the note says so in words.")]
    public required bool ProvisionalParameters { get; init; }

    public required string? Note { get; init; }

    [JsonConverter(typeof(SeedConverter))]
    [Description("The seed of a practice exam, with which it can be repeated; null for certification.")]
    public required ulong? Seed { get; init; }

    [Description("Practice only: each question with the answer given, the key and the rationales. Null for certification, and while a "
        + "certification exam that could serve the same questions is open.")]
    public required IReadOnlyList<AnswerReviewResponse>? Answers { get; init; }
}

/// <summary>
/// An ability as the percentage of points expected on the reference form of the exam, with its 95 % interval: the scale on which the passing
/// standard is set.
/// </summary>
public sealed record PercentResponse(double Estimate, double Lower, double Upper);

/// <summary>A central posterior interval.</summary>
public sealed record IntervalResponse(double Lower, double Upper, double Level);

/// <summary>The ability that is compared with the passing standard: the weighted mean of the topic areas.</summary>
public sealed record CompositeResponse(
    double Estimate,
    double StandardError,
    IntervalResponse Interval,
    PercentResponse Percent,
    [property: Description("The passing standard, in logits.")]
    double Cut,
    [property: Description("The passing standard as a percentage.")]
    double CutPercent,
    [property: Description("Posterior probability that the ability lies above the standard.")]
    double ProbabilityAboveCut);

/// <summary>The result on a form, where each question is worth one point and an unanswered one earns none.</summary>
public sealed record FormResultResponse(
    string FormId,
    [property: Description("The form's number among those assembled together.")]
    int FormNumber,
    [property: Description("Points earned; a question with partial credit gives its share of a point.")]
    double RawScore,
    [property: Description("The most that can be earned.")]
    int RawScorePossible,
    [property: Description("The fewest points that pass this form, equated so that no form is easier to pass than another.")]
    int RawCut,
    [property: Description("The same before it was rounded: the points expected of a candidate exactly at the passing standard.")]
    double ExactCut,
    [property: Description("Questions left without an answer.")]
    int Unanswered);

/// <summary>The result in one topic area.</summary>
public sealed record TopicAreaResponse(
    string Id,
    string Name,
    double Estimate,
    double StandardError,
    IntervalResponse Interval,
    PercentResponse Percent,
    [property: Description("Scored questions of the area.")]
    int Items,
    int Points,
    int PointsPossible,
    [property: AllowedValues("below", "near", "above", null)]
    [property: Description("The side of the passing standard on which the candidate stands in this area with a probability of at least 80 %; near when "
        + "neither is so probable. Null when the exam ended without a result or measures one ability for all areas.")]
    string? Standing,
    [property: Description("What the programme says to a candidate who stands there; null when it says nothing.")]
    TopicAdviceResponse? Advice);

/// <summary>What to study in a topic area.</summary>
public sealed record TopicAdviceResponse(
    string Text,
    [property: Description("The parts of the guidelines to read.")]
    IReadOnlyList<string> Reading);

/// <summary>When an exam that was not passed can be taken again.</summary>
public sealed record RetakeResponse(
    [property: AllowedValues("open", "later", "closed", "unknown")]
    [property: Description("unknown when the candidate is not enrolled in a programme, so that the course provider alone knows.")]
    string State,
    [property: Description("Attempts that the enrolment still has; null when unknown.")]
    int? AttemptsLeft,
    [property: Description("From when; null when closed or unknown.")]
    DateTime? NotBefore,
    [property: Description("The last day on which the exam can be begun; null without limit.")]
    DateOnly? LastDay,
    [property: Description("Why it is closed: the name of the problem that asking for the exam would meet.")]
    string? Reason,
    [property: Description("The same for the candidate.")]
    string Sentence);

/// <summary>A question of a practice exam, looked back upon.</summary>
public sealed record AnswerReviewResponse(
    int Position,
    string ItemId,
    string Type,
    string TopicArea,
    ScenarioResponse? Scenario,
    string Stem,
    IReadOnlyList<MediaResponse> Media,
    string? Unit,
    IReadOnlyList<string> Given,
    IReadOnlyList<string> Key,
    int Score,
    int MaximumScore,
    bool Scored,
    string Rationale,
    IReadOnlyList<OptionReviewResponse> Options);

/// <summary>An option with the reason why it is right or wrong.</summary>
public sealed record OptionReviewResponse(string Key, string Text, string Rationale);
