using Pals.Exam.Api.Tests.Support;

namespace Pals.Exam.Api.Tests.Access;

public sealed class SecurityHeaderTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/", "default-src 'none'; script-src 'self'")]
    [InlineData("/js/main.js", "default-src 'none'; script-src 'self'")]
    [InlineData("/v1/keys", "default-src 'none'; base-uri 'none'")]
    [InlineData("/v1/nothing", "default-src 'none'; base-uri 'none'")]
    public async Task Response_OfAnyKind_CarriesTheHeaders(string path, string policy)
    {
        await using ExamServer server = await ExamServer.Create();

        using HttpResponseMessage response = await server.Http.GetAsync(path, Cancellation);

        string content = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith(policy, content);
        Assert.EndsWith("frame-ancestors 'none'", content);
        Assert.DoesNotContain("unsafe", content);
        foreach ((string name, string value) in new[]
        {
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
        })
        {
            Assert.Equal(value, Assert.Single(response.Headers.GetValues(name)));
        }

        Assert.Contains("camera=()", Assert.Single(response.Headers.GetValues("Permissions-Policy")));
        Assert.False(response.Headers.Contains("Server"));
        Assert.False(response.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task Response_OverHttpsAtTheProxy_AsksForHttpsForAYear()
    {
        await using ExamServer server = await ExamServer.Create(("Proxies:Known:0", "127.0.0.1"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add("X-Forwarded-For", "198.51.100.1");
        request.Headers.Add("X-Forwarded-Proto", "https");

        using HttpResponseMessage response = await server.Http.SendAsync(request, Cancellation);

        Assert.Equal("max-age=31536000", Assert.Single(response.Headers.GetValues("Strict-Transport-Security")));
    }
}
