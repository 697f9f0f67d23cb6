using System.Net.Http.Json;
using System.Text.Json;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Tests.Support;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Programmes;

namespace Pals.Exam.Api.Tests.Certification;

/// <summary>A programme is data: another one is walked by what its own file says, which differs from the first in every rule.</summary>
public sealed class SecondProgrammeTests : IAsyncLifetime
{
    private static readonly Programme Other = ShippedProgrammes.Texts()
        .Where(programme => programme.ProgrammeId != ShippedBank.Pals)
        .Select(programme => ProgrammeReader.Read(programme.ProgrammeId, programme.Text)).Single();

    private ExamServer _server = null!;
    private CourseProvider _provider = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static CourseRequirement Initial => Other.Courses[CourseKind.Initial];

    public async ValueTask InitializeAsync()
    {
        _server = ExamServer.WithShippedBank();
        _provider = await CourseProvider.Create(_server);
        await CourseProvider.Json(await _provider.Http.PostAsJsonAsync(
            "/v1/courses",
            new { courseId = "other", programmeId = Other.Id, title = Other.Name, format = "in-person", kind = "initial", hours = Initial.Hours },
            Cancellation));
    }

    public ValueTask DisposeAsync()
    {
        _provider.Dispose();
        return _server.DisposeAsync();
    }

    [Fact]
    public async Task Candidate_ExaminedAndThenAttested_GetsTheCardOfThatProgramme()
    {
        string enrolmentId = await Enrol("ann", Other.Professions[1]);
        await Accredit();
        JsonElement exam = await CourseProvider.Json(await _provider.AskForExam("ann", definition: Other.Exams.Definitions[0]));
        var candidate = new Candidate(_server.Http, exam.GetProperty("examId").GetString()!, exam.GetProperty("token").GetString()!);
        await candidate.Reload();
        await candidate.AnswerAll(right: true);
        Assert.Equal("passed", await _provider.State(enrolmentId));

        JsonElement enrolment = await CourseProvider.Json(await _provider.Attest(enrolmentId, [.. Initial.Skills], Initial.Hours));

        string number = enrolment.GetProperty("cardNumber").GetString()!;
        Assert.StartsWith($"{Other.Card.Prefix}-", number, StringComparison.Ordinal);
        JsonElement card = await _provider.Get($"/v1/cards/{number}");
        Assert.Equal(
            (Other.Id, Other.Card.Title, "valid"),
            (card.GetProperty("programmeId").GetString(), card.GetProperty("title").GetString(), card.GetProperty("status").GetString()));
        await ProblemAssert.Is(
            ProblemTypes.RenewalNotOpen,
            await _provider.Http.PostAsJsonAsync("/v1/enrolments", new { candidateId = "ann", programmeId = Other.Id }, Cancellation));
    }

    [Fact]
    public async Task Candidate_OfAProviderThatAnotherBodyAccredits_IsRefused()
    {
        await Enrol("ann", Other.Professions[1]);

        JsonElement problem = await ProblemAssert.Is(
            ProblemTypes.ProviderNotAccredited, await _provider.AskForExam("ann", definition: Other.Exams.Definitions[0]));

        Assert.Contains(Other.AccreditedBy[0].ToUpperInvariant(), problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Candidate_OfAProfessionThatOnlyTheFirstProgrammeHas_IsRefused()
    {
        const string OnlyTheFirst = "dentist";
        Assert.DoesNotContain(OnlyTheFirst, Other.Professions);
        await CourseProvider.Json(await _provider.Http.PutAsJsonAsync(
            "/v1/candidates/ann", new { name = "Ann Example", profession = OnlyTheFirst }, Cancellation));

        await ProblemAssert.Is(
            ProblemTypes.ProfessionNotAdmitted,
            await _provider.Http.PostAsJsonAsync("/v1/enrolments", new { candidateId = "ann", courseId = "other" }, Cancellation));
    }

    private async Task<string> Enrol(string candidateId, string profession)
    {
        await CourseProvider.Json(await _provider.Http.PutAsJsonAsync(
            $"/v1/candidates/{candidateId}", new { name = "Ann Example", profession }, Cancellation));
        return CourseProvider.Id(await CourseProvider.Json(
            await _provider.Http.PostAsJsonAsync("/v1/enrolments", new { candidateId, courseId = "other" }, Cancellation)));
    }

    private async Task Accredit()
    {
        using HttpClient administrator = _server.HttpWith(ExamServer.AdministratorKey);
        await ProblemAssert.Is(
            ProblemTypes.InvalidRequest,
            await administrator.PutAsJsonAsync(
                $"/v1/providers/{_provider.ProviderId}/accreditations/nobody", new { number = "1", expiresOn = "2030-12-31" }, Cancellation));
        await CourseProvider.Json(await administrator.PutAsJsonAsync(
            $"/v1/providers/{_provider.ProviderId}/accreditations/{Other.AccreditedBy[0]}", new { number = "1", expiresOn = "2030-12-31" }, Cancellation));
    }
}
