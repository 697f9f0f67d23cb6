using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Providers;

/// <summary>A key to be made.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record NewKey(
    [property: Description("What its holder may do.")]
    [property: AllowedValues("provider", "psychometrician", "administrator")]
    string Role,
    [property: Description("Who holds it, 1 to 100 characters; no personal data are needed."), Length(1, KeyEndpoints.LongestLabel)]
    string Label,
    [property: Description("The course provider that it is scoped to: needed for a provider's key, not possible for an administrator's. A "
        + "psychometrician's key without it reaches the exams of all providers.")]
    string? ProviderId = null,
    [property: Description("From when on it opens nothing; it does not expire when this is left out.")]
    DateTimeOffset? ExpiresAt = null);

/// <summary>A course provider's key to be made.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record NewProviderKey(
    [property: Description("Who holds it, 1 to 100 characters; the providerId when left out."), Length(1, KeyEndpoints.LongestLabel)]
    string? Label = null,
    [property: Description("From when on it opens nothing; it does not expire when this is left out.")]
    DateTimeOffset? ExpiresAt = null);

/// <summary>A new key.</summary>
public sealed record KeyCreated(
    [property: Description("Names the key, for revoking it.")]
    Guid KeyId,
    [property: Description("The key itself, given this once and stored only as a hash.")]
    string Key);

/// <summary>A key without the key itself, which nobody but its holder has.</summary>
public sealed record KeyResponse(
    Guid KeyId,
    [property: AllowedValues("provider", "psychometrician", "administrator")]
    string Role,
    string? ProviderId,
    string Label,
    DateTime CreatedAt,
    DateTime? ExpiresAt,
    DateTime? RevokedAt)
{
    internal static KeyResponse Of(StoredKey key) => new(
        key.KeyId,
        Words.Of(key.Role),
        key.ProviderId,
        key.Label,
        key.CreatedAt.UtcDateTime,
        key.ExpiresAt?.UtcDateTime,
        key.RevokedAt?.UtcDateTime);
}

/// <summary>Keys, the oldest first, with those that were revoked or have expired.</summary>
public sealed record KeysResponse(IReadOnlyList<KeyResponse> Keys);
