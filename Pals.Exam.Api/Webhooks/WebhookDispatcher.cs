using System.Collections.Immutable;
using System.Security.Cryptography;
using Pals.Exam.Api.Hosting;
using Pals.Exam.ItemBank.Audit;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Webhooks;

/// <summary>Delivers the events of the outbox. A delivery is claimed in the database before it is sent, so that several nodes share the work.</summary>
internal sealed partial class WebhookDispatcher(
    ExamDatabase database, WebhookSender sender, WebhookSecrets secrets, TimeProvider time, ILogger<WebhookDispatcher> logger)
    : PeriodicWork(TimeSpan.FromSeconds(1), time, logger)
{
    private const int Batch = 32;

    /// <summary>Longer than an attempt takes: a claim that old belongs to a node that died.</summary>
    private static readonly TimeSpan ClaimTime = TimeSpan.FromMinutes(1);

    public override async Task Sweep(CancellationToken stopping)
    {
        ImmutableArray<DueDelivery> due;
        do
        {
            due = database.Read(transaction => WebhookDeliveryRecords.Due(transaction, Time.GetUtcNow(), Batch));
            await Task.WhenAll(due.Select(delivery => Deliver(delivery, stopping)));
        }
        while (due.Length == Batch);
    }

    private async Task Deliver(DueDelivery delivery, CancellationToken stopping)
    {
        if (!await database.Write(transaction => WebhookDeliveryRecords.Claim(transaction, delivery, Time.GetUtcNow() + ClaimTime), stopping))
        {
            return;
        }

        DateTimeOffset now = Time.GetUtcNow();
        string id = delivery.EventId.ToString("D");
        long timestamp = now.ToUnixTimeSeconds();
        WebhookResponse response = secrets.TrySign(delivery, id, timestamp, now) is { } signature
            ? await sender.Send(delivery.Url, id, timestamp, delivery.Body, signature, stopping)
            : new WebhookResponse(null, "the secret cannot be opened: the server has another master key than when it was made");
        TimeSpan? wait = RetrySchedule.After(delivery.Attempts + 1, RandomNumberGenerator.GetInt32(1_000_001) / 1_000_000.0);
        WebhookDeliveryStatus status = response.Status is >= 200 and < 300 ? WebhookDeliveryStatus.Delivered
            : wait is null || response.Status == StatusCodes.Status410Gone ? WebhookDeliveryStatus.Failed
            : WebhookDeliveryStatus.Pending;
        await database.Write(
            transaction =>
            {
                WebhookDeliveryRecords.Record(transaction, delivery, now, response.Status, response.Outcome, status, now + (wait ?? TimeSpan.Zero));
                if (response.Status == StatusCodes.Status410Gone
                    && WebhookRecords.Disable(transaction, delivery.EndpointId, "The receiver answered 410 Gone.", now))
                {
                    AuditRecords.Append(transaction, now, AuditActor.System, "webhook.disabled", $"webhook:{delivery.EndpointId}");
                }
            },
            CancellationToken.None);
        LogAttempt(Logger, delivery.EventId, delivery.EndpointId, delivery.Attempts + 1, response.Outcome);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Event {EventId} to endpoint {EndpointId}, attempt {Attempt}: {Outcome}.")]
    private static partial void LogAttempt(ILogger logger, Guid eventId, Guid endpointId, int attempt, string outcome);
}
