using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Pals.Exam.Api.Cards;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Tests.Support;

namespace Pals.Exam.Api.Tests.Certification;

/// <summary>Two years with a clock that the tests move.</summary>
public sealed class RenewalTests : IAsyncLifetime
{
    private ExamServer _server = null!;
    private CourseProvider _provider = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await ExamServer.Create();
        _provider = await CourseProvider.Create(_server);
    }

    public ValueTask DisposeAsync()
    {
        _provider.Dispose();
        return _server.DisposeAsync();
    }

    [Fact]
    public async Task Reminders_OverTwoYearsAndTwoNodes_AreRaisedOnceEach()
    {
        await _provider.Certify("ann");
        await using WebApplicationFactory<Program> second = _server.StartNode();
        using HttpClient awake = second.CreateClient();

        await To(new DateTime(2027, 12, 31));
        await Settle();
        Assert.Equal(0, Reminders());

        await To(new DateTime(2028, 1, 1));
        await ExamServer.Until(Reminders, count => count == 1);
        Assert.Single((await _provider.Get("/v1/renewals")).GetProperty("cards").EnumerateArray());
        Assert.Equal(0, (await _provider.Get("/v1/renewals?within=30")).GetProperty("cards").GetArrayLength());
        await To(new DateTime(2028, 2, 29));
        await Settle();
        Assert.Equal(1, Reminders());

        await To(new DateTime(2028, 3, 1));
        await ExamServer.Until(Reminders, count => count == 2);
        await To(new DateTime(2028, 4, 30));
        await Settle();
        Assert.Equal(2, Reminders());
        Assert.Equal(0, (await _provider.Get("/v1/renewals")).GetProperty("cards").GetArrayLength());
    }

    [Fact]
    public async Task Reminders_ServerWasOffForBoth_RaisesOne()
    {
        await _provider.Certify("ann");

        _server.Clock.Advance(TimeSpan.FromDays(750));

        await ExamServer.Until(Reminders, count => count == 1);
        _server.Clock.Advance(TimeSpan.FromHours(2));
        await Settle();
        Assert.Equal(1, Reminders());
    }

    [Fact]
    public async Task RenewalCourse_BeforeExpiry_IsFollowedByAPeriodThatFollowsTheOldOne()
    {
        string first = await _provider.Certify("ann");
        await To(new DateTime(2028, 2, 1));
        await CourseProvider.Json(await _provider.AddCourse("pals-renewal", "renewal", 8));
        string enrolmentId = await _provider.Enrol("ann", "pals-renewal");
        await CourseProvider.Json(await _provider.Attest(
            enrolmentId, ["Child CPR and AED", "Infant CPR", "Cardiac case management", "Respiratory and shock case management"], 8));
        await _provider.Sit("ann");

        JsonElement enrolment = await _provider.Enrolment(enrolmentId);
        string second = enrolment.GetProperty("cardNumber").GetString()!;
        JsonElement[] cards = [.. (await _provider.Get("/v1/cards")).GetProperty("cards").EnumerateArray()];
        JsonElement renewed = cards.Single(card => card.GetProperty("cardNumber").GetString() == second);
        JsonElement old = cards.Single(card => card.GetProperty("cardNumber").GetString() == first);
        Assert.Equal(("2028-02-01", "2030-03-31", first), (Text(renewed, "issuedOn"), Text(renewed, "expiresOn"), Text(renewed, "renews")));
        Assert.Equal((second, "valid"), (Text(old, "renewedAs"), Text(old, "status")));

        await To(new DateTime(2028, 3, 20));
        await Settle();
        Assert.Equal(1, Reminders());
    }

    [Fact]
    public async Task Recertification_ByExamAlone_RenewsWithinTheGraceAlsoACardOfAnotherProvider()
    {
        string number = await _provider.Certify("ann");
        using CourseProvider other = await CourseProvider.Create(_server);
        await To(new DateTime(2028, 4, 15));
        await CourseProvider.Json(await other.Http.PutAsJsonAsync("/v1/candidates/a-7", new { name = "Ann Example", profession = "nurse" }, Cancellation));

        await ProblemAssert.Is(ProblemTypes.RenewalNotOpen, await Recertify(other, null));
        await ProblemAssert.Is(ProblemTypes.UnknownCard, await Recertify(other, number[..^1] + (number[^1] == '7' ? '8' : '7')));
        JsonElement enrolment = await CourseProvider.Json(await Recertify(other, number));
        await ProblemAssert.Is(ProblemTypes.EnrolmentExists, await Recertify(other, number));
        await other.Sit("a-7");

        JsonElement certified = await other.Enrolment(CourseProvider.Id(enrolment));
        JsonElement card = (await other.Get("/v1/cards")).GetProperty("cards")[0];
        Assert.Equal("certified", Text(certified, "state"));
        Assert.Equal(("2028-04-15", "2030-04-30", number), (Text(card, "issuedOn"), Text(card, "expiresOn"), Text(card, "renews")));
    }

    [Fact]
    public async Task Recertification_TooLongAfterExpiry_IsRefused()
    {
        string number = await _provider.Certify("ann");
        await To(new DateTime(2028, 5, 1));

        JsonElement problem = await ProblemAssert.Is(
            ProblemTypes.RenewalNotOpen,
            await _provider.Http.PostAsJsonAsync("/v1/enrolments", new { candidateId = "ann", programmeId = "pals", previousCard = number }, Cancellation));

        Assert.Equal("Your card expired on 31 March 2028, more than 30 days ago. Please take a course.", Text(problem, "detail"));
    }

    private static Task<HttpResponseMessage> Recertify(CourseProvider provider, string? previousCard) =>
        provider.Http.PostAsJsonAsync("/v1/enrolments", new { candidateId = "a-7", programmeId = "pals", previousCard }, Cancellation);

    private static string? Text(JsonElement element, string property) => element.GetProperty(property).GetString();

    /// <summary>Moves the clock to the morning of a day; timers due on the way fire.</summary>
    private Task To(DateTime day)
    {
        _server.Clock.Advance(new DateTimeOffset(day, TimeSpan.Zero).AddHours(8) - _server.Clock.GetUtcNow());
        return Task.CompletedTask;
    }

    /// <summary>Raises all that is due, whether or not the server has come to it by itself.</summary>
    private Task Settle() =>
        _server.Services.GetServices<IHostedService>().OfType<RenewalReminders>().Single().Sweep(Cancellation);

    private int Reminders() => _server.Database.Read(t => t.Connection!.ExecuteScalar<int>(
        "SELECT COUNT(*) FROM webhook_events WHERE event_type = 'card.expiring'", transaction: t));
}
