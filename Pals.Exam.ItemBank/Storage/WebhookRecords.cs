using System.Collections.Immutable;
using System.Data.Common;
using System.Text.Json;
using Dapper;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>Where a course provider wants to be told of events.</summary>
/// <param name="EndpointId">Names it.</param>
/// <param name="ProviderId">Whose it is.</param>
/// <param name="Url">Where events are posted.</param>
/// <param name="EventTypes">The types asked for.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="DisabledAt">When deliveries ended, or null.</param>
/// <param name="DisabledReason">Why they ended, or null.</param>
public sealed record WebhookEndpoint(
    Guid EndpointId,
    string ProviderId,
    string Url,
    ImmutableArray<string> EventTypes,
    DateTimeOffset CreatedAt,
    DateTimeOffset? DisabledAt,
    string? DisabledReason);

/// <summary>Endpoints of course providers and the secrets that sign what is sent there.</summary>
public static class WebhookRecords
{
    /// <summary>Stores an endpoint with its first secret.</summary>
    public static void Add(DbTransaction transaction, WebhookEndpoint endpoint, byte[] sealedSecret)
    {
        transaction.Connection!.Execute(
            """
            INSERT INTO webhook_endpoints (endpoint_id, provider_id, url, event_types, created_at)
            VALUES (@endpointId, @ProviderId, @Url, @eventTypes, @createdAt)
            """,
            new
            {
                endpointId = Ids.Of(endpoint.EndpointId),
                endpoint.ProviderId,
                endpoint.Url,
                eventTypes = JsonSerializer.Serialize(endpoint.EventTypes.AsEnumerable()),
                createdAt = endpoint.CreatedAt.ToUnixTimeMilliseconds(),
            },
            transaction);
        AddSecret(transaction, endpoint.EndpointId, sealedSecret, endpoint.CreatedAt);
    }

    /// <summary>The endpoints of a provider, oldest first.</summary>
    public static ImmutableArray<WebhookEndpoint> OfProvider(DbTransaction transaction, string providerId) =>
    [
        .. transaction.Connection!.Query<EndpointRow>(
            $"{SelectEndpoint} WHERE provider_id = @providerId ORDER BY endpoint_id", new { providerId }, transaction)
            .Select(row => row.ToEndpoint()),
    ];

    /// <summary>The endpoint, if it is there and the provider's.</summary>
    public static WebhookEndpoint? Find(DbTransaction transaction, string providerId, Guid endpointId) =>
        transaction.Connection!.QuerySingleOrDefault<EndpointRow>(
            $"{SelectEndpoint} WHERE endpoint_id = @endpointId AND provider_id = @providerId",
            new { endpointId = Ids.Of(endpointId), providerId },
            transaction)?.ToEndpoint();

    /// <summary>Ends deliveries to an endpoint; those that wait have failed. False when they had ended before.</summary>
    public static bool Disable(DbTransaction transaction, Guid endpointId, string reason, DateTimeOffset now)
    {
        bool disabled = transaction.Connection!.Execute(
            """
            UPDATE webhook_endpoints SET disabled_at = @now, disabled_reason = @reason WHERE endpoint_id = @endpointId AND disabled_at IS NULL
            """,
            new { endpointId = Ids.Of(endpointId), reason, now = now.ToUnixTimeMilliseconds() },
            transaction) == 1;
        transaction.Connection!.Execute(
            "UPDATE webhook_deliveries SET status = 'failed' WHERE endpoint_id = @endpointId AND status = 'pending'",
            new { endpointId = Ids.Of(endpointId) },
            transaction);
        return disabled;
    }

    /// <summary>Gives an endpoint another secret; those it has sign along until <paramref name="oldExpireAt"/>.</summary>
    public static void ReplaceSecret(DbTransaction transaction, Guid endpointId, byte[] sealedSecret, DateTimeOffset now, DateTimeOffset oldExpireAt)
    {
        transaction.Connection!.Execute(
            "UPDATE webhook_secrets SET expires_at = @expiresAt WHERE endpoint_id = @endpointId AND (expires_at IS NULL OR expires_at > @expiresAt)",
            new { endpointId = Ids.Of(endpointId), expiresAt = oldExpireAt.ToUnixTimeMilliseconds() },
            transaction);
        AddSecret(transaction, endpointId, sealedSecret, now);
    }

    /// <summary>The secrets that sign now, newest first.</summary>
    public static ImmutableArray<byte[]> Secrets(DbTransaction transaction, Guid endpointId, DateTimeOffset now) =>
    [
        .. transaction.Connection!.Query<byte[]>(
            """
            SELECT sealed_secret FROM webhook_secrets
            WHERE endpoint_id = @endpointId AND (expires_at IS NULL OR expires_at > @now)
            ORDER BY created_at DESC, secret_id DESC
            """,
            new { endpointId = Ids.Of(endpointId), now = now.ToUnixTimeMilliseconds() },
            transaction),
    ];

    private const string SelectEndpoint =
        """
        SELECT endpoint_id AS EndpointId, provider_id AS ProviderId, url AS Url, event_types AS EventTypes, created_at AS CreatedAt,
               disabled_at AS DisabledAt, disabled_reason AS DisabledReason
        FROM webhook_endpoints
        """;

    private static void AddSecret(DbTransaction transaction, Guid endpointId, byte[] sealedSecret, DateTimeOffset now) =>
        transaction.Connection!.Execute(
            """
            INSERT INTO webhook_secrets (secret_id, endpoint_id, sealed_secret, created_at)
            VALUES (@secretId, @endpointId, @sealedSecret, @createdAt)
            """,
            new
            {
                secretId = Ids.Of(Ids.New(now)),
                endpointId = Ids.Of(endpointId),
                sealedSecret,
                createdAt = now.ToUnixTimeMilliseconds(),
            },
            transaction);

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private sealed class EndpointRow
    {
        public required string EndpointId { get; init; }

        public required string ProviderId { get; init; }

        public required string Url { get; init; }

        public required string EventTypes { get; init; }

        public required long CreatedAt { get; init; }

        public long? DisabledAt { get; init; }

        public string? DisabledReason { get; init; }

        public WebhookEndpoint ToEndpoint() => new(
            Guid.Parse(EndpointId),
            ProviderId,
            Url,
            [.. JsonSerializer.Deserialize<string[]>(EventTypes)!],
            Time(CreatedAt),
            DisabledAt is long at ? Time(at) : null,
            DisabledReason);
    }
}
