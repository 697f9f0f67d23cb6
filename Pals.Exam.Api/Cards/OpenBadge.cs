using System.Globalization;
using System.Text.Json.Nodes;
using Pals.Exam.ItemBank.Cards;
using Pals.Exam.ItemBank.Programmes;

namespace Pals.Exam.Api.Cards;

/// <summary>
/// A card in the words of Open Badges 3.0 (1EdTech): the credential, who issued it, and whether it was taken back. docs/cards.md says what the
/// specification asks for and where.
/// </summary>
internal static class OpenBadge
{
    private const string Credentials = "https://www.w3.org/ns/credentials/v2";
    private const string Badges = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";

    /// <summary>Names the kinds of status and schema.</summary>
    private const string Extensions = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json";

    private const string Schema = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json";

    /// <summary>The address of a course provider as an issuer, where its profile is.</summary>
    public static string IssuerUrl(string publicUrl, string providerId) => $"{publicUrl}/issuers/{providerId}";

    /// <summary>The address at which a card's credential is listed once it was taken back.</summary>
    public static string RevocationsUrl(string publicUrl, string cardNumber) => $"{publicUrl}/v1/cards/{cardNumber}/revocations";

    /// <summary>The payload of the JWT: the credential itself, and beside it the claims that repeat its dates and names.</summary>
    public static JsonObject Credential(Card card, CardRules rules, string publicUrl)
    {
        string id = CredentialId(card, publicUrl);
        string issuer = IssuerUrl(publicUrl, card.ProviderId);
        string subject = $"urn:uuid:{card.Holder!.HolderId}";
        var from = new DateTimeOffset(card.IssuedOn.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        DateTimeOffset until = new DateTimeOffset(card.ExpiresOn.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).AddSeconds(-1);
        return new JsonObject
        {
            ["iss"] = issuer,
            ["jti"] = id,
            ["sub"] = subject,
            ["nbf"] = from.ToUnixTimeSeconds(),
            ["exp"] = until.ToUnixTimeSeconds(),
            ["@context"] = new JsonArray(Credentials, Badges, Extensions),
            ["id"] = id,
            ["type"] = new JsonArray("VerifiableCredential", "OpenBadgeCredential"),
            ["name"] = card.Title,
            ["issuer"] = new JsonObject { ["id"] = issuer, ["type"] = new JsonArray("Profile"), ["name"] = card.ProviderName },
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
                    ["achievementType"] = "Certification",
                    ["name"] = card.Title,
                    ["description"] = rules.Description,
                    ["criteria"] = new JsonObject { ["narrative"] = rules.Criteria },
                },
            },
            ["credentialSchema"] = new JsonArray(new JsonObject { ["id"] = Schema, ["type"] = "1EdTechJsonSchemaValidator2019" }),
            ["credentialStatus"] = new JsonObject { ["id"] = RevocationsUrl(publicUrl, card.Number), ["type"] = "1EdTechRevocationList" },
        };
    }

    /// <summary>
    /// The list of what was revoked of one card: empty while its credential is good. One list for all cards would tell everyone the numbers of
    /// those that were revoked.
    /// </summary>
    public static JsonObject Revocations(Card card, DateOnly today, string publicUrl)
    {
        bool isRevoked = card.StatusOn(today) is CardStatus.Revoked or CardStatus.Reissued or CardStatus.Erased;
        return new JsonObject
        {
            ["id"] = RevocationsUrl(publicUrl, card.Number),
            ["issuer"] = IssuerUrl(publicUrl, card.ProviderId),
            ["revokedCredential"] = isRevoked
                ? new JsonArray(new JsonObject { ["id"] = CredentialId(card, publicUrl), ["revoked"] = true })
                : [],
        };
    }

    /// <summary>The profile of a course provider as an issuer.</summary>
    public static JsonObject Issuer(string providerId, string name, string publicUrl) => new()
    {
        ["@context"] = new JsonArray(Credentials, Badges),
        ["id"] = IssuerUrl(publicUrl, providerId),
        ["type"] = new JsonArray("Profile"),
        ["name"] = name,
    };

    private static string CredentialId(Card card, string publicUrl) => $"{publicUrl}/cards/{card.Number}";

    private static string Written(DateTimeOffset value) => value.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
