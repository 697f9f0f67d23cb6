using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Dapper;
using Pals.Exam.ItemBank.Files;

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

/// <summary>Where the delivery of an event to an endpoint stands.</summary>
public enum WebhookDeliveryStatus
{
    Pending,
    Delivered,
    Failed,
}

/// <summary>One event on its way to one endpoint.</summary>
public sealed record WebhookDelivery(
    Guid EventId,
    string EventType,
    DateTimeOffset CreatedAt,
    WebhookDeliveryStatus Status,
    int Attempts,
    DateTimeOffset NextAttemptAt,
    int? LastResponseStatus,
    string? LastOutcome);

/// <summary>What an attempt at delivery needs.</summary>
public sealed record DueDelivery(Guid EventId, Guid EndpointId, int Attempts, string Url, string Body);

/// <summary>Endpoints of course providers, their secrets, and deliveries to them.</summary>
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
                endpointId = Key(endpoint.EndpointId),
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
            new { endpointId = Key(endpointId), providerId },
            transaction)?.ToEndpoint();

    /// <summary>Ends deliveries to an endpoint; those that wait have failed. False when they had ended before.</summary>
    public static bool Disable(DbTransaction transaction, Guid endpointId, string reason, DateTimeOffset now)
    {
        bool disabled = transaction.Connection!.Execute(
            """
            UPDATE webhook_endpoints SET disabled_at = @now, disabled_reason = @reason WHERE endpoint_id = @endpointId AND disabled_at IS NULL
            """,
            new { endpointId = Key(endpointId), reason, now = now.ToUnixTimeMilliseconds() },
            transaction) == 1;
        transaction.Connection!.Execute(
            "UPDATE webhook_deliveries SET status = 'failed' WHERE endpoint_id = @endpointId AND status = 'pending'",
            new { endpointId = Key(endpointId) },
            transaction);
        return disabled;
    }

    /// <summary>Gives an endpoint another secret; those it has sign along until <paramref name="oldExpireAt"/>.</summary>
    public static void ReplaceSecret(DbTransaction transaction, Guid endpointId, byte[] sealedSecret, DateTimeOffset now, DateTimeOffset oldExpireAt)
    {
        transaction.Connection!.Execute(
            "UPDATE webhook_secrets SET expires_at = @expiresAt WHERE endpoint_id = @endpointId AND (expires_at IS NULL OR expires_at > @expiresAt)",
            new { endpointId = Key(endpointId), expiresAt = oldExpireAt.ToUnixTimeMilliseconds() },
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
            new { endpointId = Key(endpointId), now = now.ToUnixTimeMilliseconds() },
            transaction),
    ];

    /// <summary>Deliveries whose time has come, the longest due first.</summary>
    public static ImmutableArray<DueDelivery> Due(DbTransaction transaction, DateTimeOffset now, int count) =>
    [
        .. transaction.Connection!.Query<DueRow>(
            $"""
            SELECT d.event_id AS EventId, d.endpoint_id AS EndpointId, d.attempts AS Attempts, e.url AS Url, v.body AS Body
            FROM webhook_deliveries d
            JOIN webhook_endpoints e ON e.endpoint_id = d.endpoint_id
            JOIN webhook_events v ON v.event_id = d.event_id
            WHERE d.status = 'pending' AND d.next_attempt_at <= @now AND e.disabled_at IS NULL
            ORDER BY d.next_attempt_at, d.event_id {SqlDialect.Of(transaction).First("@count")}
            """,
            new { now = now.ToUnixTimeMilliseconds(), count },
            transaction).Select(row => row.ToDelivery()),
    ];

    /// <summary>
    /// Takes a delivery for this node: false when another node was faster. If this node dies, the delivery is due again at
    /// <paramref name="againAt"/>.
    /// </summary>
    public static bool Claim(DbTransaction transaction, DueDelivery delivery, DateTimeOffset againAt) => transaction.Connection!.Execute(
        """
        UPDATE webhook_deliveries SET attempts = attempts + 1, next_attempt_at = @againAt
        WHERE event_id = @eventId AND endpoint_id = @endpointId AND attempts = @Attempts AND status = 'pending'
        """,
        new
        {
            eventId = Key(delivery.EventId),
            endpointId = Key(delivery.EndpointId),
            delivery.Attempts,
            againAt = againAt.ToUnixTimeMilliseconds(),
        },
        transaction) == 1;

    /// <summary>Stores how the attempt ended that <see cref="Claim"/> began, and when the next one is due if it is still pending.</summary>
    public static void Record(
        DbTransaction transaction,
        DueDelivery delivery,
        DateTimeOffset attemptedAt,
        int? responseStatus,
        string outcome,
        WebhookDeliveryStatus status,
        DateTimeOffset nextAttemptAt)
    {
        var keys = new
        {
            eventId = Key(delivery.EventId),
            endpointId = Key(delivery.EndpointId),
            attempt = delivery.Attempts + 1,
            attemptedAt = attemptedAt.ToUnixTimeMilliseconds(),
            responseStatus,
            outcome,
            status = Words.Of(status),
            nextAttemptAt = nextAttemptAt.ToUnixTimeMilliseconds(),
        };
        transaction.Connection!.Execute(
            """
            INSERT INTO webhook_attempts (event_id, endpoint_id, attempt, attempted_at, response_status, outcome)
            VALUES (@eventId, @endpointId, @attempt, @attemptedAt, @responseStatus, @outcome)
            """,
            keys,
            transaction);

        // A replay that was asked for meanwhile, or another node after this one was taken for dead, has the later word.
        transaction.Connection!.Execute(
            """
            UPDATE webhook_deliveries SET status = @status, next_attempt_at = @nextAttemptAt
            WHERE event_id = @eventId AND endpoint_id = @endpointId AND attempts = @attempt AND status = 'pending'
            """,
            keys,
            transaction);
    }

    /// <summary>Makes a delivery due now, whatever became of it; false when the endpoint has no such delivery.</summary>
    public static bool Replay(DbTransaction transaction, Guid endpointId, Guid eventId, DateTimeOffset now) => transaction.Connection!.Execute(
        """
        UPDATE webhook_deliveries SET status = 'pending', next_attempt_at = @now WHERE event_id = @eventId AND endpoint_id = @endpointId
        """,
        new { eventId = Key(eventId), endpointId = Key(endpointId), now = now.ToUnixTimeMilliseconds() },
        transaction) == 1;

    /// <summary>The latest deliveries to an endpoint, newest first.</summary>
    public static ImmutableArray<WebhookDelivery> Deliveries(DbTransaction transaction, Guid endpointId, int count) =>
    [
        .. transaction.Connection!.Query<DeliveryRow>(
            $"""
            SELECT d.event_id AS EventId, v.event_type AS EventType, v.created_at AS CreatedAt, d.status AS Status, d.attempts AS Attempts,
                   d.next_attempt_at AS NextAttemptAt, a.response_status AS ResponseStatus, a.outcome AS Outcome
            FROM webhook_deliveries d
            JOIN webhook_events v ON v.event_id = d.event_id
            LEFT JOIN webhook_attempts a ON a.event_id = d.event_id AND a.endpoint_id = d.endpoint_id
              AND a.attempt = (SELECT MAX(l.attempt) FROM webhook_attempts l WHERE l.event_id = d.event_id AND l.endpoint_id = d.endpoint_id)
            WHERE d.endpoint_id = @endpointId
            ORDER BY d.event_id DESC {SqlDialect.Of(transaction).First("@count")}
            """,
            new { endpointId = Key(endpointId), count },
            transaction).Select(row => row.ToDelivery()),
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
                secretId = Key(Ids.New(now)),
                endpointId = Key(endpointId),
                sealedSecret,
                createdAt = now.ToUnixTimeMilliseconds(),
            },
            transaction);

    private static string Key(Guid id) => id.ToString("D", CultureInfo.InvariantCulture);

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

    private sealed class DueRow
    {
        public required string EventId { get; init; }

        public required string EndpointId { get; init; }

        public required int Attempts { get; init; }

        public required string Url { get; init; }

        public required string Body { get; init; }

        public DueDelivery ToDelivery() => new(Guid.Parse(EventId), Guid.Parse(EndpointId), Attempts, Url, Body);
    }

    private sealed class DeliveryRow
    {
        public required string EventId { get; init; }

        public required string EventType { get; init; }

        public required long CreatedAt { get; init; }

        public required string Status { get; init; }

        public required int Attempts { get; init; }

        public required long NextAttemptAt { get; init; }

        public int? ResponseStatus { get; init; }

        public string? Outcome { get; init; }

        public WebhookDelivery ToDelivery() => new(
            Guid.Parse(EventId),
            EventType,
            Time(CreatedAt),
            Words.Parse<WebhookDeliveryStatus>(Status),
            Attempts,
            Time(NextAttemptAt),
            ResponseStatus,
            Outcome);
    }
}
