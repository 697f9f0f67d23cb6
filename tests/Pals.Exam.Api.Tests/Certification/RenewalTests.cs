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
public sealed class RenewalTests : TestsOfAProvider
{
    [Fact]
    public async Task Reminders_OverTwoYearsAndTwoNodes_AreRaisedOnceEach()
    {
        await Provider.Certify("ann");
        await using WebApplicationFactory<Program> second = Server.StartNode();
        using HttpClient awake = second.CreateClient();

        await To(new DateTime(2027, 12, 31));
        await Settle();
        Assert.Equal(0, Reminders());

        await To(new DateTime(2028, 1, 1));
        await ExamServer.Until(Reminders, count => count == 1);
        Assert.Single((await Provider.Get("/v1/renewals")).GetProperty("cards").EnumerateArray());
        Assert.Equal(0, (await Provider.Get("/v1/renewals?within=30")).GetProperty("cards").GetArrayLength());
        await To(new DateTime(2028, 2, 29));
        await Settle();
        Assert.Equal(1, Reminders());

        await To(new DateTime(2028, 3, 1));
        await ExamServer.Until(Reminders, count => count == 2);
        await To(new DateTime(2028, 4, 30));
        await Settle();
        Assert.Equal(2, Reminders());
        Assert.Equal(0, (await Provider.Get("/v1/renewals")).GetProperty("cards").GetArrayLength());
    }

    [Fact]
    public async Task Reminders_ServerWasOffForBoth_RaisesOne()
    {
        await Provider.Certify("ann");

        Server.Clock.Advance(TimeSpan.FromDays(750));

        await ExamServer.Until(Reminders, count => count == 1);
        Server.Clock.Advance(TimeSpan.FromHours(2));
        await Settle();
        Assert.Equal(1, Reminders());
    }

    [Fact]
    public async Task RenewalCourse_BeforeExpiry_IsFollowedByAPeriodThatFollowsTheOldOne()
    {
        string first = await Provider.Certify("ann");
        await To(new DateTime(2028, 2, 1));
        await CourseProvider.Json(await Provider.AddCourse("pals-renewal", "renewal", 8));
        string enrolmentId = await Provider.Enrol("ann", "pals-renewal");
        await CourseProvider.Json(await Provider.Attest(
            enrolmentId, ["Child CPR and AED", "Infant CPR", "Cardiac case management", "Respiratory and shock case management"], 8));
        await Provider.Sit("ann");

        JsonElement enrolment = await Provider.Enrolment(enrolmentId);
        string second = enrolment.GetProperty("cardNumber").GetString()!;
        JsonElement[] cards = [.. (await Provider.Get("/v1/cards")).GetProperty("cards").EnumerateArray()];
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
        string number = await Provider.Certify("ann");
        using CourseProvider other = await CourseProvider.Create(Server);
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
        string number = await Provider.Certify("ann");
        await To(new DateTime(2028, 5, 1));

        JsonElement problem = await ProblemAssert.Is(
            ProblemTypes.RenewalNotOpen,
            await Provider.Http.PostAsJsonAsync("/v1/enrolments", new { candidateId = "ann", programmeId = "pals", previousCard = number }, Cancellation));

        Assert.Equal("Your card expired on 31 March 2028, more than 30 days ago. Please take a course.", Text(problem, "detail"));
    }

    private static Task<HttpResponseMessage> Recertify(CourseProvider provider, string? previousCard) =>
        provider.Http.PostAsJsonAsync("/v1/enrolments", new { candidateId = "a-7", programmeId = "pals", previousCard }, Cancellation);

    private static string? Text(JsonElement element, string property) => element.GetProperty(property).GetString();

    /// <summary>Moves the clock to the morning of a day; timers due on the way fire.</summary>
    private Task To(DateTime day)
    {
        Server.Clock.Advance(new DateTimeOffset(day, TimeSpan.Zero).AddHours(8) - Server.Clock.GetUtcNow());
        return Task.CompletedTask;
    }

    /// <summary>Raises all that is due, whether or not the server has come to it by itself.</summary>
    private Task Settle() =>
        Server.Services.GetServices<IHostedService>().OfType<RenewalReminders>().Single().Sweep(Cancellation);

    private int Reminders() => Server.Database.Read(t => t.Connection!.ExecuteScalar<int>(
        "SELECT COUNT(*) FROM webhook_events WHERE event_type = 'card.expiring'", transaction: t));
}
