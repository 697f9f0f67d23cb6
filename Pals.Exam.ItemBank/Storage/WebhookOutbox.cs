using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>
/// Events for course providers. An event is stored in the transaction in which it happens, with a delivery to each endpoint that asks for its
/// type: what happened is never told without having happened, and never happens untold.
/// </summary>
public static class WebhookOutbox
{
    /// <summary>A certification exam has ended.</summary>
    public const string ExamCompleted = "exam.completed";

    /// <summary>A card was issued.</summary>
    public const string CardIssued = "card.issued";

    /// <summary>A card's renewal is due.</summary>
    public const string CardExpiring = "card.expiring";

    /// <summary>A card was revoked.</summary>
    public const string CardRevoked = "card.revoked";

    /// <summary>Asked for by the provider, to see that its endpoint works.</summary>
    public const string Test = "endpoint.test";

    /// <summary>The types an endpoint may ask for.</summary>
    public static IReadOnlyList<string> Types { get; } = [ExamCompleted, CardIssued, CardExpiring, CardRevoked];

    /// <summary>Stores an event of a course provider; <paramref name="data"/> holds ids and results, and no secret.</summary>
    /// <returns>The event's id, by which a receiver knows a repeated delivery.</returns>
    public static Guid Add(DbTransaction transaction, string providerId, string type, JsonObject data, DateTimeOffset now)
    {
        Guid eventId = Store(transaction, providerId, type, data, now);
        IEnumerable<(string EndpointId, string EventTypes)> endpoints = transaction.Connection!.Query<(string, string)>(
            "SELECT endpoint_id, event_types FROM webhook_endpoints WHERE provider_id = @providerId AND disabled_at IS NULL",
            new { providerId },
            transaction);
        foreach ((string endpointId, string eventTypes) in endpoints)
        {
            if (JsonSerializer.Deserialize<string[]>(eventTypes)!.Contains(type))
            {
                Queue(transaction, eventId, endpointId, now);
            }
        }

        return eventId;
    }

    /// <summary>Stores a test event for one endpoint, whatever types it asks for.</summary>
    public static Guid AddTest(DbTransaction transaction, string providerId, Guid endpointId, DateTimeOffset now)
    {
        Guid eventId = Store(transaction, providerId, Test, new JsonObject { ["endpointId"] = endpointId.ToString() }, now);
        Queue(transaction, eventId, Ids.Of(endpointId), now);
        return eventId;
    }

    private static Guid Store(DbTransaction transaction, string providerId, string type, JsonObject data, DateTimeOffset now)
    {
        Guid eventId = Ids.New(now);
        string body = new JsonObject
        {
            ["type"] = type,
            ["timestamp"] = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            ["data"] = data,
        }.ToJsonString();
        transaction.Connection!.Execute(
            """
            INSERT INTO webhook_events (event_id, provider_id, event_type, body, created_at)
            VALUES (@eventId, @providerId, @type, @body, @createdAt)
            """,
            new
            {
                eventId = Ids.Of(eventId),
                providerId,
                type,
                body,
                createdAt = now.ToUnixTimeMilliseconds(),
            },
            transaction);
        return eventId;
    }

    private static void Queue(DbTransaction transaction, Guid eventId, string endpointId, DateTimeOffset now) => transaction.Connection!.Execute(
        """
        INSERT INTO webhook_deliveries (event_id, endpoint_id, status, attempts, next_attempt_at)
        VALUES (@eventId, @endpointId, 'pending', 0, @now)
        """,
        new { eventId = Ids.Of(eventId), endpointId, now = now.ToUnixTimeMilliseconds() },
        transaction);
}
