using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Pals.Exam.Api.Programmes;

namespace Pals.Exam.Api.Candidates;

/// <summary>What a provider says of a candidate.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CandidateRequest(
    [property: Description("The name for the card.")]
    [property: Length(1, Fields.LongestName)]
    string Name,
    [property: Description("One of the programme's professions, such as nurse.")]
    string Profession,
    [property: Description("Not needed for anything here; leave it out if you can.")]
    [property: MaxLength(Fields.LongestEmail)]
    string? Email = null);

/// <summary>A candidate of the provider.</summary>
public sealed record CandidateResponse(string CandidateId, string Name, string? Email, string Profession);

/// <summary>Candidates of the provider.</summary>
public sealed record CandidateList(
    IReadOnlyList<CandidateResponse> Candidates,
    [property: Description("Send it as after to get the next ones; null after the last.")]
    string? Next);
