using System.Collections.Immutable;
using System.Data.Common;
using System.Net;
using Microsoft.AspNetCore.Http.HttpResults;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Security;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Webhooks;

/// <summary>Webhooks of a course provider: where its server is told what happened.</summary>
internal static class WebhookEndpoints
{
    public const int LongestUrl = 500;

    private const int MostWebhooks = 20;
    private const int MostDeliveries = 200;

    /// <summary>How long an old secret signs along, so that a receiver has time to learn the new one.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    public static void AddWebhooks(this IServiceCollection services) => services
        .AddSingleton<WebhookSecrets>()
        .AddSingleton<WebhookSender>()
        .AddHostedService<WebhookDispatcher>();

    public static void MapWebhooks(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/v1/webhooks").WithTags("Webhooks").RequireAccess(Role.Provider)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        group.MapGet("/", List).WithName("ListWebhooks").WithSummary("Lists the provider's webhooks");
        group.MapPost("/", Add).WithName("AddWebhook").WithSummary("Adds a webhook")
            .WithDescription("Deliveries are signed by the Standard Webhooks convention with the secret in the answer, which is shown this once.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        group.MapDelete("/{webhookId:guid}", Remove).WithName("RemoveWebhook").WithSummary("Ends deliveries to a webhook")
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPost("/{webhookId:guid}/secrets", ReplaceSecret).WithName("ReplaceWebhookSecret").WithSummary("Gives a webhook a new secret")
            .WithDescription("For a day both the old and the new secret sign, so that the receiver can change over without a gap.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPost("/{webhookId:guid}/test", Test).WithName("TestWebhook").WithSummary("Sends a test event")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        group.MapGet("/{webhookId:guid}/deliveries", Deliveries).WithName("ListDeliveries").WithSummary("Lists the latest deliveries")
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPost("/{webhookId:guid}/deliveries/{eventId:guid}/replay", Replay).WithName("ReplayDelivery")
            .WithSummary("Delivers an event again")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static Ok<WebhookList> List(ExamDatabase database, HttpContext context) => TypedResults.Ok(new WebhookList(
    [
        .. database.Read(transaction => WebhookRecords.OfProvider(transaction, context.ProviderId())).Select(endpoint => new WebhookResponseBody(
            endpoint.EndpointId, endpoint.Url, endpoint.EventTypes, endpoint.CreatedAt, endpoint.DisabledAt, endpoint.DisabledReason)),
    ]));

    private static async Task<Results<Created<WebhookCreated>, ProblemHttpResult>> Add(
        NewWebhook webhook, ExamDatabase database, WebhookSecrets secrets, IConfiguration configuration, HttpContext context, TimeProvider time)
    {
        if (RefusalOf(webhook.Url, WebhookSender.AllowsPrivateAddresses(configuration)) is string refusal)
        {
            return Problem.Of(ProblemTypes.InvalidRequest, refusal, "url");
        }

        IReadOnlyList<string> events = webhook.Events ?? WebhookOutbox.Types;
        if (events.Count == 0 || events.Except(WebhookOutbox.Types).Any() || events.Distinct().Count() != events.Count)
        {
            return Problem.Of(
                ProblemTypes.InvalidRequest, $"events names each at most once of {string.Join(", ", WebhookOutbox.Types)}.", "events");
        }

        DateTimeOffset now = time.GetUtcNow();
        byte[] secret = WebhookSignature.NewSecret();
        var endpoint = new WebhookEndpoint(Ids.New(now), context.ProviderId(), webhook.Url, [.. events], now, null, null);
        byte[] sealedSecret = secrets.Seal(endpoint.EndpointId, secret);
        bool added = await database.Write(transaction =>
        {
            SqlDialect.Of(transaction).Serialize(transaction, $"webhooks {endpoint.ProviderId}");
            if (WebhookRecords.OfProvider(transaction, endpoint.ProviderId).Count(other => other.DisabledAt is null) >= MostWebhooks)
            {
                return false;
            }

            WebhookRecords.Add(transaction, endpoint, sealedSecret);
            Audit(transaction, now, context.Caller().Actor, "webhook.added", endpoint.EndpointId, endpoint.ProviderId);
            return true;
        });
        return added
            ? TypedResults.Created(
                $"/v1/webhooks/{endpoint.EndpointId}",
                new WebhookCreated(endpoint.EndpointId, endpoint.Url, events, WebhookSignature.Written(secret)))
            : Problem.Of(ProblemTypes.TooManyWebhooks, $"A provider has {MostWebhooks} webhooks at most; remove one.");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Remove(
        Guid webhookId, ExamDatabase database, HttpContext context, TimeProvider time)
    {
        DateTimeOffset now = time.GetUtcNow();
        bool removed = await database.Write(transaction =>
        {
            if (WebhookRecords.Find(transaction, context.ProviderId(), webhookId) is null
                || !WebhookRecords.Disable(transaction, webhookId, "Removed by the provider.", now))
            {
                return false;
            }

            Audit(transaction, now, context.Caller().Actor, "webhook.removed", webhookId, context.ProviderId());
            return true;
        });
        return removed ? TypedResults.NoContent() : NotFound();
    }

    private static async Task<Results<Created<WebhookSecretCreated>, ProblemHttpResult>> ReplaceSecret(
        Guid webhookId, ExamDatabase database, WebhookSecrets secrets, HttpContext context, TimeProvider time)
    {
        DateTimeOffset now = time.GetUtcNow();
        byte[] secret = WebhookSignature.NewSecret();
        byte[] sealedSecret = secrets.Seal(webhookId, secret);
        bool replaced = await database.Write(transaction =>
        {
            if (WebhookRecords.Find(transaction, context.ProviderId(), webhookId) is not { DisabledAt: null })
            {
                return false;
            }

            WebhookRecords.ReplaceSecret(transaction, webhookId, sealedSecret, now, now + Overlap);
            Audit(transaction, now, context.Caller().Actor, "webhook.secret-replaced", webhookId, context.ProviderId());
            return true;
        });
        return replaced
            ? TypedResults.Created($"/v1/webhooks/{webhookId}", new WebhookSecretCreated(WebhookSignature.Written(secret), now + Overlap))
            : NotFound();
    }

    private static async Task<Results<Accepted<WebhookEventQueued>, ProblemHttpResult>> Test(
        Guid webhookId, ExamDatabase database, HttpContext context, TimeProvider time)
    {
        (WebhookEndpoint? endpoint, Guid eventId) = await database.Write(transaction =>
            WebhookRecords.Find(transaction, context.ProviderId(), webhookId) is { } found
                ? (found, found.DisabledAt is null ? WebhookOutbox.AddTest(transaction, found.ProviderId, webhookId, time.GetUtcNow()) : default)
                : default);
        return endpoint switch
        {
            null => NotFound(),
            { DisabledAt: not null } => Disabled(endpoint),
            _ => TypedResults.Accepted($"/v1/webhooks/{webhookId}/deliveries", new WebhookEventQueued(eventId)),
        };
    }

    private static Results<Ok<WebhookDeliveryList>, ProblemHttpResult> Deliveries(Guid webhookId, ExamDatabase database, HttpContext context)
    {
        ImmutableArray<WebhookDelivery>? deliveries = database.Read(transaction =>
            WebhookRecords.Find(transaction, context.ProviderId(), webhookId) is null
                ? (ImmutableArray<WebhookDelivery>?)null
                : WebhookDeliveryRecords.Deliveries(transaction, webhookId, MostDeliveries));
        return deliveries is null
            ? NotFound()
            : TypedResults.Ok(new WebhookDeliveryList(
            [
                .. deliveries.Value.Select(delivery => new WebhookDeliveryResponse(
                    delivery.EventId,
                    delivery.EventType,
                    delivery.CreatedAt,
                    Words.Of(delivery.Status),
                    delivery.Attempts,
                    delivery.Status == WebhookDeliveryStatus.Pending ? delivery.NextAttemptAt : null,
                    delivery.LastResponseStatus,
                    delivery.LastOutcome)),
            ]));
    }

    private static async Task<Results<Accepted<WebhookEventQueued>, ProblemHttpResult>> Replay(
        Guid webhookId, Guid eventId, ExamDatabase database, HttpContext context, TimeProvider time)
    {
        (WebhookEndpoint? endpoint, bool queued) = await database.Write(transaction =>
        {
            WebhookEndpoint? found = WebhookRecords.Find(transaction, context.ProviderId(), webhookId);
            return (found, found is { DisabledAt: null } && WebhookDeliveryRecords.Replay(transaction, webhookId, eventId, time.GetUtcNow()));
        });
        return endpoint switch
        {
            null => NotFound(),
            { DisabledAt: not null } => Disabled(endpoint),
            _ when queued => TypedResults.Accepted($"/v1/webhooks/{webhookId}/deliveries", new WebhookEventQueued(eventId)),
            _ => Problem.Of(ProblemTypes.DeliveryNotFound, "The webhook was never sent this event."),
        };
    }

    private static ProblemHttpResult NotFound() => Problem.Of(ProblemTypes.WebhookNotFound, "The provider has no such webhook.");

    private static ProblemHttpResult Disabled(WebhookEndpoint endpoint) =>
        Problem.Of(ProblemTypes.WebhookDisabled, $"Deliveries have ended: {endpoint.DisabledReason} Add the webhook anew.");

    /// <summary>The address of a webhook may hold a secret of the receiver: the trail names the webhook by its id.</summary>
    private static void Audit(DbTransaction transaction, DateTimeOffset at, string actor, string action, Guid webhookId, string providerId) =>
        AuditRecords.Append(transaction, at, actor, action, $"webhook:{webhookId}", ("provider", providerId));

    private static string? RefusalOf(string url, bool allowPrivate)
    {
        if (url.Length > LongestUrl || !Uri.TryCreate(url, UriKind.Absolute, out Uri? address)
            || !(address.Scheme == Uri.UriSchemeHttps || (allowPrivate && address.Scheme == Uri.UriSchemeHttp)))
        {
            return $"url must be an absolute https address of at most {LongestUrl} characters.";
        }

        if (address.UserInfo.Length > 0 || address.Fragment.Length > 0)
        {
            return "url must have neither user name nor fragment.";
        }

        return !allowPrivate && IPAddress.TryParse(address.IdnHost.Trim('[', ']'), out IPAddress? literal) && !PublicAddress.Is(literal)
            ? "url leads to a private address."
            : null;
    }
}
