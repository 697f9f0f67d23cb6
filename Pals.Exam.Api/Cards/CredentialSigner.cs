using System.Buffers.Text;
using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Pals.Exam.Api.Programmes;
using Pals.Exam.Api.Security;
using Pals.Exam.ItemBank.Cards;
using Pals.Exam.ItemBank.Programmes;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Cards;

/// <summary>
/// Signs cards as Open Badges 3.0 credentials: a JWT (ES256) whose payload is the credential. Keys are made by the server, sealed in the database,
/// and published; a retired key stays published until the last card that it may have signed has expired.
/// </summary>
internal sealed class CredentialSigner(ExamDatabase database, SecretBox box, ProgrammeCatalog programmes, TimeProvider time)
{
    /// <summary>Where the public keys are.</summary>
    public const string KeysPath = "/.well-known/jwks.json";

    private const string Purpose = "credential signing key ";

    /// <summary>The address of one public key, which is also its kid.</summary>
    public static string KeyUrl(string publicUrl, Guid keyId) => $"{publicUrl}/.well-known/jwks/{keyId}";

    /// <summary>Makes the first key.</summary>
    public Task EnsureKey()
    {
        StoredSigningKey key = NewKey();
        return database.Write(transaction =>
        {
            SqlDialect.Of(transaction).Serialize(transaction, "signing keys");
            if (!SigningKeyRecords.All(transaction).Any(known => known.RetiredAt is null))
            {
                SigningKeyRecords.Rotate(transaction, key);
            }
        });
    }

    /// <summary>Puts a new key in the place of the one that signs.</summary>
    public async Task<StoredSigningKey> Rotate(string actor)
    {
        StoredSigningKey key = NewKey();
        await database.Write(transaction =>
        {
            SqlDialect.Of(transaction).Serialize(transaction, "signing keys");
            SigningKeyRecords.Rotate(transaction, key);
            AuditRecords.Append(transaction, key.CreatedAt, actor, "signing-key.made", $"signing-key:{key.KeyId}");
        });
        return key;
    }

    /// <summary>True while verifiers may need the key.</summary>
    public static bool IsPublished(DbTransaction transaction, StoredSigningKey key, DateOnly today) =>
        key.RetiredAt is not { } retiredAt || CardRecords.LastExpiry(transaction, retiredAt) >= today;

    /// <summary>The public keys as a JWK set.</summary>
    public JsonObject KeySet(string publicUrl) => new()
    {
        ["keys"] = new JsonArray([.. Published().Select(key => PublicKey(key, publicUrl))]),
    };

    /// <summary>One public key as a JWK, or null.</summary>
    public JsonObject? Key(Guid keyId, string publicUrl) =>
        Published().FirstOrDefault(key => key.KeyId == keyId) is { } found ? PublicKey(found, publicUrl) : null;

    /// <summary>The credential of a card, signed.</summary>
    public string Sign(Card card, string publicUrl)
    {
        StoredSigningKey key = database.Read(SigningKeyRecords.All).First(known => known.RetiredAt is null);
        var header = new JsonObject { ["alg"] = "ES256", ["kid"] = KeyUrl(publicUrl, key.KeyId), ["typ"] = "JWT" };
        string signed = $"{Encode(header)}.{Encode(Credential(card, publicUrl))}";
        byte[] privateKey = box.Open(key.SealedPrivateKey!, PurposeOf(key.KeyId));
        try
        {
            using var ecdsa = ECDsa.Create();
            ecdsa.ImportPkcs8PrivateKey(privateKey, out _);
            return $"{signed}.{Base64Url.EncodeToString(ecdsa.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
        }
        finally
        {
            CryptographicOperations.ZeroMemory(privateKey);
        }
    }

    private JsonObject Credential(Card card, string publicUrl)
    {
        CardRules rules = database.Read(transaction => programmes.Require(transaction, card.ProgrammeId)).Card;
        string id = $"{publicUrl}/cards/{card.Number}";
        string subject = $"urn:uuid:{card.Holder!.HolderId}";
        var from = new DateTimeOffset(card.IssuedOn.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        DateTimeOffset until = new DateTimeOffset(card.ExpiresOn.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).AddSeconds(-1);
        return new JsonObject
        {
            ["iss"] = publicUrl,
            ["jti"] = id,
            ["sub"] = subject,
            ["nbf"] = from.ToUnixTimeSeconds(),
            ["exp"] = until.ToUnixTimeSeconds(),
            ["@context"] = new JsonArray("https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"),
            ["id"] = id,
            ["type"] = new JsonArray("VerifiableCredential", "OpenBadgeCredential"),
            ["name"] = card.Title,
            ["issuer"] = new JsonObject
            {
                ["id"] = publicUrl,
                ["type"] = new JsonArray("Profile"),
                ["name"] = card.ProviderName,
            },
            ["validFrom"] = Written(from),
            ["validUntil"] = Written(until),
            ["credentialSubject"] = new JsonObject
            {
                ["id"] = subject,
                ["type"] = new JsonArray("AchievementSubject"),
                ["identifier"] = new JsonArray(new JsonObject
                {
                    ["type"] = "IdentityObject",
                    ["hashed"] = false,
                    ["identityHash"] = card.Holder.Name,
                    ["identityType"] = "name",
                }),
                ["achievement"] = new JsonObject
                {
                    ["id"] = $"urn:pals-exam:programme:{card.ProgrammeId}",
                    ["type"] = new JsonArray("Achievement"),
                    ["name"] = card.Title,
                    ["description"] = rules.Description,
                    ["criteria"] = new JsonObject { ["narrative"] = rules.Criteria },
                },
            },
        };
    }

    private ImmutableArray<StoredSigningKey> Published()
    {
        DateOnly today = CardOffice.Today(time.GetUtcNow());
        return database.Read<ImmutableArray<StoredSigningKey>>(transaction =>
            [.. SigningKeyRecords.All(transaction).Where(key => IsPublished(transaction, key, today))]);
    }

    private StoredSigningKey NewKey()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Guid keyId = Guid.NewGuid();
        byte[] privateKey = ecdsa.ExportPkcs8PrivateKey();
        try
        {
            return new StoredSigningKey(keyId, ecdsa.ExportSubjectPublicKeyInfo(), box.Seal(privateKey, PurposeOf(keyId)), time.GetUtcNow(), null);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(privateKey);
        }
    }

    private static JsonObject PublicKey(StoredSigningKey key, string publicUrl)
    {
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportSubjectPublicKeyInfo(key.PublicKey, out _);
        ECPoint point = ecdsa.ExportParameters(includePrivateParameters: false).Q;
        return new JsonObject
        {
            ["kty"] = "EC",
            ["crv"] = "P-256",
            ["use"] = "sig",
            ["alg"] = "ES256",
            ["kid"] = KeyUrl(publicUrl, key.KeyId),
            ["x"] = Base64Url.EncodeToString(point.X!),
            ["y"] = Base64Url.EncodeToString(point.Y!),
        };
    }

    private static byte[] PurposeOf(Guid keyId) => Encoding.ASCII.GetBytes($"{Purpose}{keyId}");

    private static string Encode(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));

    private static string Written(DateTimeOffset value) => value.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
