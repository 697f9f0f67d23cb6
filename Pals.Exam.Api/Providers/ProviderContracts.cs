using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Pals.Exam.ItemBank.Storage;

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
public sealed record ProviderResponse(
    string ProviderId,
    string Name,
    DateTime CreatedAt,
    [property: Description("Since when nobody acts for the provider any more; null while somebody does.")]
    DateTime? ClosedAt)
{
    internal static ProviderResponse Of(StoredProvider provider) =>
        new(provider.ProviderId, provider.Name, provider.CreatedAt.UtcDateTime, provider.ClosedAt?.UtcDateTime);
}

/// <summary>Course providers.</summary>
public sealed record ProvidersResponse(IReadOnlyList<ProviderResponse> Providers);
