using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Programmes;
using Pals.Exam.Api.Tests.Support;
using Pals.Exam.ItemBank.Programmes;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Tests.Certification;

/// <summary>From enrolment to the exam: what the rules of the programme let through, and what they say when they do not.</summary>
public sealed class AdmissionTests : TestsOfAProvider
{
    [Fact]
    public async Task PostExam_CourseNotComplete_IsRefusedUntilItIsAttested()
    {
        string enrolmentId = await Provider.Enrol("ann");
        Assert.Equal("course-incomplete", await Provider.State(enrolmentId));

        JsonElement problem = await ProblemAssert.Is(ProblemTypes.CourseIncomplete, await Provider.AskForExam("ann"));
        Assert.StartsWith("Your course is not complete yet.", problem.GetProperty("detail").GetString());

        await CourseProvider.Json(await Provider.Attest(enrolmentId));
        Assert.Equal("exam-due", await Provider.State(enrolmentId));
        await CourseProvider.Json(await Provider.AskForExam("ann", enrolmentId));
        Assert.Equal("exam-open", await Provider.State(enrolmentId));
    }

    [Fact]
    public async Task PostExam_CandidateWhomNobodyEnrolled_GetsItAsBefore()
    {
        await Provider.Enrol("ann");

        await CourseProvider.Json(await Provider.AskForExam("somebody-else"));
        JsonElement practice = await CourseProvider.Json(await Provider.Http.PostAsJsonAsync(
            "/v1/exams", new { candidateId = "ann", definition = "pals-adaptive", purpose = "practice" }, Cancellation));
        Assert.NotEqual("", practice.GetProperty("token").GetString());
    }

    [Fact]
    public async Task PostExam_ExamOpenOrPassed_IsRefused()
    {
        await CourseProvider.Json(await Provider.Attest(await Provider.Enrol("ann")));
        Candidate ann = await Provider.Begin("ann");

        await ProblemAssert.Is(ProblemTypes.ExamOpen, await Provider.AskForExam("ann"));
        await ann.AnswerAll(right: true);
        await ProblemAssert.Is(ProblemTypes.ExamAlreadyPassed, await Provider.AskForExam("ann"));
    }

    [Fact]
    public async Task PostExam_AfterAFail_WaitsAndThenGivesNoItemSeenBefore()
    {
        await CourseProvider.Json(await Provider.Attest(await Provider.Enrol("ann")));
        Candidate first = await Provider.Sit("ann", pass: false);

        JsonElement problem = await ProblemAssert.Is(ProblemTypes.RetakeTooEarly, await Provider.AskForExam("ann"));
        DateTimeOffset opens = problem.GetProperty("notBefore").GetDateTimeOffset();
        Assert.Equal(Server.Clock.GetUtcNow().AddDays(1), opens);
        Server.Clock.Advance(TimeSpan.FromDays(1));

        Candidate second = await Provider.Sit("ann", pass: false);
        Assert.Empty(Items(first).Intersect(Items(second)));
        Server.Clock.Advance(TimeSpan.FromDays(1));
        await Provider.Sit("ann", pass: false);
        Server.Clock.Advance(TimeSpan.FromDays(1));
        await ProblemAssert.Is(ProblemTypes.AttemptsExhausted, await Provider.AskForExam("ann"));
    }

    [Fact]
    public async Task PostExam_TooLongAfterTheCourse_IsRefused()
    {
        string enrolmentId = await Provider.Enrol("ann");
        await CourseProvider.Json(await Provider.Attest(enrolmentId));

        Server.Clock.Advance(TimeSpan.FromDays(61));

        await ProblemAssert.Is(ProblemTypes.ExamWindowClosed, await Provider.AskForExam("ann"));
        JsonElement enrolment = await Provider.Enrolment(enrolmentId);
        Assert.Equal("closed", enrolment.GetProperty("state").GetString());
        Assert.Contains("60 days after your course", enrolment.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task PostExam_EnrolmentOfAnotherOrOtherExam_IsRefused()
    {
        string enrolmentId = await Provider.Enrol("ann");
        await Provider.Enrol("ben");
        using CourseProvider stranger = await CourseProvider.Create(Server);

        await ProblemAssert.Is(ProblemTypes.EnrolmentNotFound, await Provider.AskForExam("ben", enrolmentId));
        await ProblemAssert.Is(ProblemTypes.EnrolmentNotFound, await stranger.AskForExam("ann", enrolmentId));
        await ProblemAssert.Is(ProblemTypes.ExamNotOfProgramme, await Provider.AskForExam("ann", enrolmentId, "nrp-adaptive"));
    }

    [Fact]
    public async Task PostExam_SeveralAtOnce_GivesOne()
    {
        await CourseProvider.Json(await Provider.Attest(await Provider.Enrol("ann")));

        HttpResponseMessage[] responses = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Provider.AskForExam("ann")));

        Assert.Single(responses, response => response.StatusCode == HttpStatusCode.Created);
        foreach (HttpResponseMessage refused in responses.Where(response => response.StatusCode != HttpStatusCode.Created))
        {
            await ProblemAssert.Is(ProblemTypes.ExamOpen, refused);
        }
    }

    [Fact]
    public async Task Attest_ProviderWithoutAccreditation_IsRefused()
    {
        using CourseProvider unaccredited = await CourseProvider.Create(Server, accredited: false);
        string enrolmentId = await unaccredited.Enrol("ann");

        await ProblemAssert.Is(ProblemTypes.ProviderNotAccredited, await unaccredited.Attest(enrolmentId));

        JsonElement own = await unaccredited.Get($"/v1/providers/{unaccredited.ProviderId}/accreditations");
        Assert.Equal(0, own.GetProperty("accreditations").GetArrayLength());
    }

    [Fact]
    public async Task Attest_MissingSkillOrHours_SaysWhat()
    {
        string enrolmentId = await Provider.Enrol("ann");

        JsonElement skills = await ProblemAssert.Is(
            ProblemTypes.CompletionBelowCourse, await Provider.Attest(enrolmentId, skills: CourseProvider.Skills[1..]));
        JsonElement hours = await ProblemAssert.Is(ProblemTypes.CompletionBelowCourse, await Provider.Attest(enrolmentId, hours: 13));

        Assert.Contains("Child CPR and AED", skills.GetProperty("detail").GetString());
        Assert.Contains("14 hours", hours.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Attest_AgainBeforeAndAfterTheCard_CorrectsAndThenIsRefused()
    {
        string enrolmentId = await Provider.Enrol("ann");
        await CourseProvider.Json(await Provider.Attest(enrolmentId));
        JsonElement corrected = await CourseProvider.Json(await Provider.Attest(enrolmentId, hours: 15));
        Assert.Equal(15, corrected.GetProperty("completion").GetProperty("hours").GetDouble());

        await Provider.Sit("ann");

        Assert.Equal("certified", await Provider.State(enrolmentId));
        await CourseProvider.Json(await Provider.Attest(enrolmentId, hours: 15));
        await ProblemAssert.Is(ProblemTypes.CardIssued, await Provider.Attest(enrolmentId, hours: 16));
    }

    [Fact]
    public async Task Course_SameAgainOrOtherwise_IsTakenOrRefused()
    {
        await CourseProvider.Json(await Provider.AddCourse("pals-b", "renewal", 6));
        await CourseProvider.Json(await Provider.AddCourse("pals-b", "renewal", 6));

        await ProblemAssert.Is(ProblemTypes.CourseExists, await Provider.AddCourse("pals-b", "renewal", 7));
        await ProblemAssert.Is(ProblemTypes.CourseBelowProgramme, await Provider.AddCourse("pals-c", "initial", 6));
        await ProblemAssert.Is(ProblemTypes.InvalidRequest, await Provider.AddCourse("PALS", "initial"));
        JsonElement list = await Provider.Get("/v1/courses?limit=1");
        Assert.Equal("pals-b", list.GetProperty("next").GetString());
        JsonElement rest = await Provider.Get("/v1/courses?after=pals-b");
        Assert.Equal(CourseProvider.CourseId, rest.GetProperty("courses")[0].GetProperty("courseId").GetString());
    }

    [Fact]
    public async Task Enrol_TwiceOrUnknown_IsRefused()
    {
        await Provider.Enrol("ann");

        await ProblemAssert.Is(ProblemTypes.EnrolmentExists, await Enrol(new { candidateId = "ann", courseId = CourseProvider.CourseId }));
        await ProblemAssert.Is(ProblemTypes.UnknownCandidate, await Enrol(new { candidateId = "nobody", courseId = CourseProvider.CourseId }));
        await ProblemAssert.Is(ProblemTypes.UnknownCourse, await Enrol(new { candidateId = "ann", courseId = "no-course" }));
        await ProblemAssert.Is(ProblemTypes.UnknownProgramme, await Enrol(new { candidateId = "ann", programmeId = "acls" }));
        await ProblemAssert.Is(ProblemTypes.RenewalNotOpen, await Enrol(new { candidateId = "ann", programmeId = "pals" }));
        await ProblemAssert.Is(ProblemTypes.InvalidRequest, await Enrol(new { candidateId = "ann" }));
    }

    [Fact]
    public async Task Candidate_BadField_IsNamed()
    {
        foreach ((object body, string field) in new (object, string)[]
        {
            (new { name = "", profession = "nurse" }, "name"),
            (new { name = "Ann\n", profession = "nurse" }, "name"),
            (new { name = "Ann", profession = "pilot" }, "profession"),
            (new { name = "Ann", profession = "nurse", email = "ann" }, "email"),
        })
        {
            JsonElement problem = await ProblemAssert.Is(
                ProblemTypes.InvalidRequest, await Provider.Http.PutAsJsonAsync("/v1/candidates/ann", body, Cancellation));
            Assert.Equal(field, problem.GetProperty("field").GetString());
        }
    }

    [Fact]
    public async Task Programme_ImportedByAnAdministrator_ChangesTheRulesAtOnce()
    {
        string enrolmentId = await Provider.Enrol("ann");
        using HttpClient administrator = Server.HttpWith(ExamServer.AdministratorKey);
        JsonElement pals = await Provider.Get("/v1/programmes/pals");
        string rules = pals.GetProperty("rules").GetString()!;

        using var bad = new StringContent(rules.Replace("attempts: 3", "attempts: none"));
        bad.Headers.ContentType = new("application/yaml");
        JsonElement problem = await ProblemAssert.Is(
            ProblemTypes.InvalidProgramme, await administrator.PutAsync("/v1/programmes/pals", bad, Cancellation));
        Assert.Contains("attempts: expected a whole number", problem.GetProperty("detail").GetString());

        using var good = new StringContent(rules.Replace("courseComplete: before-exam", "courseComplete: before-card"));
        good.Headers.ContentType = new("application/yaml");
        JsonElement imported = await CourseProvider.Json(await administrator.PutAsync("/v1/programmes/pals", good, Cancellation));

        Assert.Equal(2, imported.GetProperty("revision").GetInt32());
        Assert.Equal("exam-due", await Provider.State(enrolmentId));
    }

    [Theory]
    [InlineData("topicArea: shock-management", "topicArea: shock-managment", "topicArea: expected one of cardiac-arrest-management, ", "found 'shock-managment'")]
    [InlineData("definitions: [pals-adaptive, ", "definitions: [pals-adaptiv, ", "definitions: expected one of nrp-adaptive, ", "found 'pals-adaptiv'")]
    public async Task Programme_OfAnExamOrTopicAreaThatThereIsNot_IsRefusedAtImportAndFoundWhereItCameInBefore(
        string good, string bad, string expected, string found)
    {
        using HttpClient administrator = Server.HttpWith(ExamServer.AdministratorKey);
        JsonElement pals = await Provider.Get("/v1/programmes/pals");
        string rules = pals.GetProperty("rules").GetString()!;
        string misspelt = rules.Replace(good, bad);
        int line = 1 + misspelt[..misspelt.IndexOf(bad, StringComparison.Ordinal)].Count(c => c == '\n');

        using var body = new StringContent(misspelt, Encoding.UTF8, "application/yaml");
        JsonElement problem = await ProblemAssert.Is(
            ProblemTypes.InvalidProgramme, await administrator.PutAsync("/v1/programmes/pals", body, Cancellation));

        string detail = problem.GetProperty("detail").GetString()!;
        Assert.StartsWith($"pals:{line}:", detail);
        Assert.Contains(expected, detail);
        Assert.EndsWith(found, detail);
        Assert.Equal(rules, (await Provider.Get("/v1/programmes/pals")).GetProperty("rules").GetString());
        Assert.Empty(Server.Database.Read(ProgrammeCatalog.Misfits));

        await Server.Database.Write(
            transaction => ProgrammeRecords.Import(transaction, "pals", misspelt, "test", Server.Clock.GetUtcNow()), Cancellation);
        (StoredProgramme programme, string why) = Assert.Single(Server.Database.Read(ProgrammeCatalog.Misfits));
        Assert.Equal(("pals", detail), (programme.ProgrammeId, why));
    }

    [Fact]
    public void Of_EveryRefusal_HasTheProblemTypeOfItsName()
    {
        foreach (RefusalKind kind in Enum.GetValues<RefusalKind>())
        {
            Assert.Equal(ItemBank.Files.Words.Of(kind), ProblemTypes.Of(kind).Name);
        }
    }

    private Task<HttpResponseMessage> Enrol(object body) => Provider.Http.PostAsJsonAsync("/v1/enrolments", body, Cancellation);

    private string[] Items(Candidate candidate) =>
    [
        .. Server.Database.Read(t => ExamRecords.Administered(t, Guid.Parse(candidate.ExamId))).Select(item => item.ItemId),
    ];
}
