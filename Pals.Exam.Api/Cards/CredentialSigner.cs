using System.Buffers.Text;
using System.Collections.Immutable;
using System.Data.Common;
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
/// Signs the credentials of cards: a JWT (ES256) whose payload is the credential, see <see cref="OpenBadge"/>. Keys are made by the server, sealed
/// in the database, and published; a retired key stays published until the last card that it may have signed has expired.
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
        return database.Write(transaction => SigningKeyRecords.AddFirst(transaction, key));
    }

    /// <summary>Puts a new key in the place of the one that signs.</summary>
    public async Task<StoredSigningKey> Rotate(string actor)
    {
        StoredSigningKey key = NewKey();
        await database.Write(transaction =>
        {
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
        CardRules rules = database.Read(transaction => programmes.Require(transaction, card.ProgrammeId)).Card;
        string signed = $"{Encode(header)}.{Encode(OpenBadge.Credential(card, rules, publicUrl))}";
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

    private ImmutableArray<StoredSigningKey> Published()
    {
        DateOnly today = CardOffice.Today(time.GetUtcNow());
        return database.Read<ImmutableArray<StoredSigningKey>>(transaction =>
            [.. SigningKeyRecords.All(transaction).Where(key => IsPublished(transaction, key, today))]);
    }

    private StoredSigningKey NewKey()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        DateTimeOffset now = time.GetUtcNow();
        Guid keyId = Ids.New(now);
        byte[] privateKey = ecdsa.ExportPkcs8PrivateKey();
        try
        {
            return new StoredSigningKey(keyId, ecdsa.ExportSubjectPublicKeyInfo(), box.Seal(privateKey, PurposeOf(keyId)), now, null);
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
}
