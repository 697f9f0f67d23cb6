using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Tests.Support;

namespace Pals.Exam.Api.Tests.Embedding;

/// <summary>The demonstration of an embedded exam: there in development, and nowhere else for nobody.</summary>
public sealed class DemoTests
{
    private static readonly (HttpMethod Method, string Address)[] Endpoints =
        [(HttpMethod.Get, "/demo"), (HttpMethod.Get, "/demo/demo.js"), (HttpMethod.Post, "/demo/launch")];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Demo_InDevelopment_EmbedsAnExamOfTheOtherNameWithoutAnyKey()
    {
        await using ExamServer server = await ExamServer.Create();

        using HttpResponseMessage page = await server.Http.GetAsync("/demo", Cancellation);
        string html = await page.Content.ReadAsStringAsync(Cancellation);
        Uri address = server.Http.BaseAddress!;
        string exams = $"http://{(address.Host == "localhost" ? "127.0.0.1" : "localhost")}:{address.Port}";
        Assert.Contains($"{exams}/embed.js", html);
        string policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains($"script-src 'self' {exams}; frame-src {exams};", policy);

        using HttpResponseMessage launched = await server.Http.PostAsync("/demo/launch", null, Cancellation);
        string answer = await launched.Content.ReadAsStringAsync(Cancellation);
        Assert.Equal(HttpStatusCode.Created, launched.StatusCode);
        Assert.DoesNotContain("ppx_", html + answer);
        using HttpResponseMessage used = await server.Http.PostAsJsonAsync(
            "/v1/launches/use",
            new { token = JsonDocument.Parse(answer).RootElement.GetProperty("token").GetString(), origin = address.GetLeftPart(UriPartial.Authority) },
            Cancellation);
        Assert.Equal(HttpStatusCode.OK, used.StatusCode);
    }

    [Fact]
    public async Task Demo_UnderAnotherName_IsNotThere()
    {
        await using ExamServer server = await ExamServer.Create();
        foreach ((HttpMethod method, string address) in Endpoints.Where(endpoint => endpoint.Address != "/demo/demo.js"))
        {
            using var request = new HttpRequestMessage(method, address) { Headers = { Host = "exams.example" } };
            await ProblemAssert.Is(ProblemTypes.NotFound, await server.Http.SendAsync(request, Cancellation));
        }
    }

    [Fact]
    public async Task Demo_InProduction_IsThereForNobody()
    {
        await using ExamServer server = await ExamServer.Create(("environment", "Production"));
        using HttpClient provider = await server.NewProvider("north");
        using HttpClient administrator = server.HttpWith(ExamServer.AdministratorKey);
        foreach (HttpClient caller in new[] { server.Http, provider, administrator })
        {
            foreach ((HttpMethod method, string address) in Endpoints)
            {
                using var request = new HttpRequestMessage(method, address);
                await ProblemAssert.Is(ProblemTypes.NotFound, await caller.SendAsync(request, Cancellation));
            }
        }
    }
}
