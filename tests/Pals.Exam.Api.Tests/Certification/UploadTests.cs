using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Tests.Support;

namespace Pals.Exam.Api.Tests.Certification;

public sealed class UploadTests : TestsOfAProvider
{
    private const string Header = "candidateId,name,email,profession,courseId\n";

    [Fact]
    public async Task Enrolments_QuotesAndByteOrderMark_AreRead()
    {
        JsonElement result = await CourseProvider.Json(await Upload(
            "enrolments",
            "\uFEFF" + Header + "ann,\"Example, Ann \"\"the\"\" nurse\",ann@example.org,nurse,pals-course\r\n\r\nben,Ben,,paramedic,pals-course\r\n"));

        Assert.Equal((2, 2, 2), (Number(result, "rows"), Number(result, "candidatesAdded"), Number(result, "enrolled")));
        JsonElement ann = await Provider.Get("/v1/candidates/ann");
        Assert.Equal("Example, Ann \"the\" nurse", ann.GetProperty("name").GetString());

        JsonElement again = await CourseProvider.Json(await Upload("enrolments", Header + "ann,Ann,,nurse,pals-course\ncleo,Cleo,,nurse,pals-course\n"));
        Assert.Equal(
            (1, 1, 1, 1),
            (Number(again, "candidatesAdded"), Number(again, "candidatesChanged"), Number(again, "enrolled"), Number(again, "enrolledBefore")));
    }

    [Fact]
    public async Task Enrolments_AnyLineWrong_StoresNothingAndNamesEachByLineAndColumn()
    {
        JsonElement problem = await ProblemAssert.Is(ProblemTypes.InvalidTable, await Upload(
            "enrolments",
            Header + "ann,Ann,,nurse,pals-course\nben,,,nurse,pals-course\n-x,Cleo,,nurse,pals-course\ndora,Dora,,pilot,pals-course\n"
            + "emil,Emil,,nurse,no-course\nfay,Fay,fay,nurse,pals-course\ngus,=1+1,,nurse,pals-course\nhal,Hal\n"));

        Assert.Equal(
            [(3, 2), (4, 1), (5, 4), (6, 5), (7, 3), (8, 2), (9, 0)],
            problem.GetProperty("errors").EnumerateArray().Select(error => (
                error.GetProperty("line").GetInt32(),
                error.GetProperty("column") is { ValueKind: JsonValueKind.Number } column ? column.GetInt32() : 0)));
        await ProblemAssert.Is(ProblemTypes.CandidateNotFound, await Provider.Http.GetAsync("/v1/candidates/ann", Cancellation));
    }

    [Fact]
    public async Task Enrolments_OfOneTable_StandInTheRosterInItsOrder()
    {
        string[] candidates = [.. Enumerable.Range(0, 50).Select(i => $"c{i * 37 % 50}")];

        await CourseProvider.Json(await Upload(
            "enrolments", Header + string.Concat(candidates.Select(candidate => $"{candidate},Ann,,nurse,pals-course\n"))));

        JsonElement roster = await Provider.Get("/v1/enrolments");
        Assert.Equal(
            candidates, roster.GetProperty("enrolments").EnumerateArray().Select(enrolment => enrolment.GetProperty("candidateId").GetString()));
    }

    [Theory]
    [InlineData("candidateId,name,profession\n", "missing column 'courseId'")]
    [InlineData("candidateId,name,profession,courseId,shoe\n", "unknown column 'shoe'")]
    [InlineData("candidateId,name,name,profession,courseId\n", "stands twice")]
    [InlineData("candidateId,name,profession,courseId\n", "no line below the header")]
    [InlineData("", "missing column")]
    [InlineData("candidateId,name,profession,courseId\nann,\"Ann,nurse,pals-course\n", "CSV")]
    public async Task Enrolments_NoSuchTable_SaysWhatItShouldBe(string table, string expected)
    {
        JsonElement problem = await ProblemAssert.Is(ProblemTypes.InvalidTable, await Upload("enrolments", table));

        Assert.Contains(problem.GetProperty("errors").EnumerateArray(), error => error.GetProperty("message").GetString()!.Contains(expected));
    }

    [Fact]
    public async Task Enrolments_SeparatedBySemicolons_AreReadToo()
    {
        JsonElement result = await CourseProvider.Json(
            await Upload("enrolments", "candidateId;name;profession;courseId\nann;Example, Ann;nurse;pals-course\n"));

        Assert.Equal(1, Number(result, "enrolled"));
        Assert.Equal("Example, Ann", (await Provider.Get("/v1/candidates/ann")).GetProperty("name").GetString());
    }

    [Fact]
    public async Task Enrolments_NotUtf8_SaysHowToSaveIt()
    {
        using var content = new ByteArrayContent(Encoding.Latin1.GetBytes(Header + "ann,Zoë,,nurse,pals-course\n"));
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");

        JsonElement problem = await ProblemAssert.Is(ProblemTypes.InvalidTable, await Provider.Http.PostAsync("/v1/uploads/enrolments", content, Cancellation));

        Assert.Contains("CSV UTF-8", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Enrolments_MoreLinesThanATableMayHave_AreRefusedAndTheMostAreTaken()
    {
        string Table(int rows) => Header + string.Concat(Enumerable.Range(0, rows).Select(i => $"c{i},Name {i},,nurse,pals-course\n"));

        await ProblemAssert.Is(ProblemTypes.InvalidTable, await Upload("enrolments", Table(1001)));
        JsonElement result = await CourseProvider.Json(await Upload("enrolments", Table(1000)));

        Assert.Equal(1000, Number(result, "enrolled"));
        Assert.NotEqual(JsonValueKind.Null, (await Provider.Get("/v1/enrolments?limit=3")).GetProperty("next").ValueKind);
    }

    [Fact]
    public async Task Completions_ForSeveral_AttestAllOrNone()
    {
        string ann = await Provider.Enrol("ann");
        string ben = await Provider.Enrol("ben");
        string Lines(string candidate, int skills, string day = "2026-03-01") => string.Concat(
            CourseProvider.Skills.Take(skills).Select(skill => $"{candidate},pals-course,14,{day},{skill},\"Assessor, A.\",2026-03-01\n"));
        const string Columns = "candidateId,courseId,hours,completedOn,skill,assessor,assessedOn\n";

        JsonElement problem = await ProblemAssert.Is(ProblemTypes.InvalidTable, await Upload("completions", Columns + Lines("ann", 7) + Lines("ben", 6)));
        Assert.Contains("line 9", problem.GetProperty("detail").GetString());
        Assert.Equal("course-incomplete", await Provider.State(ann));
        await ProblemAssert.Is(ProblemTypes.InvalidTable, await Upload("completions", Columns + Lines("nobody", 7)));
        await ProblemAssert.Is(ProblemTypes.InvalidTable, await Upload("completions", Columns + Lines("ann", 7, "01.03.2026")));

        JsonElement result = await CourseProvider.Json(await Upload("completions", Columns + Lines("ann", 7) + Lines("ben", 7)));
        Assert.Equal((14, 2, 0), (Number(result, "rows"), Number(result, "completions"), Number(result, "cardsIssued")));
        Assert.Equal(("exam-due", "exam-due"), (await Provider.State(ann), await Provider.State(ben)));
    }

    [Fact]
    public async Task Downloads_AfterAnExam_HoldRosterResponsesResultsAndUsage()
    {
        await Provider.Certify("ann");
        string ben = await Provider.Enrol("ben", name: "Ben, \"B\"");
        await CourseProvider.Json(await Provider.Attest(ben));
        Candidate failed = await Provider.Sit("ben", pass: false);
        using CourseProvider stranger = await CourseProvider.Create(Server);

        string[] roster = Lines(await Provider.Http.GetStringAsync("/v1/downloads/roster.csv", Cancellation));
        Assert.Equal(3, roster.Length);
        Assert.Single(roster, line => line.StartsWith("ann,Ann <b>Example</b>,pals,initial,pals-course,certified,2026-03-02,1,,PALS-", StringComparison.Ordinal));
        Assert.Single(roster, line => line.StartsWith("ben,\"Ben, \"\"B\"\"\",pals,initial,pals-course,retake-later,2026-03-02,1,2026-03-03T08:00:00Z,,", StringComparison.Ordinal));

        string[] responses = Lines(await Provider.Http.GetStringAsync("/v1/downloads/responses.csv", Cancellation));
        Assert.Equal("candidate,item,score,exam,position,seconds,presented_at", responses[0]);
        Assert.Equal(
            failed.State.GetProperty("progress").GetProperty("answered").GetInt32(), responses.Count(line => line.StartsWith("ben,PALS-", StringComparison.Ordinal)));
        Assert.Single(Lines(await stranger.Http.GetStringAsync("/v1/downloads/responses.csv", Cancellation)));

        JsonElement results = await Provider.Get("/v1/courses/pals-course/results");
        Assert.Equal((2, 1, 6), (Number(results, "candidates"), Number(results, "passed"), results.GetProperty("topicAreas").GetArrayLength()));
        Assert.All(results.GetProperty("topicAreas").EnumerateArray(), area => Assert.Equal(1, Number(area, "belowStandard")));
        Assert.Equal(7, Lines(await Provider.Http.GetStringAsync("/v1/courses/pals-course/results.csv", Cancellation)).Length);

        JsonElement usage = await Provider.Get("/v1/usage?from=2026-02&to=2026-03");
        JsonElement march = usage.GetProperty("months")[1];
        Assert.Equal(("2026-03", 2, 1, 2, 1), (
            march.GetProperty("month").GetString(),
            Number(march, "examsEnded"),
            Number(march, "examsPassed"),
            Number(march, "enrolments"),
            Number(march, "cardsIssued")));
        Assert.Equal(0, Number(usage.GetProperty("months")[0], "examsMade"));
        await ProblemAssert.Is(ProblemTypes.InvalidRequest, await Provider.Http.GetAsync("/v1/usage?from=2026-13", Cancellation));
    }

    private static string[] Lines(string table) => table.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static int Number(JsonElement element, string property) => element.GetProperty(property).GetInt32();

    private Task<HttpResponseMessage> Upload(string what, string table) =>
        Provider.Http.PostAsync($"/v1/uploads/{what}", new StringContent(table, Encoding.UTF8, "text/csv"), Cancellation);
}
