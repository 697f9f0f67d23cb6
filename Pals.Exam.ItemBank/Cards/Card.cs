using System.Collections.Immutable;

namespace Pals.Exam.ItemBank.Cards;

/// <summary>A card with everything that happened to it.</summary>
public sealed record Card
{
    public required string Number { get; init; }

    public required string ProgrammeId { get; init; }

    /// <summary>What it certifies, as the programme called it when it was issued.</summary>
    public required string Title { get; init; }

    public required string ProviderId { get; init; }

    /// <summary>The provider's name when it was issued.</summary>
    public required string ProviderName { get; init; }

    public required Guid EnrolmentId { get; init; }

    public required Guid ExamId { get; init; }

    public required DateOnly IssuedOn { get; init; }

    /// <summary>The last day on which it is valid, to midnight UTC.</summary>
    public required DateOnly ExpiresOn { get; init; }

    /// <summary>The card whose period it follows.</summary>
    public string? Renews { get; init; }

    /// <summary>The card that it replaces.</summary>
    public string? Reissues { get; init; }

    /// <summary>The card that replaces this one.</summary>
    public string? ReissuedAs { get; init; }

    /// <summary>The card that renewed this one.</summary>
    public string? RenewedAs { get; init; }

    /// <summary>Who holds it; null once erased.</summary>
    public CardHolder? Holder { get; init; }

    public ImmutableArray<CardEvent> Events { get; init; } = [];

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>What the card is worth on a day.</summary>
    public CardStatus StatusOn(DateOnly today) => this switch
    {
        _ when Event(CardEventKind.Revoked) is not null => CardStatus.Revoked,
        _ when ReissuedAs is not null => CardStatus.Reissued,
        { Holder: null } => CardStatus.Erased,
        _ => today <= ExpiresOn ? CardStatus.Valid : CardStatus.Expired,
    };

    /// <summary>What happened to it of a kind, or null.</summary>
    public CardEvent? Event(CardEventKind kind) => Events.FirstOrDefault(one => one.Kind == kind);
}

/// <summary>The person on a card.</summary>
/// <param name="HolderId">Names the person in the credential of the card.</param>
/// <param name="CandidateKey">The candidate, who may have been erased since.</param>
public sealed record CardHolder(Guid HolderId, Guid CandidateKey, string Name);

/// <summary>Something that happened to a card.</summary>
/// <param name="ByRole">The role of the key that did it.</param>
public sealed record CardEvent(CardEventKind Kind, string Reason, string ByRole, DateTimeOffset At);

/// <summary>What can happen to a card, each once.</summary>
public enum CardEventKind
{
    Revoked,
    Reissued,
    Erased,
}

/// <summary>What a card is worth.</summary>
public enum CardStatus
{
    Valid,
    Expired,
    Revoked,

    /// <summary>Another card stands in its place.</summary>
    Reissued,

    /// <summary>Its holder was erased.</summary>
    Erased,
}
