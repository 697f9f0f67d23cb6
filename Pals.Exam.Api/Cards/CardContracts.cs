using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Pals.Exam.Api.Programmes;

namespace Pals.Exam.Api.Cards;

/// <summary>A card as anyone sees it who knows its number.</summary>
public record CardResponse
{
    public required string CardNumber { get; init; }

    [Description("Null once the holder was erased.")]
    public required string? Name { get; init; }

    public required string ProgrammeId { get; init; }

    public required string Title { get; init; }

    [Description("The course provider's name when the card was issued.")]
    public required string Provider { get; init; }

    public required DateOnly IssuedOn { get; init; }

    [Description("The last day on which it is valid, to midnight UTC.")]
    public required DateOnly ExpiresOn { get; init; }

    [AllowedValues("valid", "expired", "revoked", "reissued", "erased")]
    public required string Status { get; init; }

    [Description("The number of the card that stands in its place, when its status is reissued.")]
    public required string? ReissuedAs { get; init; }
}

/// <summary>A card as its provider sees it.</summary>
public sealed record OwnCardResponse : CardResponse
{
    public required string? CandidateId { get; init; }

    public required Guid EnrolmentId { get; init; }

    public required Guid ExamId { get; init; }

    [Description("The card whose period it follows.")]
    public required string? Renews { get; init; }

    [Description("The card that renewed it.")]
    public required string? RenewedAs { get; init; }

    [Description("The card that it replaces.")]
    public required string? Reissues { get; init; }

    public required IReadOnlyList<CardEventResponse> Events { get; init; }
}

/// <summary>Something that happened to a card.</summary>
public sealed record CardEventResponse(
    [property: AllowedValues("revoked", "reissued", "erased")] string Kind,
    string Reason,
    [property: AllowedValues("provider", "administrator", "system")] string By,
    DateTime At);

/// <summary>Cards of a provider.</summary>
public sealed record CardList(
    IReadOnlyList<OwnCardResponse> Cards,
    [property: Description("Send it as after to get the next ones; null after the last.")]
    string? Next);

/// <summary>Why a card is revoked.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CardRevocation(
    [property: Description("Kept with the card and shown to its provider, never to the public."), Length(1, Fields.LongestReason)]
    string Reason);

/// <summary>Why another card is put in the place of one.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CardReissue(
    [property: Length(1, Fields.LongestReason)] string Reason,
    [property: Description("The name for the new card; that of the old one when left out."), Length(1, Fields.LongestName)]
    string? Name = null);

/// <summary>A key that signs credentials; its private part never leaves the server.</summary>
public sealed record SigningKeyResponse(
    Guid KeyId,
    DateTime CreatedAt,
    DateTime? RetiredAt,
    [property: Description("True while it is in /.well-known/jwks.json: until the last card that it may have signed has expired.")]
    bool Published);

/// <summary>The keys that sign credentials.</summary>
public sealed record SigningKeyList(IReadOnlyList<SigningKeyResponse> Keys);
