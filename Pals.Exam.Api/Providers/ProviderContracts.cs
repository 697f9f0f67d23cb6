using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Pals.Exam.Api.Providers;

/// <summary>A course provider to be known to the service.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record NewProvider(
    [property: Description("A name for addresses and records: lower-case letters, digits and hyphens, 2 to 64.")]
    [property: RegularExpression(ProviderEndpoints.IdPattern)]
    string ProviderId,
    [property: Description("The provider's name for people, 1 to 200 characters."), Length(1, ProviderEndpoints.LongestName)]
    string Name);

/// <summary>A course provider.</summary>
public sealed record ProviderCreated(string ProviderId, string Name);

/// <summary>A new key.</summary>
public sealed record KeyCreated(
    [property: Description("Names the key, for revoking it.")]
    Guid KeyId,
    [property: Description("The key itself, given this once and stored only as a hash.")]
    string Key);
