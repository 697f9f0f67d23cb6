using System.Security.Cryptography;
using Pals.Exam.Api.Security;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Webhooks;

/// <summary>The secrets that sign events, sealed in the database for their endpoint.</summary>
internal sealed partial class WebhookSecrets(ExamDatabase database, SecretBox box, ILogger<WebhookSecrets> logger)
{
    /// <summary>Seals a secret for an endpoint.</summary>
    public byte[] Seal(Guid endpointId, ReadOnlySpan<byte> secret) => box.Seal(secret, endpointId.ToByteArray());

    /// <summary>The signature by every secret in force, or null when one cannot be opened.</summary>
    public string? TrySign(DueDelivery delivery, string id, long timestamp, DateTimeOffset now)
    {
        try
        {
            IEnumerable<byte[]> secrets = database.Read(transaction => WebhookRecords.Secrets(transaction, delivery.EndpointId, now))
                .Select(secret => box.Open(secret, delivery.EndpointId.ToByteArray()));
            return WebhookSignature.Of(secrets, id, timestamp, delivery.Body);
        }
        catch (CryptographicException exception)
        {
            LogSealed(exception, delivery.EndpointId);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The secret of webhook endpoint {EndpointId} cannot be opened.")]
    private partial void LogSealed(Exception exception, Guid endpointId);
}
