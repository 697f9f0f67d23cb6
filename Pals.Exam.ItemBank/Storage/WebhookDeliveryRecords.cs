using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Storage;

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

/// <summary>Events on their way to endpoints: due, attempted, delivered or given up.</summary>
public static class WebhookDeliveryRecords
{
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
            eventId = Ids.Of(delivery.EventId),
            endpointId = Ids.Of(delivery.EndpointId),
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
            eventId = Ids.Of(delivery.EventId),
            endpointId = Ids.Of(delivery.EndpointId),
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
        new { eventId = Ids.Of(eventId), endpointId = Ids.Of(endpointId), now = now.ToUnixTimeMilliseconds() },
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
            new { endpointId = Ids.Of(endpointId), count },
            transaction).Select(row => row.ToDelivery()),
    ];

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

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
