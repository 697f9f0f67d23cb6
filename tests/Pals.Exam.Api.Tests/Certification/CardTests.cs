using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Dapper;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Tests.Support;

namespace Pals.Exam.Api.Tests.Certification;

/// <summary>A card from its issue to its end. Credentials are checked by Microsoft.IdentityModel.JsonWebTokens, which shares no code with what signs them.</summary>
public sealed class CardTests : TestsOfAProvider
{
    [Fact]
    public async Task Exam_PassedAfterTheCourse_IssuesTheCardWithItsEvents()
    {
        string number = await Provider.Certify("ann");

        JsonElement card = await Verify(number);
        Assert.Equal("valid", card.GetProperty("status").GetString());
        Assert.Equal("Ann <b>Example</b>", card.GetProperty("name").GetString());
        Assert.Equal("2026-03-02", card.GetProperty("issuedOn").GetString());
        Assert.Equal("2028-03-31", card.GetProperty("expiresOn").GetString());
        Assert.Equal(["card.issued", "exam.completed"], Events().Order());
        Assert.Single((await Provider.Get("/v1/cards")).GetProperty("cards").EnumerateArray());
        Assert.Equal("valid", (await Verify(number.ToLowerInvariant().Replace("-", " ").Replace('0', 'o'))).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Exam_Failed_IssuesNone()
    {
        await CourseProvider.Json(await Provider.Attest(await Provider.Enrol("ann")));

        await Provider.Sit("ann", pass: false);

        Assert.Equal(["exam.completed"], Events());
        Assert.Equal(0, (await Provider.Get("/v1/cards")).GetProperty("cards").GetArrayLength());
    }

    [Fact]
    public async Task Course_AttestedAfterThePass_IssuesTheCardThen()
    {
        await Import("courseComplete: before-exam", "courseComplete: before-card");
        string enrolmentId = await Provider.Enrol("ann");
        await Provider.Sit("ann");
        Assert.Equal("passed", await Provider.State(enrolmentId));
        Assert.Equal(["exam.completed"], Events());

        JsonElement enrolment = await CourseProvider.Json(await Provider.Attest(enrolmentId));

        Assert.Equal("certified", enrolment.GetProperty("state").GetString());
        Assert.Contains("card.issued", Events());
    }

    [Fact]
    public async Task Page_OfACard_ShowsItEscapedAndWithoutScript()
    {
        string number = await Provider.Certify("ann");

        string page = await Server.Http.GetStringAsync($"/cards/{number}", Cancellation);

        Assert.Contains("This card is valid.", page);
        Assert.Contains("Ann &lt;b&gt;Example&lt;/b&gt;", page);
        Assert.Contains("Heart &amp; Co", page);
        Assert.Contains("31 March 2028", page);
        Assert.DoesNotContain("<script", page);
        Assert.DoesNotContain("style=", page);
        using HttpResponseMessage unknown = await Server.Http.GetAsync("/cards/PALS-0000-0000-0000-0001", Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Contains("No card has this number.", await unknown.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task Pdf_OfACard_IsOneAndNamesInForeignLettersDoNotBreakIt()
    {
        string enrolmentId = await Provider.Enrol("li", name: "李娜");
        await CourseProvider.Json(await Provider.Attest(enrolmentId));
        await Provider.Sit("li");
        string number = (await Provider.Enrolment(enrolmentId)).GetProperty("cardNumber").GetString()!;

        using HttpResponseMessage response = await Server.Http.GetAsync($"/cards/{number}.pdf", Cancellation);

        Assert.Equal("application/pdf", response.Content.Headers.ContentType!.MediaType);
        byte[] pdf = await response.Content.ReadAsByteArrayAsync(Cancellation);
        Assert.StartsWith("%PDF-1.7", Encoding.ASCII.GetString(pdf[..8]));
        Assert.Contains("李娜", WebUtility.HtmlDecode(await Server.Http.GetStringAsync($"/cards/{number}", Cancellation)));
    }

    [Fact]
    public async Task Credential_OfACard_IsVerifiedByAnIndependentLibrary()
    {
        string number = await Provider.Certify("ann");
        string jwt = await Credential(number);

        TokenValidationResult result = await Validate(jwt);

        Assert.True(result.IsValid, result.Exception?.ToString());
        var token = new JsonWebToken(jwt);
        string address = Server.Http.BaseAddress!.ToString().TrimEnd('/');
        Assert.Equal(("ES256", "JWT", Issuer), (token.Alg, token.Typ, token.Issuer));
        Assert.StartsWith($"{address}/.well-known/jwks/", token.Kid);
        Assert.Equal(token.Kid, (await Get(new Uri(token.Kid).AbsolutePath)).GetProperty("kid").GetString());
        Assert.Equal($"{address}/cards/{number}", token.Id);
        Assert.Equal(new DateTime(2028, 3, 31, 23, 59, 59, DateTimeKind.Utc), token.ValidTo);
        JsonElement payload = JsonDocument.Parse(Base64UrlEncoder.Decode(jwt.Split('.')[1])).RootElement;
        Assert.Equal("OpenBadgeCredential", payload.GetProperty("type")[1].GetString());
        Assert.Equal("PALS Provider", payload.GetProperty("credentialSubject").GetProperty("achievement").GetProperty("name").GetString());
        Assert.Equal(token.Subject, payload.GetProperty("credentialSubject").GetProperty("id").GetString());

        string[] parts = jwt.Split('.');
        string forged = $"{parts[0]}.{Base64UrlEncoder.Encode(Base64UrlEncoder.Decode(parts[1]).Replace("2028", "2038"))}.{parts[2]}";
        Assert.False((await Validate(forged)).IsValid);
    }

    [Fact]
    public async Task SigningKey_Rotated_LeavesOldCredentialsValidUntilTheLastCardHasExpired()
    {
        string number = await Provider.Certify("ann");
        string old = await Credential(number);
        using HttpClient administrator = Server.HttpWith(ExamServer.AdministratorKey);

        await CourseProvider.Json(await administrator.PostAsync("/v1/signing-keys", null, Cancellation));

        string renewed = await Credential(number);
        Assert.NotEqual(new JsonWebToken(old).Kid, new JsonWebToken(renewed).Kid);
        Assert.True((await Validate(old)).IsValid);
        Assert.True((await Validate(renewed)).IsValid);
        string keys = (await Get("/.well-known/jwks.json")).GetRawText();
        Assert.DoesNotContain("\"d\"", keys);
        Assert.Equal(2, (await Get("/.well-known/jwks.json")).GetProperty("keys").GetArrayLength());

        Server.Clock.Advance(TimeSpan.FromDays(761));
        Assert.Equal(1, (await Get("/.well-known/jwks.json")).GetProperty("keys").GetArrayLength());
        byte[]?[] privateKeys = [.. Server.Database.Read(ItemBank.Storage.SigningKeyRecords.All).Select(key => key.SealedPrivateKey)];
        Assert.Single(privateKeys, key => key is not null);
    }

    [Fact]
    public async Task Card_RevokedAndReissued_IsShownAsSuch()
    {
        string number = await Provider.Certify("ann");
        JsonElement revoked = await CourseProvider.Json(await Revoke(Provider.Http, number));
        Assert.Equal("revoked", revoked.GetProperty("status").GetString());
        Assert.Contains("card.revoked", Events());
        Assert.Contains("was revoked on 2 March 2026", await Server.Http.GetStringAsync($"/cards/{number}", Cancellation));
        Assert.DoesNotContain("Mistake", (await Verify(number)).GetRawText());
        await ProblemAssert.Is(ProblemTypes.CardNotValid, await Server.Http.GetAsync($"/v1/cards/{number}/credential", Cancellation));
        await ProblemAssert.Is(ProblemTypes.CardNotValid, await Server.Http.GetAsync($"/cards/{number}.pdf", Cancellation));
        await ProblemAssert.Is(ProblemTypes.CardNotInForce, await Revoke(Provider.Http, number));

        JsonElement reissued = await CourseProvider.Json(await Reissue(Provider.Http, number, "Ann Example"));

        string second = reissued.GetProperty("cardNumber").GetString()!;
        Assert.Equal(("valid", "Ann Example"), (reissued.GetProperty("status").GetString(), (await Verify(second)).GetProperty("name").GetString()));
        Assert.Equal("2028-03-31", reissued.GetProperty("expiresOn").GetString());
        Assert.Equal("revoked", (await Verify(number)).GetProperty("status").GetString());
        Assert.True((await Validate(await Credential(second))).IsValid);
        await ProblemAssert.Is(ProblemTypes.CardNotInForce, await Reissue(Provider.Http, number, null));

        JsonElement third = await CourseProvider.Json(await Reissue(Provider.Http, second, null));
        JsonElement before = await Verify(second);
        Assert.Equal(("reissued", third.GetProperty("cardNumber").GetString()), (before.GetProperty("status").GetString(), before.GetProperty("reissuedAs").GetString()));
    }

    [Fact]
    public async Task Card_RevokedByAnAdministrator_IsReissuedByOneOnly()
    {
        string number = await Provider.Certify("ann");
        using HttpClient administrator = Server.HttpWith(ExamServer.AdministratorKey);
        await CourseProvider.Json(await Revoke(administrator, number));

        await ProblemAssert.Is(ProblemTypes.CardNotInForce, await Reissue(Provider.Http, number, null));
        await CourseProvider.Json(await Reissue(administrator, number, null));
    }

    [Fact]
    public async Task Verify_TooOftenFromOneAddress_IsRefused()
    {
        await using ExamServer server = await ExamServer.Create(("Limits:CardsPerMinute", "2"), ("Limits:Enabled", "true"));
        HttpResponseMessage[] responses =
            [.. await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => server.Http.GetAsync("/cards/PALS-0000-0000-0000-0001", Cancellation)))];

        await ProblemAssert.Is(ProblemTypes.TooManyRequests, responses.First(response => response.StatusCode == HttpStatusCode.TooManyRequests));
        Assert.Equal(2, responses.Count(response => response.StatusCode == HttpStatusCode.NotFound));
    }

    private string Issuer => $"{Server.Http.BaseAddress}issuers/{Provider.ProviderId}";

    private async Task Import(string old, string changed)
    {
        using HttpClient administrator = Server.HttpWith(ExamServer.AdministratorKey);
        string rules = (await Provider.Get("/v1/programmes/pals")).GetProperty("rules").GetString()!;
        using var content = new StringContent(rules.Replace(old, changed));
        content.Headers.ContentType = new("application/yaml");
        await CourseProvider.Json(await administrator.PutAsync("/v1/programmes/pals", content, Cancellation));
    }

    private string[] Events() =>
    [
        .. Server.Database.Read(t => t.Connection!.Query<string>("SELECT event_type FROM webhook_events ORDER BY created_at", transaction: t).AsList()),
    ];

    private async Task<TokenValidationResult> Validate(string jwt)
    {
        var keys = new JsonWebKeySet((await Get("/.well-known/jwks.json")).GetRawText());
        return new JsonWebTokenHandler().ValidateToken(jwt, new TokenValidationParameters
        {
            IssuerSigningKeys = keys.GetSigningKeys(),
            ValidIssuer = Issuer,
            ValidateAudience = false,
            ValidAlgorithms = ["ES256"],
            LifetimeValidator = (from, until, _, _) => from <= Server.Clock.GetUtcNow().UtcDateTime && until >= Server.Clock.GetUtcNow().UtcDateTime,
        });
    }

    private Task<string> Credential(string number) => Server.Http.GetStringAsync($"/v1/cards/{number}/credential", Cancellation);

    private Task<JsonElement> Verify(string number) => Get($"/v1/cards/{number}");

    private async Task<JsonElement> Get(string address) => await CourseProvider.Json(await Server.Http.GetAsync(address, Cancellation));

    private static Task<HttpResponseMessage> Revoke(HttpClient http, string number) =>
        http.PostAsJsonAsync($"/v1/cards/{number}/revocation", new { reason = "Mistake" }, Cancellation);

    private static Task<HttpResponseMessage> Reissue(HttpClient http, string number, string? name) =>
        http.PostAsJsonAsync($"/v1/cards/{number}/reissue", new { reason = "Misspelled", name }, Cancellation);
}
