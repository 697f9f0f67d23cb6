using System.Net;
using System.Text;
using System.Text.Json;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Tests.Support;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Programmes;
using Pals.Exam.Tests.Shared;

namespace Pals.Exam.Api.Tests.Certification;

/// <summary>What a candidate reads after an exam: the result, what to study, when to come back; as JSON and as PDF.</summary>
public sealed class ReportTests : TestsOfAProvider
{
    private static readonly Programme Pals =
        ProgrammeReader.Read("pals", ShippedProgrammes.Texts().Single(programme => programme.ProgrammeId == "pals").Text);

    [Fact]
    public async Task Report_FailedWithAnEnrolment_SaysWhatToStudyAndWhenToComeBack()
    {
        await CourseProvider.Json(await Provider.Attest(await Provider.Enrol("ann")));
        Candidate ann = await Provider.Sit("ann", pass: false);
        DateTime ended = Server.Clock.GetUtcNow().UtcDateTime;

        JsonElement retake = (await ann.Report()).GetProperty("retake");
        ReadPdf pdf = await Pdf(ann);

        Assert.Equal(("later", 2), (retake.GetProperty("state").GetString(), retake.GetProperty("attemptsLeft").GetInt32()));
        Assert.Equal(ended.AddDays(1), retake.GetProperty("notBefore").GetDateTime());
        Assert.Equal("2026-05-01", retake.GetProperty("lastDay").GetString());
        const string Sentence = "You can take the exam again from 3 March 2026, 08:00 UTC, until 1 May 2026. You have 2 attempts left.";
        Assert.Equal(Sentence, retake.GetProperty("sentence").GetString());
        Assert.Contains(Sentence, Flat(pdf));
        Assert.Contains("Not passed", pdf.AllText);
        Assert.Contains("Provisional", pdf.AllText);
        foreach (JsonElement area in (await ann.Report()).GetProperty("topicAreas").EnumerateArray())
        {
            StudyAdvice advice = Pals.StudyAdvice.Single(one => one.TopicArea == area.GetProperty("id").GetString());
            Assert.Equal("below", area.GetProperty("standing").GetString());
            Assert.Equal(advice.Below, area.GetProperty("advice").GetProperty("text").GetString());
            Assert.Equal(advice.Reading, area.GetProperty("advice").GetProperty("reading").EnumerateArray().Select(part => part.GetString()!));
            Assert.Contains(advice.Below, Flat(pdf));
        }

        Server.Clock.Advance(TimeSpan.FromDays(1));
        JsonElement later = (await ann.Report()).GetProperty("retake");
        Assert.Equal(("open", ended.AddDays(1)), (later.GetProperty("state").GetString(), later.GetProperty("notBefore").GetDateTime()));
        Server.Clock.Advance(TimeSpan.FromDays(60));
        JsonElement closed = (await ann.Report()).GetProperty("retake");
        Assert.Equal(("closed", "exam-window-closed"), (closed.GetProperty("state").GetString(), closed.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task Report_FailedWithoutAnEnrolment_SaysThatTheProviderKnows()
    {
        Candidate somebody = await Provider.Sit("somebody", pass: false);

        JsonElement retake = (await somebody.Report()).GetProperty("retake");

        Assert.Equal("unknown", retake.GetProperty("state").GetString());
        Assert.All(["attemptsLeft", "notBefore", "lastDay", "reason"], name => Assert.Equal(JsonValueKind.Null, retake.GetProperty(name).ValueKind));
        Assert.Contains("Your course provider can tell you", Flat(await Pdf(somebody)));
    }

    [Fact]
    public async Task Report_Passed_HasNoRetakeAndAdvisesHowToStay()
    {
        await CourseProvider.Json(await Provider.Attest(await Provider.Enrol("ann")));
        Candidate ann = await Provider.Sit("ann");

        JsonElement report = await ann.Report();
        string text = Flat(await Pdf(ann));

        Assert.Equal(JsonValueKind.Null, report.GetProperty("retake").ValueKind);
        Assert.Contains(report.GetProperty("topicAreas").EnumerateArray(), area => area.GetProperty("standing").GetString() == "above");
        Assert.Contains("Passed", text);
        Assert.DoesNotContain("Taking the exam again", text);
    }

    [Theory]
    [InlineData("/report")]
    [InlineData("/report.pdf")]
    public async Task Report_CertificationEnded_HoldsNoQuestionKeyOrRationale(string path)
    {
        Candidate somebody = await Provider.Begin("somebody");
        List<Item> shown = [];
        while (somebody.HasQuestion)
        {
            shown.Add(somebody.Item());
            await somebody.Answer(somebody.Choice(right: false));
        }

        using HttpResponseMessage response = await somebody.Send(HttpMethod.Get, path);
        byte[] body = await response.Content.ReadAsByteArrayAsync(Cancellation);
        string text = path.EndsWith(".pdf", StringComparison.Ordinal)
            ? Flat(new ReadPdf(body))
            : string.Join('\n', JsonDocument.Parse(body).RootElement.EnumerateObject().Select(property => property.Value.ToString()));

        Assert.True(shown.Count >= 25);
        Assert.All(shown, item =>
        {
            Assert.DoesNotContain(item.Id, text);
            Assert.DoesNotContain(item.Stem, text);
            Assert.DoesNotContain(item.Rationale, text);
            Assert.All(item.Options, option => Assert.DoesNotContain(option.Rationale, text));
        });
    }

    [Fact]
    public async Task Report_Practice_AdvisesButKnowsNoRetakeAndItsPdfHoldsNoQuestion()
    {
        Candidate practice = await Candidate.StartPractice(Server.Http);
        string stem = practice.Item().Stem;
        await practice.AnswerAll(right: false);

        JsonElement report = await practice.Report();
        string text = Flat(await Pdf(practice));

        Assert.Equal(JsonValueKind.Null, report.GetProperty("retake").ValueKind);
        Assert.All(report.GetProperty("topicAreas").EnumerateArray(), area => Assert.NotEqual(JsonValueKind.Null, area.GetProperty("advice").ValueKind));
        Assert.Contains("certifies nothing", text);
        Assert.DoesNotContain(stem, text);
    }

    [Fact]
    public async Task Report_ExpiredWithFewAnswers_SaysNothingOfTopicAreasButWhenToComeBack()
    {
        await CourseProvider.Json(await Provider.Attest(await Provider.Enrol("ann")));
        Candidate ann = await Provider.Begin("ann");
        await ann.Answer(ann.Choice(right: false));
        Server.Clock.Advance(TimeSpan.FromHours(3));
        await ann.Reload();

        JsonElement report = await ann.Report();
        string text = Flat(await Pdf(ann));

        Assert.Equal("expired", report.GetProperty("status").GetString());
        Assert.Equal("later", report.GetProperty("retake").GetProperty("state").GetString());
        Assert.All(report.GetProperty("topicAreas").EnumerateArray(), area =>
        {
            Assert.Equal(JsonValueKind.Null, area.GetProperty("standing").ValueKind);
            Assert.Equal(JsonValueKind.Null, area.GetProperty("advice").ValueKind);
        });
        Assert.Contains("there is no result", text);
        Assert.DoesNotContain("Your score", text);
        Assert.DoesNotContain("Your profile", text);
    }

    [Fact]
    public async Task ReportPdf_WrittenExam_HasThePointsTheCutAndTheAdvice()
    {
        await using ExamServer server = ExamServer.WithShippedBank();
        FormCandidate candidate = await FormCandidate.StartPractice(server.Http);
        await candidate.AnswerAll(Enumerable.Range(1, 30), right: true);
        JsonElement form = (await candidate.Submit()).GetProperty("report").GetProperty("form");

        string text = Flat(await Pdf(candidate.Candidate));

        Assert.Contains(
            $"You earned 30 of 50 points, and this form is passed with {form.GetProperty("rawCut").GetInt32()}.", text);
        Assert.Contains("What to study", text);
    }

    [Fact]
    public async Task ReportPdf_Ended_IsAFileForItsCandidateThatNoCacheKeeps()
    {
        Candidate practice = await Candidate.StartPractice(Server.Http);
        await ProblemAssert.Is(ProblemTypes.ExamInProgress, await practice.Send(HttpMethod.Get, "/report.pdf"));
        await practice.AnswerAll(right: false);

        using HttpResponseMessage response = await practice.Send(HttpMethod.Get, "/report.pdf");

        Assert.Equal((HttpStatusCode.OK, "application/pdf"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        Assert.Equal($"report-{practice.ExamId}.pdf", response.Content.Headers.ContentDisposition!.FileName);
        Assert.True(response.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task ReportPdf_AdviceInLettersThatNoPdfFontHas_IsRefusedWithTheLetterWhileTheReportIsShown()
    {
        using HttpClient administrator = Server.HttpWith(ExamServer.AdministratorKey);
        string text = ShippedProgrammes.Texts().Single(programme => programme.ProgrammeId == "pals").Text.Replace("Begin with the arrest algorithm", "Ж");
        using var body = new StringContent(text, Encoding.UTF8, "application/yaml");
        await CourseProvider.Json(await administrator.PutAsync("/v1/programmes/pals", body, Cancellation));
        Candidate practice = await Candidate.StartPractice(Server.Http);
        await practice.AnswerAll(right: false);

        JsonElement problem = await ProblemAssert.Is(ProblemTypes.NotPrintable, await practice.Send(HttpMethod.Get, "/report.pdf"));

        Assert.Contains("U+0416", problem.GetProperty("detail").GetString());
        Assert.StartsWith("Ж", (await practice.Report()).GetProperty("topicAreas")[0].GetProperty("advice").GetProperty("text").GetString());
    }

    private static async Task<ReadPdf> Pdf(Candidate candidate)
    {
        using HttpResponseMessage response = await candidate.Send(HttpMethod.Get, "/report.pdf");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return new ReadPdf(await response.Content.ReadAsByteArrayAsync(Cancellation));
    }

    /// <summary>The text with its lines joined, as it was before it was broken into them.</summary>
    private static string Flat(ReadPdf pdf) => pdf.AllText.ReplaceLineEndings(" ");
}
