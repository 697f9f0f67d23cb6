using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Pals.Exam.Api.Webhooks;

/// <summary>Where a course provider wants to be told of events.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record NewWebhook(
    [property: Description("An https address of the public internet, at most 500 characters.")]
    [property: Length(1, WebhookEndpoints.LongestUrl)]
    string Url,
    [property: Description("Types of events to be told of; all when left out: exam.completed, card.issued, card.expiring, card.revoked.")]
    IReadOnlyList<string>? Events = null);

/// <summary>A webhook and its secret.</summary>
public sealed record WebhookCreated(
    Guid WebhookId,
    string Url,
    IReadOnlyList<string> Events,
    [property: Description("Signs every delivery; given this once.")]
    string Secret);

/// <summary>A webhook.</summary>
public sealed record WebhookResponseBody(
    Guid WebhookId,
    string Url,
    IReadOnlyList<string> Events,
    DateTimeOffset CreatedAt,
    [property: Description("When deliveries ended, or null while they go on.")]
    DateTimeOffset? DisabledAt,
    string? DisabledReason);

/// <summary>The webhooks of a course provider.</summary>
public sealed record WebhookList(IReadOnlyList<WebhookResponseBody> Webhooks);

/// <summary>A new secret of a webhook.</summary>
public sealed record WebhookSecretCreated(
    [property: Description("Signs every delivery from now on; given this once.")]
    string Secret,
    [property: Description("Until then the secret before it signs along.")]
    DateTimeOffset PreviousUntil);

/// <summary>One event on its way to a webhook.</summary>
public sealed record WebhookDeliveryResponse(
    Guid EventId,
    string Type,
    DateTimeOffset CreatedAt,
    [property: AllowedValues("pending", "delivered", "failed")]
    string Status,
    int Attempts,
    [property: Description("When a pending delivery is tried next.")]
    DateTimeOffset? NextAttemptAt,
    [property: Description("The HTTP status of the last attempt, or null when there was none.")]
    int? LastStatus,
    [property: Description("How the last attempt ended, in words.")]
    string? LastOutcome);

/// <summary>The latest deliveries to a webhook, newest first.</summary>
public sealed record WebhookDeliveryList(IReadOnlyList<WebhookDeliveryResponse> Deliveries);

/// <summary>A delivery that was asked for.</summary>
public sealed record WebhookEventQueued(Guid EventId);
