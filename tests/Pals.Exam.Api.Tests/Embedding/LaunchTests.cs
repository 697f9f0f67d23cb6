using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Tests.Support;

namespace Pals.Exam.Api.Tests.Embedding;

public sealed class LaunchTests
{
    private const string Origin = "https://courses.example";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Launch_Used_OpensItsExam()
    {
        await using ExamServer server = await ExamServer.Create();
        using HttpClient provider = await NewProvider(server, "north");

        JsonElement launch = await Launched(provider, new { origin = Origin, exam = Exam });
        Assert.StartsWith("pxl_north.", launch.GetProperty("token").GetString());
        Candidate candidate = await Used(server, launch);

        Assert.Equal(launch.GetProperty("examId").GetString(), candidate.ExamId);
        await candidate.Reload();
        await candidate.AnswerAll(right: true);
        Assert.Equal("passed", candidate.Status);
    }

    [Fact]
    public async Task Launch_ThatCannotBeStored_LeavesNoExam()
    {
        await using ExamServer server = await ExamServer.Create();
        using HttpClient provider = await NewProvider(server, "north");
        await server.Database.Write(
            transaction => transaction.Connection!.Execute(
                "CREATE TRIGGER no_launch BEFORE INSERT ON launches BEGIN SELECT RAISE(ABORT, 'no launch'); END", transaction: transaction),
            Cancellation);

        using HttpResponseMessage refused = await Launch(provider, new { origin = Origin, exam = Exam });
        Assert.Equal(HttpStatusCode.InternalServerError, refused.StatusCode);
        Assert.Equal((0, 0), Stored(server));

        await server.Database.Write(transaction => transaction.Connection!.Execute("DROP TRIGGER no_launch", transaction: transaction), Cancellation);
        await Used(server, await Launched(provider, new { origin = Origin, exam = Exam }));
        Assert.Equal((1, 1), Stored(server));
    }

    [Fact]
    public async Task Launch_OfAnExamInProgress_GoesOnWithItsAnswers()
    {
        await using ExamServer server = await ExamServer.Create();
        using HttpClient provider = await NewProvider(server, "north");
        Candidate first = await Used(server, await Launched(provider, new { origin = Origin, exam = Exam }));
        await first.Reload();
        await first.Answer(first.Choice(right: true));

        Candidate second = await Used(server, await Launched(provider, new { origin = Origin, examId = first.ExamId }));
        await second.Reload();

        Assert.Equal((first.Position, first.ItemId), (second.Position, second.ItemId));
    }

    [Fact]
    public async Task Launch_UsedTwice_IsRefused()
    {
        await using ExamServer server = await ExamServer.Create();
        using HttpClient provider = await NewProvider(server, "north");
        JsonElement launch = await Launched(provider, new { origin = Origin, exam = Exam });
        await Used(server, launch);

        await ProblemAssert.Is(ProblemTypes.LaunchUsed, await Use(server, launch, Origin));
    }

    [Fact]
    public async Task Launch_OnAnotherSite_IsRefusedAndNotUsedUp()
    {
        await using ExamServer server = await ExamServer.Create();
        using HttpClient provider = await NewProvider(server, "north");
        JsonElement launch = await Launched(provider, new { origin = Origin, exam = Exam });

        await ProblemAssert.Is(ProblemTypes.LaunchOrigin, await Use(server, launch, "https://thief.example"));
        await Used(server, launch);
    }

    [Fact]
    public async Task Launch_TooOld_IsRefused()
    {
        await using ExamServer server = await ExamServer.Create();
        using HttpClient provider = await NewProvider(server, "north");
        JsonElement launch = await Launched(provider, new { origin = Origin, exam = Exam });
        Assert.Equal(server.Clock.GetUtcNow().AddMinutes(2), launch.GetProperty("expiresAt").GetDateTimeOffset());

        server.Clock.Advance(TimeSpan.FromMinutes(2) - TimeSpan.FromMilliseconds(1));
        await Used(server, launch);
        JsonElement late = await Launched(provider, new { origin = Origin, exam = Exam });
        server.Clock.Advance(TimeSpan.FromMinutes(2));
        await ProblemAssert.Is(ProblemTypes.LaunchExpired, await Use(server, late, Origin));
    }

    [Fact]
    public async Task Launch_OfAForeignExam_IsRefusedAsUnknown()
    {
        await using ExamServer server = await ExamServer.Create();
        using HttpClient owner = await NewProvider(server, "north");
        using HttpClient other = await NewProvider(server, "south");
        JsonElement launch = await Launched(owner, new { origin = Origin, exam = Exam });
        string examId = launch.GetProperty("examId").GetString()!;

        string foreign = (await ProblemAssert.Is(ProblemTypes.ExamNotFound, await Launch(other, new { origin = Origin, examId }))).GetRawText();
        string unknown = (await ProblemAssert.Is(
            ProblemTypes.ExamNotFound, await Launch(other, new { origin = Origin, examId = Guid.NewGuid() }))).GetRawText();

        Assert.Equal(unknown, foreign);
    }

    [Fact]
    public async Task Launch_TokenOfAnotherExam_OpensNothing()
    {
        await using ExamServer server = await ExamServer.Create();
        using HttpClient provider = await NewProvider(server, "north");
        Candidate one = await Used(server, await Launched(provider, new { origin = Origin, exam = Exam }));
        Candidate two = await Used(server, await Launched(provider, new { origin = Origin, exam = Exam }));

        var mixed = new Candidate(server.Http, one.ExamId, two.Token);

        await ProblemAssert.Is(ProblemTypes.ExamNotFound, await mixed.Send(HttpMethod.Get, ""));
    }

    [Fact]
    public async Task Launch_ForAnOriginThatIsNotTheProviders_IsRefused()
    {
        await using ExamServer server = await ExamServer.Create();
        using HttpClient provider = await NewProvider(server, "north");

        await ProblemAssert.Is(ProblemTypes.OriginNotAllowed, await Launch(provider, new { origin = "https://thief.example", exam = Exam }));
    }

    [Fact]
    public async Task EmbeddedPage_OfAProvider_NamesItsOriginsAndNoOthers()
    {
        await using ExamServer server = await ExamServer.Create();
        using HttpClient provider = await NewProvider(server, "north");
        using HttpClient other = await server.NewProvider("south");

        using HttpResponseMessage page = await server.Http.GetAsync("/embed/north", Cancellation);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.EndsWith($"frame-ancestors {Origin}", Assert.Single(page.Headers.GetValues("Content-Security-Policy")));
        await ProblemAssert.Is(ProblemTypes.NotFound, await server.Http.GetAsync("/embed/south", Cancellation));
        await ProblemAssert.Is(ProblemTypes.NotFound, await server.Http.GetAsync("/embed/nobody", Cancellation));
        using HttpResponseMessage start = await server.Http.GetAsync("/", Cancellation);
        Assert.EndsWith("frame-ancestors 'none'", Assert.Single(start.Headers.GetValues("Content-Security-Policy")));
    }

    [Theory]
    [InlineData("https://ok.example", "https://*.example")]
    [InlineData("'self'")]
    [InlineData("https://a.example; script-src *")]
    [InlineData(null)]
    public async Task SetOrigins_WithWhatIsNoOrigin_ChangesNothing(params string?[] origins)
    {
        await using ExamServer server = await ExamServer.Create();
        using HttpClient provider = await NewProvider(server, "north");

        await ProblemAssert.Is(
            ProblemTypes.InvalidRequest, await provider.PutAsJsonAsync("/v1/providers/north/origins", new { origins }, Cancellation));

        JsonElement kept = await Body(await provider.GetAsync("/v1/providers/north/origins", Cancellation), HttpStatusCode.OK);
        Assert.Equal(Origin, Assert.Single(kept.GetProperty("origins").EnumerateArray()).GetString());
    }

    [Theory]
    [InlineData("courses.example")]
    [InlineData("http://courses.example")]
    [InlineData("https://courses.example/")]
    [InlineData("https://courses.example/exam")]
    [InlineData("https://Courses.example")]
    [InlineData("https://courses.example:443")]
    [InlineData("https://user@courses.example")]
    [InlineData("null")]
    [InlineData("*")]
    [InlineData("")]
    public async Task Launch_ForWhatIsNoOrigin_IsRefused(string origin)
    {
        await using ExamServer server = await ExamServer.Create();
        using HttpClient provider = await NewProvider(server, "north");

        JsonElement problem = await ProblemAssert.Is(ProblemTypes.InvalidRequest, await Launch(provider, new { origin, exam = Exam }));

        Assert.Equal("origin", problem.GetProperty("field").GetString());
    }

    [Fact]
    public async Task Launch_OfBothOrNeither_IsRefused()
    {
        await using ExamServer server = await ExamServer.Create();
        using HttpClient provider = await NewProvider(server, "north");

        await ProblemAssert.Is(ProblemTypes.InvalidRequest, await Launch(provider, new { origin = Origin }));
        await ProblemAssert.Is(
            ProblemTypes.InvalidRequest, await Launch(provider, new { origin = Origin, exam = Exam, examId = Guid.NewGuid() }));
        await ProblemAssert.Is(
            ProblemTypes.UnknownDefinition,
            await Launch(provider, new { origin = Origin, exam = new { candidateId = "a", definition = "other", purpose = "practice" } }));
    }

    private static object Exam => new { candidateId = "candidate-7", definition = "pals-adaptive", purpose = "certification" };

    /// <summary>How many exams there are, and how many launches.</summary>
    private static (int Exams, int Launches) Stored(ExamServer server) => server.Database.Read(transaction => (
        transaction.Connection!.ExecuteScalar<int>("SELECT COUNT(*) FROM exams", transaction: transaction),
        transaction.Connection!.ExecuteScalar<int>("SELECT COUNT(*) FROM launches", transaction: transaction)));

    /// <summary>A course provider whose pages are at <see cref="Origin"/>.</summary>
    private static async Task<HttpClient> NewProvider(ExamServer server, string providerId)
    {
        HttpClient provider = await server.NewProvider(providerId);
        await Body(await provider.PutAsJsonAsync($"/v1/providers/{providerId}/origins", new { origins = new[] { Origin } }, Cancellation), HttpStatusCode.OK);
        return provider;
    }

    private static Task<HttpResponseMessage> Launch(HttpClient provider, object request) =>
        provider.PostAsJsonAsync("/v1/launches", request, Cancellation);

    private static async Task<JsonElement> Launched(HttpClient provider, object request) =>
        await Body(await Launch(provider, request), HttpStatusCode.Created);

    private static Task<HttpResponseMessage> Use(ExamServer server, JsonElement launch, string origin) =>
        server.Http.PostAsJsonAsync("/v1/launches/use", new { token = launch.GetProperty("token").GetString(), origin }, Cancellation);

    private static async Task<Candidate> Used(ExamServer server, JsonElement launch)
    {
        JsonElement used = await Body(await Use(server, launch, Origin), HttpStatusCode.OK);
        return new Candidate(server.Http, used.GetProperty("examId").GetString()!, used.GetProperty("token").GetString()!);
    }

    private static async Task<JsonElement> Body(HttpResponseMessage response, HttpStatusCode expected)
    {
        Assert.Equal(expected, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
    }
}
