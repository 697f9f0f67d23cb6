using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Pals.Exam.Api.Programmes;

namespace Pals.Exam.Api.Courses;

/// <summary>A course that a provider holds.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record NewCourse(
    [property: Description("The provider's own name for the course: lower-case letters, digits and hyphens, 2 to 64.")]
    [property: RegularExpression(Fields.CourseIdPattern)]
    string CourseId,
    [property: Description("The programme that it belongs to, such as pals.")]
    string ProgrammeId,
    [property: Length(1, Fields.LongestName)]
    string Title,
    [property: AllowedValues("online", "in-person", "blended")]
    string Format,
    [property: Description("renewal for those who hold a card.")]
    [property: AllowedValues("initial", "renewal")]
    string Kind,
    double Hours,
    [property: Description("The skill assessments that each candidate must pass; at least those of the programme, which are taken when left out.")]
    IReadOnlyList<string>? Skills = null,
    DateOnly? StartsOn = null,
    DateOnly? EndsOn = null);

/// <summary>A course.</summary>
public sealed record CourseResponse(
    string CourseId,
    string ProgrammeId,
    string Title,
    string Format,
    string Kind,
    double Hours,
    IReadOnlyList<string> Skills,
    DateOnly? StartsOn,
    DateOnly? EndsOn);

/// <summary>Courses of a provider.</summary>
public sealed record CourseList(
    IReadOnlyList<CourseResponse> Courses,
    [property: Description("Send it as after to get the next ones; null after the last.")]
    string? Next);

/// <summary>An accreditation as it is recorded.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record NewAccreditation(
    [property: Description("The number that the body gave."), Length(1, 100)]
    string Number,
    [property: Description("The last day on which it holds.")]
    DateOnly ExpiresOn);

/// <summary>An accreditation of a course provider.</summary>
public sealed record AccreditationResponse(
    [property: AllowedValues("aha", "arc")]
    string Body,
    string Number,
    DateOnly ExpiresOn,
    [property: Description("True on every day up to the last.")]
    bool InForce);

/// <summary>The accreditations of a course provider, one for each body.</summary>
public sealed record AccreditationList(IReadOnlyList<AccreditationResponse> Accreditations);
