using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.IdentityModel.Tokens;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Tests.Support;

namespace Pals.Exam.Api.Tests.Certification;

/// <summary>
/// The credential held against Open Badges 3.0: what its data model requires of each class (Appendix B, AchievementCredential and the classes that
/// it needs, with VerifiableCredential of Verifiable Credentials Data Model 2.0), what section 8.2 requires of header and claims of a JWT, and the
/// 1EdTech Revocation List Status Method 1.0.
/// </summary>
public sealed partial class OpenBadgeTests : IAsyncLifetime
{
    private ExamServer _server = null!;
    private CourseProvider _provider = null!;
    private string _number = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Address => _server.Http.BaseAddress!.ToString().TrimEnd('/');

    public async ValueTask InitializeAsync()
    {
        _server = await ExamServer.Create();
        _provider = await CourseProvider.Create(_server);
        _number = await _provider.Certify("ann");
    }

    public ValueTask DisposeAsync()
    {
        _provider.Dispose();
        return _server.DisposeAsync();
    }

    [Fact]
    public async Task Credential_HeldAgainstTheDataModel_HasAllThatIsRequired()
    {
        JsonElement credential = (await Credential()).Payload;

        Assert.Equal("https://www.w3.org/ns/credentials/v2", credential.GetProperty("@context")[0].GetString());
        Assert.Matches(BadgeContext(), credential.GetProperty("@context")[1].GetString());
        RequireType(credential, "VerifiableCredential");
        RequireType(credential, "OpenBadgeCredential");
        RequireUris(credential, "id");
        RequireMoments(credential, "validFrom", "validUntil");
        JsonElement issuer = credential.GetProperty("issuer");
        RequireType(issuer, "Profile");
        RequireUris(issuer, "id");
        JsonElement subject = credential.GetProperty("credentialSubject");
        RequireType(subject, "AchievementSubject");
        RequireUris(subject, "id");
        JsonElement identity = Assert.Single(subject.GetProperty("identifier").EnumerateArray());
        Assert.Equal("IdentityObject", identity.GetProperty("type").GetString());
        Assert.Equal(JsonValueKind.False, identity.GetProperty("hashed").ValueKind);
        RequireTexts(identity, "identityHash", "identityType");
        JsonElement achievement = subject.GetProperty("achievement");
        RequireType(achievement, "Achievement");
        RequireUris(achievement, "id");
        RequireTexts(achievement, "name", "description");
        RequireTexts(achievement.GetProperty("criteria"), "narrative");
        JsonElement schema = Assert.Single(credential.GetProperty("credentialSchema").EnumerateArray());
        RequireUris(schema, "id");
        Assert.Equal("1EdTechJsonSchemaValidator2019", schema.GetProperty("type").GetString());
        RequireUris(credential.GetProperty("credentialStatus"), "id");
        Assert.Equal("1EdTechRevocationList", credential.GetProperty("credentialStatus").GetProperty("type").GetString());
    }

    [Fact]
    public async Task Credential_HeldAgainstTheProofFormat_HasItsHeaderAndClaimsAndNoOthers()
    {
        (JsonElement header, JsonElement credential) = await Credential();

        // Other headers are not allowed; RS256 and ES256 are what 1EdTech's own validator takes.
        Assert.Equal(["alg", "kid", "typ"], header.EnumerateObject().Select(one => one.Name).Order());
        Assert.Equal(("ES256", "JWT"), (header.GetProperty("alg").GetString(), header.GetProperty("typ").GetString()));

        // The payload is the credential itself: a claim vc is of the data model 1.1.
        Assert.False(credential.TryGetProperty("vc", out _));
        Assert.Equal(credential.GetProperty("issuer").GetProperty("id").GetString(), credential.GetProperty("iss").GetString());
        Assert.Equal(credential.GetProperty("id").GetString(), credential.GetProperty("jti").GetString());
        Assert.Equal(credential.GetProperty("credentialSubject").GetProperty("id").GetString(), credential.GetProperty("sub").GetString());
        Assert.Equal(credential.GetProperty("validFrom").GetDateTimeOffset().ToUnixTimeSeconds(), credential.GetProperty("nbf").GetInt64());
        Assert.Equal(credential.GetProperty("validUntil").GetDateTimeOffset().ToUnixTimeSeconds(), credential.GetProperty("exp").GetInt64());
    }

    [Fact]
    public async Task Addresses_InACredential_LeadToTheKeyAndTheIssuerAndTheCardsPage()
    {
        (JsonElement header, JsonElement credential) = await Credential();

        JsonElement key = await Read(header.GetProperty("kid").GetString()!);
        Assert.Equal(("EC", "P-256"), (key.GetProperty("kty").GetString(), key.GetProperty("crv").GetString()));
        Assert.False(key.TryGetProperty("d", out _));

        JsonElement issuer = await Read(credential.GetProperty("iss").GetString()!);
        Assert.Equal(credential.GetProperty("iss").GetString(), issuer.GetProperty("id").GetString());
        Assert.Equal(credential.GetProperty("issuer").GetProperty("name").GetString(), issuer.GetProperty("name").GetString());
        RequireType(issuer, "Profile");
        await ProblemAssert.Is(ProblemTypes.ProviderNotFound, await _server.Http.GetAsync("/issuers/nobody", Cancellation));

        Assert.Contains("This card is valid.", await _server.Http.GetStringAsync(credential.GetProperty("id").GetString(), Cancellation));
    }

    [Fact]
    public async Task WhatVerifiersRead_IsReadableByScriptsOfAnyPage()
    {
        (JsonElement header, JsonElement credential) = await Credential();
        string[] addresses =
        [
            $"{Address}/v1/cards/{_number}", $"{Address}/v1/cards/{_number}/credential", $"{Address}/.well-known/jwks.json",
            header.GetProperty("kid").GetString()!, credential.GetProperty("iss").GetString()!,
            credential.GetProperty("credentialStatus").GetProperty("id").GetString()!,
        ];
        foreach (string address in addresses)
        {
            using HttpResponseMessage response = await _server.Http.GetAsync(address, Cancellation);
            Assert.Equal(("*", "cross-origin"), (One(response, "Access-Control-Allow-Origin"), One(response, "Cross-Origin-Resource-Policy")));
        }

        using HttpResponseMessage own = await _provider.Http.GetAsync("/v1/cards", Cancellation);
        Assert.False(own.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Equal("same-origin", One(own, "Cross-Origin-Resource-Policy"));
    }

    private static string One(HttpResponseMessage response, string header) => Assert.Single(response.Headers.GetValues(header));

    [Fact]
    public async Task Issuers_OfTwoProviders_AreTwo()
    {
        using CourseProvider other = await CourseProvider.Create(_server);
        string second = await other.Certify("ben");

        Assert.NotEqual(
            (await Credential()).Payload.GetProperty("iss").GetString(), (await Credential(second)).Payload.GetProperty("iss").GetString());
    }

    [Fact]
    public async Task Status_OfACredential_ListsItOnceItWasTakenBackAndNoOther()
    {
        JsonElement credential = (await Credential()).Payload;
        string status = credential.GetProperty("credentialStatus").GetProperty("id").GetString()!;
        JsonElement before = await Read(status);
        Assert.Equal(0, before.GetProperty("revokedCredential").GetArrayLength());

        JsonElement reissued = await CourseProvider.Json(
            await _provider.Http.PostAsJsonAsync($"/v1/cards/{_number}/reissue", new { reason = "Lost" }, Cancellation));

        JsonElement after = await Read(status);
        Assert.Equal(
            (status, credential.GetProperty("iss").GetString()), (after.GetProperty("id").GetString(), after.GetProperty("issuer").GetString()));
        JsonElement revoked = Assert.Single(after.GetProperty("revokedCredential").EnumerateArray());
        Assert.Equal(credential.GetProperty("id").GetString(), revoked.GetProperty("id").GetString());
        Assert.True(revoked.GetProperty("revoked").GetBoolean());
        string second = reissued.GetProperty("cardNumber").GetString()!;
        Assert.Equal(0, (await Read($"{Address}/v1/cards/{second}/revocations")).GetProperty("revokedCredential").GetArrayLength());
        await CourseProvider.Json(await _provider.Http.PostAsJsonAsync($"/v1/cards/{second}/revocation", new { reason = "Mistake" }, Cancellation));
        Assert.Single((await Read($"{Address}/v1/cards/{second}/revocations")).GetProperty("revokedCredential").EnumerateArray());
    }

    private static void RequireType(JsonElement thing, string type) =>
        Assert.Contains(type, thing.GetProperty("type").EnumerateArray().Select(one => one.GetString()));

    private static void RequireTexts(JsonElement thing, params string[] properties) =>
        Assert.All(properties, property => Assert.False(string.IsNullOrWhiteSpace(thing.GetProperty(property).GetString()), property));

    private static void RequireUris(JsonElement thing, params string[] properties) =>
        Assert.All(properties, property => Assert.True(Uri.TryCreate(thing.GetProperty(property).GetString(), UriKind.Absolute, out _), property));

    /// <summary>DateTimeZ: with a time zone.</summary>
    private static void RequireMoments(JsonElement thing, params string[] properties) =>
        Assert.All(properties, property => Assert.Matches(Moment(), thing.GetProperty(property).GetString()));

    private async Task<(JsonElement Header, JsonElement Payload)> Credential(string? number = null)
    {
        using HttpResponseMessage response = await _server.Http.GetAsync($"/v1/cards/{number ?? _number}/credential", Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/plain", response.Content.Headers.ContentType!.MediaType);
        Assert.EndsWith(".jwt", response.Content.Headers.ContentDisposition!.FileName, StringComparison.Ordinal);
        string[] parts = (await response.Content.ReadAsStringAsync(Cancellation)).Split('.');
        return (Part(parts[0]), Part(parts[1]));
    }

    private static JsonElement Part(string encoded) => JsonDocument.Parse(Base64UrlEncoder.Decode(encoded)).RootElement;

    private async Task<JsonElement> Read(string address) => await CourseProvider.Json(await _server.Http.GetAsync(address, Cancellation));

    [GeneratedRegex(@"^https://purl\.imsglobal\.org/spec/ob/v3p0/context(-3\.\d\.\d)*\.json$")]
    private static partial Regex BadgeContext();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$")]
    private static partial Regex Moment();
}
