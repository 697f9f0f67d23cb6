using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Pals.Exam.Api.DataProtection;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Tests.Support;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Tests.Certification;

public sealed class DataProtectionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Export_OfACandidate_HoldsAllThatIsStored()
    {
        await using ExamServer server = await ExamServer.Create();
        using CourseProvider provider = await CourseProvider.Create(server);
        string number = await provider.Certify("ann");

        JsonElement export = await provider.Get("/v1/candidates/ann/export");

        Assert.Equal("Ann <b>Example</b>", export.GetProperty("candidate").GetProperty("name").GetString());
        Assert.Equal("A. Assessor", export.GetProperty("enrolments")[0].GetProperty("completion").GetProperty("skills")[0].GetProperty("assessor").GetString());
        JsonElement exam = export.GetProperty("exams")[0];
        Assert.Equal("passed", exam.GetProperty("report").GetProperty("status").GetString());
        Assert.True(exam.GetProperty("answers").GetArrayLength() >= 25);
        Assert.Equal(number, export.GetProperty("cards")[0].GetProperty("cardNumber").GetString());
        await ProblemAssert.Is(ProblemTypes.CandidateNotFound, await provider.Http.GetAsync("/v1/candidates/nobody/export", Cancellation));
    }

    [Fact]
    public async Task Erase_ACandidate_LeavesAnswersUnderAnotherNameAndNothingElse()
    {
        await using ExamServer server = await ExamServer.Create();
        using CourseProvider provider = await CourseProvider.Create(server);
        await CourseProvider.Json(await provider.Attest(await provider.Enrol("ann-the-nurse", name: "Ann Unmistakable")));
        Candidate sat = await provider.Sit("ann-the-nurse");
        string number = (await provider.Get("/v1/cards")).GetProperty("cards")[0].GetProperty("cardNumber").GetString()!;
        Guid examId = Guid.Parse(sat.ExamId);
        int answers = server.Database.Read(t => ExamRecords.Administered(t, examId)).Length;

        JsonElement erased = await CourseProvider.Json(await provider.Http.DeleteAsync("/v1/candidates/ann-the-nurse", Cancellation));

        Assert.Equal((1, 1, 0), (Number(erased, "examsKept"), Number(erased, "cardsErased"), Number(erased, "cardsKept")));
        StoredExam exam = server.Database.Read(t => ExamRecords.Find(t, examId))!;
        Assert.StartsWith("erased-", exam.CandidateId);
        Assert.Equal(answers, server.Database.Read(t => ExamRecords.Administered(t, examId)).Length);
        JsonElement card = await CourseProvider.Json(await server.Http.GetAsync($"/v1/cards/{number}", Cancellation));
        Assert.Equal(("erased", JsonValueKind.Null), (card.GetProperty("status").GetString(), card.GetProperty("name").ValueKind));
        Assert.Contains("asked for their data to be erased", await server.Http.GetStringAsync($"/cards/{number}", Cancellation));
        await ProblemAssert.Is(ProblemTypes.CardNotValid, await server.Http.GetAsync($"/v1/cards/{number}/credential", Cancellation));
        await ProblemAssert.Is(ProblemTypes.CandidateNotFound, await provider.Http.DeleteAsync("/v1/candidates/ann-the-nurse", Cancellation));

        // No table holds the name or the provider's name for the person any more.
        string everything = server.Database.Read(t => Everything(t));
        Assert.DoesNotContain("Ann Unmistakable", everything);
        Assert.DoesNotContain("ann-the-nurse", everything);
    }

    [Fact]
    public async Task Erase_WhereTheProgrammeKeepsCards_KeepsThemUntilTheyExpire()
    {
        await using ExamServer server = await ExamServer.Create();
        using CourseProvider provider = await CourseProvider.Create(server);
        using HttpClient administrator = server.HttpWith(ExamServer.AdministratorKey);
        string rules = (await provider.Get("/v1/programmes/pals")).GetProperty("rules").GetString()!;
        using var content = new StringContent(rules.Replace("cardsAfterErasure: remove", "cardsAfterErasure: keep"));
        content.Headers.ContentType = new("application/yaml");
        await CourseProvider.Json(await administrator.PutAsync("/v1/programmes/pals", content, Cancellation));
        string number = await provider.Certify("ann");

        JsonElement erased = await CourseProvider.Json(await provider.Http.DeleteAsync("/v1/candidates/ann", Cancellation));

        Assert.Equal(1, Number(erased, "cardsKept"));
        Assert.Equal("valid", await Status(server, number));
        server.Clock.Advance(TimeSpan.FromDays(761));
        await Sweep(server);
        Assert.Equal("erased", await Status(server, number));
    }

    [Fact]
    public async Task Retention_NothingHappenedForLong_ErasesTheCandidateAndTheNamesOfBareExams()
    {
        await using ExamServer server = await ExamServer.Create(("Retention:CandidateDays", "1000"));
        using CourseProvider provider = await CourseProvider.Create(server);
        await provider.Certify("ann");
        await provider.Enrol("ben");
        Candidate bare = await provider.Begin("somebody");
        await bare.AnswerAll(right: false);

        server.Clock.Advance(TimeSpan.FromDays(999));
        await provider.Enrol("cleo");
        await Sweep(server);
        Assert.Equal(3, (await provider.Get("/v1/candidates")).GetProperty("candidates").GetArrayLength());

        server.Clock.Advance(TimeSpan.FromDays(2));
        await Sweep(server);
        JsonElement[] left = [.. (await provider.Get("/v1/candidates")).GetProperty("candidates").EnumerateArray()];
        Assert.Equal(["ann", "cleo"], left.Select(candidate => candidate.GetProperty("candidateId").GetString()!));
        Assert.StartsWith("erased-", server.Database.Read(t => ExamRecords.Find(t, Guid.Parse(bare.ExamId)))!.CandidateId);

        // Ann's card ended on day 760: so long after that, nothing keeps her either.
        server.Clock.Advance(TimeSpan.FromDays(760));
        await Sweep(server);
        Assert.Single((await provider.Get("/v1/candidates")).GetProperty("candidates").EnumerateArray());
    }

    private static int Number(JsonElement element, string property) => element.GetProperty(property).GetInt32();

    private static Task Sweep(ExamServer server) =>
        server.Services.GetServices<IHostedService>().OfType<Retention>().Single().Sweep(Cancellation);

    private static async Task<string> Status(ExamServer server, string number) =>
        (await CourseProvider.Json(await server.Http.GetAsync($"/v1/cards/{number}", Cancellation))).GetProperty("status").GetString()!;

    private static string Everything(System.Data.Common.DbTransaction transaction)
    {
        var text = new System.Text.StringBuilder();
        foreach (string table in Dapper.SqlMapper.Query<string>(
            transaction.Connection!, "SELECT name FROM sqlite_master WHERE type = 'table'", transaction: transaction))
        {
            foreach (IDictionary<string, object?> row in Dapper.SqlMapper.Query(transaction.Connection!, $"SELECT * FROM {table}", transaction: transaction))
            {
                text.AppendJoin('|', row.Values).Append('\n');
            }
        }

        return text.ToString();
    }
}
