using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Pals.Exam.Api.Hosting;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Security.Limits;
using Pals.Exam.Api.Tests.Support;

namespace Pals.Exam.Api.Tests.Access;

public sealed class RateLimitTests
{
    private const string UnknownAddress = "/v1/exams/01a1f893-56fa-767a-aab1-7beec35aa979/media/1-1.svg";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Key_MoreThanAMinutesWorth_IsRefusedAndOtherKeysAreNot()
    {
        await using ExamServer server = await ExamServer.Create(("Limits:KeyPerMinute", "6"));
        using HttpClient administrator = server.HttpWith(ExamServer.AdministratorKey);
        (string providerId, _, string key) = await MatrixObjects.MakeProvider(administrator);
        using HttpClient provider = server.HttpWith(key);

        using HttpResponseMessage first = await provider.GetAsync($"/v1/providers/{providerId}", Cancellation);
        Assert.Equal("\"key\";q=6;w=60", Assert.Single(first.Headers.GetValues("RateLimit-Policy")));
        Assert.Equal("\"key\";r=5;t=10", Assert.Single(first.Headers.GetValues("RateLimit")));
        for (int i = 0; i < 5; i++)
        {
            using HttpResponseMessage served = await provider.GetAsync($"/v1/providers/{providerId}", Cancellation);
            Assert.Equal(HttpStatusCode.OK, served.StatusCode);
        }

        using HttpResponseMessage refused = await provider.GetAsync($"/v1/providers/{providerId}", Cancellation);
        await ProblemAssert.Is(ProblemTypes.TooManyRequests, refused);
        Assert.Equal(TimeSpan.FromSeconds(10), refused.Headers.RetryAfter!.Delta);
        Assert.Equal("\"key\";r=0;t=60", Assert.Single(refused.Headers.GetValues("RateLimit")));
        using HttpResponseMessage another = await administrator.GetAsync("/v1/providers", Cancellation);
        Assert.Equal(HttpStatusCode.OK, another.StatusCode);
    }

    [Fact]
    public async Task Exam_MoreThanAMinutesWorth_IsCountedAsRejectedByStatus()
    {
        await using ExamServer server = await ExamServer.Create(("Limits:ExamPerMinute", "1"));
        Candidate candidate = await Candidate.StartPractice(server.Http);
        var rejected = new ConcurrentQueue<(long Count, object? Status)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            // Of this server: others count at the same time.
            if (instrument.Name == "pals.exam.requests.rejected" && instrument.Meter.Scope == server.Services.GetRequiredService<IMeterFactory>())
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) => rejected.Enqueue((count, tags[0].Value)));
        listener.Start();

        using HttpResponseMessage served = await candidate.Send(HttpMethod.Get, "");
        using HttpResponseMessage refused = await candidate.Send(HttpMethod.Get, "");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.TooManyRequests), (served.StatusCode, refused.StatusCode));
        Assert.Equal((1L, 429), Assert.Single(rejected));
    }

    [Fact]
    public async Task Exam_MoreThanAMinutesWorth_IsRefusedAndTheNeighboursIsNot()
    {
        await using ExamServer server = await ExamServer.Create(("Limits:ExamPerMinute", "2"));
        Candidate mine = await Candidate.StartPractice(server.Http);
        Candidate neighbour = await Candidate.StartPractice(server.Http);
        await mine.Reload();
        await mine.Reload();

        using HttpResponseMessage refused = await mine.Send(HttpMethod.Get, "");

        await ProblemAssert.Is(ProblemTypes.TooManyRequests, refused);
        await neighbour.Reload();
    }

    [Fact]
    public async Task Address_WithoutCredential_IsCountedByAddress()
    {
        await using ExamServer server = await ExamServer.Create(("Limits:AddressPerMinute", "2"));
        Candidate candidate = await Candidate.StartPractice(server.Http);
        for (int i = 0; i < 2; i++)
        {
            using HttpResponseMessage absent = await server.Http.GetAsync(UnknownAddress, Cancellation);
            Assert.Equal(HttpStatusCode.NotFound, absent.StatusCode);
        }

        await ProblemAssert.Is(ProblemTypes.TooManyRequests, await server.Http.GetAsync(UnknownAddress, Cancellation));
        await candidate.Reload();
    }

    [Fact]
    public async Task BadCredentials_TooMany_BarTheAddressButNotWhoSitsAnExam()
    {
        await using ExamServer server = await ExamServer.Create(("Limits:FailedCredentialsPerMinute", "3"));
        Candidate sitting = await Candidate.StartPractice(server.Http);
        await sitting.Answer(sitting.Choice(right: true));
        using HttpClient guesser = server.HttpWith("ppx_a-guess");
        for (int i = 0; i < 3; i++)
        {
            await ProblemAssert.Is(ProblemTypes.InvalidKey, await guesser.GetAsync("/v1/keys", Cancellation));
        }

        await ProblemAssert.Is(ProblemTypes.TooManyRequests, await guesser.GetAsync("/v1/keys", Cancellation));
        using HttpClient good = server.HttpWith(ExamServer.AdministratorKey);
        await ProblemAssert.Is(ProblemTypes.TooManyRequests, await good.GetAsync("/v1/keys", Cancellation));
        await sitting.Answer(sitting.Choice(right: true));
    }

    [Fact]
    public async Task Classroom_SixtyBehindOneAddress_MeetsNoLimitOfTheDefaults()
    {
        await using ExamServer server = await ExamServer.Create(("Practice:StartsPerMinute", "60"));
        Candidate[] candidates = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => Candidate.StartPractice(server.Http)));

        for (int round = 0; round < 3; round++)
        {
            await Task.WhenAll(candidates.Select(candidate => candidate.Answer(candidate.Choice(right: true))));
        }

        Assert.All(candidates, candidate => Assert.Equal(4, candidate.Position));
    }

    [Theory]
    [InlineData(null, HttpStatusCode.TooManyRequests)]
    [InlineData("127.0.0.1", HttpStatusCode.NotFound)]
    [InlineData("127.0.0.0/8", HttpStatusCode.NotFound)]
    [InlineData("10.0.0.0/8", HttpStatusCode.TooManyRequests)]
    public async Task ForwardedFor_OnlyFromAKnownProxy_IsBelieved(string? known, HttpStatusCode expected)
    {
        await using ExamServer server = await ExamServer.Create(("Limits:AddressPerMinute", "1"), ("Proxies:Known:0", known ?? "192.0.2.1"));
        using HttpResponseMessage first = await Get("198.51.100.1");

        using HttpResponseMessage second = await Get("198.51.100.2");

        Assert.Equal((HttpStatusCode.NotFound, expected), (first.StatusCode, second.StatusCode));

        Task<HttpResponseMessage> Get(string client)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, UnknownAddress);
            request.Headers.Add("X-Forwarded-For", client);
            return server.Http.SendAsync(request, Cancellation);
        }
    }

    [Theory]
    [InlineData("Limits:KeyPerMinute", "0")]
    [InlineData("Limits:ExamPerMinute", "-1")]
    [InlineData("Limits:AddressPerMinute", "many")]
    [InlineData("Practice:StartsPerMinute", "1.5")]
    public void Limits_NoPositiveNumber_AreRefusedWithTheirName(string setting, string value)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection([new(setting, value)]).Build();

        SettingsException refused = Assert.Throws<SettingsException>(() => new RateLimits(configuration));

        Assert.Equal($"{setting} is '{value}', but a whole number from 1 was expected.", refused.Message);
    }

    [Fact]
    public async Task Limits_SwitchedOff_CountNothing()
    {
        await using ExamServer server = await ExamServer.Create(("Limits:Enabled", "false"), ("Limits:AddressPerMinute", "1"));
        for (int i = 0; i < 3; i++)
        {
            using HttpResponseMessage absent = await server.Http.GetAsync(UnknownAddress, Cancellation);
            Assert.Equal(HttpStatusCode.NotFound, absent.StatusCode);
            Assert.False(absent.Headers.Contains("RateLimit"));
        }
    }
}
