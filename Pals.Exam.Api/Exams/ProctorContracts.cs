using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Pals.Exam.Api.Exams;

/// <summary>More time for one candidate: exactly one of the three. A multiplier of 1 is the time of everybody.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record AccommodationContract(
    [property: Description("The time limit times this, from 1 to 10.")]
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    double? Multiplier = null,
    [property: Description("The time limit and so many minutes, up to 1440.")]
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    double? ExtraMinutes = null,
    [property: Description("True for no time limit.")]
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    bool? Unlimited = null);

/// <summary>Why the clock is stopped or runs again.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record PauseRequest(
    [property: Description("Kept with the exam; the candidate does not see it. Up to 500 printable characters.")]
    string? Reason = null);

/// <summary>How the time of an exam runs.</summary>
public sealed record ExamTimeResponse
{
    public required Guid ExamId { get; init; }

    [AllowedValues("not-started", "in-progress")]
    public required string Status { get; init; }

    [Description("True while the clock stands.")]
    public required bool Paused { get; init; }

    [Description("The accommodation in force; null for none.")]
    public required AccommodationContract? Accommodation { get; init; }

    [Description("The time allowed; null for no limit.")]
    public required double? AllowedSeconds { get; init; }

    [Description("The time used, pauses apart.")]
    public required double UsedSeconds { get; init; }

    [Description("When time ends by the server's clock, while it is paused if it went on now; null before the start and without limit.")]
    public required DateTime? Deadline { get; init; }

    [Description("The server's clock.")]
    public required DateTime Now { get; init; }
}
