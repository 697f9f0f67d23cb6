using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Microsoft.Playwright;
using Pals.Exam.Tests.Shared.Web;

namespace Pals.Exam.EndToEnd.Tests.Certification;

/// <summary>
/// The whole way, with everybody who takes part: an administrator, a course provider with a server of its own, candidates in a browser, and a
/// stranger who looks at a card. Only the clock is not real: a card lives for two years.
/// </summary>
public sealed class WayTests(ExamBrowser browser) : IClassFixture<ExamBrowser>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Way_FromEnrolmentToTheRenewedCard_IsWalkedToItsEnd()
    {
        IPage page = await browser.Open();
        await using Way way = await Way.Begin();

        // Enrolled by a table, attested by a table.
        Assert.Equal(2, (await way.Enrol("ann", "ben")).GetProperty("enrolled").GetInt32());
        Assert.Equal("course-incomplete", (await way.Enrolment("ann")).Text("state"));
        Assert.Equal(2, (await way.Complete("ann", "ben")).GetProperty("completions").GetInt32());
        Assert.Equal("exam-due", (await way.Enrolment("ann")).Text("state"));

        // The exam, in the provider's page.
        CandidatePage candidate = await way.Sit(page, "ann", right: true);
        Assert.Equal("Passed", await candidate.Report.InnerTextAsync());
        await Assertions.Expect(page.Locator("#told")).ToHaveTextAsync("completed: passed");
        Assert.Empty(candidate.Errors);
        Assert.All(candidate.Addresses, address => Assert.DoesNotMatch("px[ltx]_", address));

        // The provider's server is told, by whom it can be sure of.
        await way.Told(2);
        Assert.All(way.Site.Deliveries, delivered => RequireSignature(delivered, way.Webhook.Text("secret")));
        Assert.Equal(["card.issued", "exam.completed"], way.Site.Deliveries.Select(delivered => delivered.Type).Order());
        Assert.All(way.Site.Deliveries, delivered => Assert.Equal("ann", delivered.Data.Text("candidateId")));
        string first = way.Site.Deliveries.Single(delivered => delivered.Type == "card.issued").Data.Text("cardNumber");
        Assert.Equal(first, (await way.Enrolment("ann")).Text("cardNumber"));

        // Anyone can see what the card is worth.
        await RequirePage(way, first, "This card is valid.", "Ann Example", "31 March 2028");
        await RequireCredential(way, first, "2028-03-31");

        // Revoked, and given back under another number.
        await way.Post($"/v1/cards/{first}/revocation", new { reason = "The name is misspelled." });
        Delivered revoked = await way.Told(3);
        Assert.Equal(("card.revoked", first), (revoked.Type, revoked.Data.Text("cardNumber")));
        await RequirePage(way, first, "This card was revoked on 2 March 2026. It certifies nothing.");
        await way.Server.Http.GetAsync($"/v1/cards/{first}/credential", Cancellation).Refused("card-not-valid");
        JsonElement reissued = await way.Post($"/v1/cards/{first}/reissue", new { reason = "The name is right now.", name = "Anne Example" });
        string second = reissued.Text("cardNumber");
        Assert.NotEqual(first, second);
        Assert.Equal(second, (await way.Told(4)).Data.Text("cardNumber"));
        await RequirePage(way, second, "This card is valid.", "Anne Example", "31 March 2028");
        await RequirePage(way, first, "This card was revoked");

        // Two years later: reminders, once each, and a list.
        way.To(2027, 12, 31);
        Assert.Equal(0, (await way.Get("/v1/renewals")).GetProperty("cards").GetArrayLength());
        way.To(2028, 1, 1);
        Delivered reminder = await way.Told(5);
        Assert.Equal(("card.expiring", second, "2028-03-31"), (reminder.Type, reminder.Data.Text("cardNumber"), reminder.Data.Text("expiresOn")));
        Assert.Equal(second, Assert.Single((await way.Get("/v1/renewals")).GetProperty("cards").EnumerateArray()).Text("cardNumber"));
        Assert.Equal(0, (await way.Get("/v1/renewals?within=30")).GetProperty("cards").GetArrayLength());
        way.To(2028, 3, 1);
        Assert.Equal("card.expiring", (await way.Told(6)).Type);
        Assert.Equal(1, (await way.Get("/v1/renewals?within=30")).GetProperty("cards").GetArrayLength());

        // Renewed by an exam alone: the new period follows the old one.
        JsonElement renewal = await way.Post("/v1/enrolments", new { candidateId = "ann", programmeId = "pals" });
        Assert.Equal(("recertification", second), (renewal.Text("kind"), renewal.Text("previousCard")));
        CandidatePage again = await way.Sit(page, "ann", right: true);
        Assert.Equal("Passed", await again.Report.InnerTextAsync());
        await way.Told(8);
        Delivered issued = way.Site.Deliveries.Last(delivered => delivered.Type == "card.issued");
        string third = issued.Data.Text("cardNumber");
        Assert.Equal("2030-03-31", issued.Data.Text("expiresOn"));
        Assert.Equal(0, (await way.Get("/v1/renewals")).GetProperty("cards").GetArrayLength());
        await RequireCredential(way, third, "2030-03-31");

        way.To(2028, 4, 1);
        await RequirePage(way, second, "This card expired on 31 March 2028.");
        await RequirePage(way, third, "This card is valid.", "Ann Example", "31 March 2030");
        Assert.Equal(8, way.Site.Deliveries.Select(delivered => delivered.Id).Distinct().Count());
    }

    /// <summary>Standard Webhooks, by the words of its specification: HMAC-SHA256 over id, timestamp and body by the secret behind whsec_.</summary>
    private static void RequireSignature(Delivered delivered, string secret)
    {
        byte[] key = Convert.FromBase64String(secret["whsec_".Length..]);
        byte[] signed = Encoding.UTF8.GetBytes($"{delivered.Id}.{delivered.Timestamp}.{delivered.Body}");
        Assert.Equal($"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, signed))}", delivered.Signature);
    }

    /// <summary>The public page of a card, seen by somebody who has no key and nothing in memory.</summary>
    private async Task RequirePage(Way way, string number, string verdict, params string[] facts)
    {
        IPage stranger = await browser.Open();
        await stranger.GotoAsync($"{way.Address}/cards/{number}");
        Assert.Contains(verdict, await stranger.Locator(".verdict").InnerTextAsync(), StringComparison.Ordinal);
        string shown = await stranger.Locator("main").InnerTextAsync();
        Assert.All(facts, fact => Assert.Contains(fact, shown, StringComparison.Ordinal));
        await stranger.Context.DisposeAsync();
    }

    /// <summary>
    /// The credential of a card, checked by Microsoft.IdentityModel.JsonWebTokens, which shares no code with what signed it, against the published
    /// keys.
    /// </summary>
    private static async Task RequireCredential(Way way, string number, string lastDay)
    {
        string jwt = await way.Server.Http.GetStringAsync($"/v1/cards/{number}/credential", Cancellation);
        var keys = new JsonWebKeySet(await way.Server.Http.GetStringAsync("/.well-known/jwks.json", Cancellation));
        DateTime now = way.Server.Clock.GetUtcNow().UtcDateTime;
        TokenValidationResult result = new JsonWebTokenHandler().ValidateToken(jwt, new TokenValidationParameters
        {
            IssuerSigningKeys = keys.GetSigningKeys(),
            ValidateAudience = false,
            ValidIssuer = $"{way.Address}/issuers/heart-centre",
            ValidAlgorithms = ["ES256"],
            LifetimeValidator = (from, until, _, _) => from <= now && now <= until,
        });
        Assert.True(result.IsValid, result.Exception?.ToString());
        Assert.Equal($"{way.Address}/cards/{number}", result.Claims["jti"]);
        Assert.Equal(lastDay, ((JsonWebToken)result.SecurityToken).ValidTo.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
    }
}
