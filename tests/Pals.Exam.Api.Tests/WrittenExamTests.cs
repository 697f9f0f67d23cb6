using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Tests.Support;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Tests;

/// <summary>Written exams on a server as it is after its first start.</summary>
public sealed class WrittenExamTests : IAsyncLifetime
{
    private const int Length = 50;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(90);

    private ExamServer _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _server = ExamServer.WithShippedBank();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Sitting_AllRightInAnyOrder_PassesWithTheFullRawScore()
    {
        FormCandidate candidate = await FormCandidate.StartPractice(_server.Http);
        Assert.Equal("in-progress", candidate.Candidate.Status);
        Assert.Equal(1, candidate.Candidate.Position);
        Assert.StartsWith("PALS-", candidate.Candidate.State.GetProperty("form").GetProperty("formId").GetString(), StringComparison.Ordinal);

        await candidate.AnswerAll(Enumerable.Range(2, Length - 1).Reverse(), right: true);
        await candidate.Candidate.Reload();
        Assert.Equal((49, 1), (Answered(candidate.Candidate.State), candidate.Candidate.Position));
        await candidate.AnswerAll([1], right: true);
        await candidate.Candidate.Reload();
        Assert.False(candidate.Candidate.HasQuestion);
        Assert.Equal("in-progress", candidate.Candidate.Status);

        JsonElement state = await candidate.Submit();

        Assert.Equal("passed", state.GetProperty("status").GetString());
        JsonElement report = state.GetProperty("report");
        JsonElement form = report.GetProperty("form");
        Assert.Equal((50, 50, 0), (form.GetProperty("rawScore").GetDouble(), form.GetProperty("rawScorePossible").GetInt32(), form.GetProperty("unanswered").GetInt32()));
        Assert.InRange(form.GetProperty("rawCut").GetInt32(), 38, 45);
        Assert.Equal("maximum-length", report.GetProperty("endReason").GetString());
        Assert.Equal(Length, report.GetProperty("answers").GetArrayLength());
        Assert.Equal(6, report.GetProperty("topicAreas").GetArrayLength());
        Assert.Equal(report.GetRawText(), (await candidate.Candidate.Report()).GetRawText());
    }

    [Theory]
    [InlineData(-1, "failed")]
    [InlineData(0, "passed")]
    public async Task Submit_AtTheRawCutOrOnePointBelow_IsDecidedByIt(int fromCut, string status)
    {
        FormCandidate probe = await FormCandidate.StartPractice(_server.Http, seed: 7);
        int cut = (await probe.Submit()).GetProperty("report").GetProperty("form").GetProperty("rawCut").GetInt32();
        FormCandidate candidate = await FormCandidate.StartPractice(_server.Http, seed: 7);

        await candidate.AnswerAll(Enumerable.Range(1, cut + fromCut), right: true);
        JsonElement state = await candidate.Submit();

        JsonElement form = state.GetProperty("report").GetProperty("form");
        Assert.Equal(cut + fromCut, form.GetProperty("rawScore").GetDouble());
        Assert.Equal(Length - cut - fromCut, form.GetProperty("unanswered").GetInt32());
        Assert.Equal(status, state.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Form_WhileOpen_ShowsEveryQuestionAndNoKey()
    {
        FormCandidate candidate = await FormCandidate.StartPractice(_server.Http);
        await candidate.Answer(3, null);
        Item[] items = await candidate.Items();
        JsonElement form = await candidate.Form();
        string json = form.GetRawText();

        Assert.Equal(Length, form.GetProperty("questions").GetArrayLength());
        Assert.Equal(Enumerable.Range(1, Length), form.GetProperty("questions").EnumerateArray().Select(entry => entry.GetProperty("question").GetProperty("position").GetInt32()));
        Assert.All(items, item => Assert.DoesNotContain(JsonEncodedText.Encode(item.Rationale).ToString(), json, StringComparison.Ordinal));
        Assert.DoesNotMatch("(?i)\"(rationale|difficulty|discrimination|score|key\":\\[)", json);
        foreach (JsonElement media in form.GetProperty("questions").EnumerateArray().SelectMany(entry => entry.GetProperty("question").GetProperty("media").EnumerateArray()))
        {
            using HttpResponseMessage picture = await _server.Http.GetAsync(media.GetProperty("url").GetString(), Cancellation);
            Assert.Equal(HttpStatusCode.OK, picture.StatusCode);
        }
    }

    [Fact]
    public async Task Answer_ChangedAndCleared_StandsAsLastSent()
    {
        FormCandidate candidate = await FormCandidate.StartPractice(_server.Http);
        Item item = (await candidate.Items())[4];
        string[] right = FormCandidate.Choice(item, right: true);
        string[] wrong = FormCandidate.Choice(item, right: false);

        await candidate.Answer(5, wrong);
        JsonElement changed = await candidate.Answer(5, right);
        Assert.Equal(right, Texts(changed.GetProperty("answer")));
        Assert.Equal(1, Answered(changed));
        JsonElement cleared = await candidate.Answer(5, []);
        Assert.Equal(JsonValueKind.Null, cleared.GetProperty("answer").ValueKind);
        Assert.Equal(0, Answered(cleared));
        await candidate.Answer(5, wrong);

        JsonElement report = (await candidate.Submit()).GetProperty("report");
        Assert.Equal(wrong, Texts(report.GetProperty("answers")[4].GetProperty("given")));
        Assert.Equal(0, report.GetProperty("form").GetProperty("rawScore").GetDouble());
        Assert.Equal(4, _server.Database.Read(transaction => Count(transaction, candidate.ExamId)));
    }

    [Fact]
    public async Task Answer_LateRetry_NeverOverwritesANewerOne()
    {
        FormCandidate candidate = await FormCandidate.StartPractice(_server.Http);
        string[][] answers = [.. Item(await candidate.Items(), ItemType.SingleChoice).Item.Options.Select(option => new[] { option.Key })];
        int position = Item(await candidate.Items(), ItemType.SingleChoice).Position;
        await candidate.Answer(position, answers[0], sequence: 10);
        await candidate.Answer(position, answers[1], sequence: 12);

        JsonElement late = await candidate.Answer(position, answers[2], sequence: 11);
        JsonElement repeated = await candidate.Answer(position, answers[1], sequence: 12);

        Assert.Equal((false, answers[1][0]), (late.GetProperty("stands").GetBoolean(), Texts(late.GetProperty("answer"))[0]));
        Assert.Equal((true, answers[1][0]), (repeated.GetProperty("stands").GetBoolean(), Texts(repeated.GetProperty("answer"))[0]));
        await ProblemAssert.Is(ProblemTypes.AnswerConflict, await candidate.Put(position, answers[3], sequence: 12));
        Assert.Equal(12, (await candidate.Form()).GetProperty("sequence").GetInt64());
    }

    [Fact]
    public async Task Flag_SetAndTakenOff_ShowsOnTheFormAndCountsForNothing()
    {
        FormCandidate candidate = await FormCandidate.StartPractice(_server.Http);
        (await candidate.Flag(7, flagged: true)).Dispose();
        (await candidate.Flag(9, flagged: true)).Dispose();
        (await candidate.Flag(7, flagged: false)).Dispose();

        JsonElement form = await candidate.Form();

        Assert.Equal([9], form.GetProperty("questions").EnumerateArray()
            .Where(entry => entry.GetProperty("flagged").GetBoolean())
            .Select(entry => entry.GetProperty("question").GetProperty("position").GetInt32()));
        await candidate.Candidate.Reload();
        Assert.Equal(0, Answered(candidate.Candidate.State));
    }

    [Fact]
    public async Task Restart_InTheMiddle_KeepsAnswersFlagsAndForm()
    {
        FormCandidate candidate = await FormCandidate.StartPractice(_server.Http);
        await candidate.AnswerAll([2, 30], right: true);
        (await candidate.Flag(30, flagged: true)).Dispose();
        string before = Questions(await candidate.Form());

        await _server.Restart();
        candidate.Candidate.Use(_server.Http);

        Assert.Equal(before, Questions(await candidate.Form()));
    }

    [Fact]
    public async Task Deadline_Passed_CountsWhatWasAnsweredAndTakesNoMore()
    {
        FormCandidate candidate = await FormCandidate.StartPractice(_server.Http);
        await candidate.AnswerAll(Enumerable.Range(1, 48), right: true);
        string[] last = FormCandidate.Choice((await candidate.Items())[48], right: true);
        _server.Clock.Advance(Limit);
        await candidate.Answer(49, last, sequence: 1000);
        _server.Clock.Advance(TimeSpan.FromMilliseconds(1));

        await ProblemAssert.Is(ProblemTypes.DeadlinePassed, await candidate.Put(50, last, sequence: 1001));
        await ProblemAssert.Is(ProblemTypes.DeadlinePassed, await candidate.Flag(50, flagged: true, sequence: 1002));
        JsonElement repeated = await candidate.Answer(49, last, sequence: 1000);
        Assert.True(repeated.GetProperty("stands").GetBoolean());
        JsonElement state = await candidate.Submit();

        Assert.Equal("passed", state.GetProperty("status").GetString());
        Assert.Equal("time-limit", state.GetProperty("report").GetProperty("endReason").GetString());
        Assert.Equal(49, state.GetProperty("report").GetProperty("form").GetProperty("rawScore").GetDouble());
    }

    [Fact]
    public async Task Deadline_PassedWithoutAnAnswer_IsExpired()
    {
        FormCandidate candidate = await FormCandidate.StartPractice(_server.Http);
        _server.Clock.Advance(Limit * 2);

        await candidate.Candidate.Reload();

        Assert.Equal("expired", candidate.Candidate.Status);
    }

    [Fact]
    public async Task Pause_OfAForm_HidesItsQuestionsTakesNothingAndGivesTheTimeBack()
    {
        using Proctor proctor = await Proctor.Create(_server);
        var candidate = new FormCandidate(await proctor.Give(definition: "pals-written", accommodation: new { multiplier = 2 }));
        string[] first = FormCandidate.Choice((await candidate.Items())[0], right: true);
        await candidate.Answer(1, first, sequence: 1);
        await proctor.Pause(candidate.Candidate);
        _server.Clock.Advance(Limit * 3);

        JsonElement form = await candidate.Form();
        Assert.Equal((true, 0), (form.GetProperty("paused").GetBoolean(), form.GetProperty("questions").GetArrayLength()));
        await ProblemAssert.Is(ProblemTypes.ExamPaused, await candidate.Put(2, null, sequence: 2));
        await ProblemAssert.Is(ProblemTypes.ExamPaused, await candidate.Flag(2, flagged: true, sequence: 3));
        await ProblemAssert.Is(ProblemTypes.ExamPaused, await candidate.PostSubmit());
        Assert.True((await candidate.Answer(1, first, sequence: 1)).GetProperty("stands").GetBoolean());

        await proctor.Resume(candidate.Candidate);
        _server.Clock.Advance(Limit * 2);
        await candidate.Answer(2, FormCandidate.Choice((await candidate.Items())[1], right: true), sequence: 4);
        _server.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await ProblemAssert.Is(ProblemTypes.DeadlinePassed, await candidate.Put(3, null, sequence: 5));
        JsonElement report = (await candidate.Submit()).GetProperty("report");
        Assert.Equal(2, report.GetProperty("form").GetProperty("rawScore").GetDouble());
    }

    [Fact]
    public async Task Submit_Twice_IsAnsweredAlikeAndTakesNoFurtherAnswer()
    {
        FormCandidate candidate = await FormCandidate.StartPractice(_server.Http);
        await candidate.AnswerAll([1, 2, 3], right: true);

        JsonElement first = await candidate.Submit();
        JsonElement second = await candidate.Submit();

        Assert.Equal("failed", first.GetProperty("status").GetString());
        Assert.Equal(first.GetProperty("report").GetRawText(), second.GetProperty("report").GetRawText());
        await ProblemAssert.Is(ProblemTypes.ExamEnded, await candidate.Put(4, null));
    }

    [Fact]
    public async Task Requests_OfTheOtherKindOfExam_AreRefusedWithTheWayToGo()
    {
        FormCandidate written = await FormCandidate.StartPractice(_server.Http);
        var adaptive = new FormCandidate(await Candidate.StartPractice(_server.Http));

        await ProblemAssert.Is(ProblemTypes.WrittenExam, await written.Candidate.Post(1, ["A"]));
        await ProblemAssert.Is(ProblemTypes.AdaptiveExam, await adaptive.Put(1, ["A"]));
        await ProblemAssert.Is(ProblemTypes.AdaptiveExam, await adaptive.PostSubmit());
        await ProblemAssert.Is(ProblemTypes.AdaptiveExam, await adaptive.Candidate.Send(HttpMethod.Get, "/form"));
        using HttpClient administrator = _server.HttpWith(ExamServer.AdministratorKey);
        await ProblemAssert.Is(ProblemTypes.WrittenExam, await administrator.GetAsync($"/v1/exams/{written.ExamId}/steps/1", Cancellation));
    }

    [Theory]
    [InlineData(0, "A", 1L, "position")]
    [InlineData(1, "A", 0L, "sequence")]
    [InlineData(1, "A", 9007199254740992L, "sequence")]
    [InlineData(1, "", 1L, "answer")]
    public async Task Answer_Malformed_NamesTheField(int position, string answer, long sequence, string field)
    {
        FormCandidate candidate = await FormCandidate.StartPractice(_server.Http);

        JsonElement problem = await ProblemAssert.Is(ProblemTypes.InvalidRequest, await candidate.Put(position, [answer], sequence));

        Assert.Equal(field, problem.GetProperty("field").GetString());
    }

    [Fact]
    public async Task Answer_ImpossibleOrBeyondTheForm_IsRefused()
    {
        FormCandidate candidate = await FormCandidate.StartPractice(_server.Http);

        await ProblemAssert.Is(ProblemTypes.InvalidAnswer, await candidate.Put(Item(await candidate.Items(), ItemType.SingleChoice).Position, ["Z"]));
        await ProblemAssert.Is(ProblemTypes.PositionNotReached, await candidate.Put(51, ["A"]));
    }

    [Fact]
    public async Task Exams_OfOneCandidate_GiveEachFormOnceBeforeAnyTwice()
    {
        using HttpClient provider = _server.HttpWith(await ProviderKey());
        var forms = new List<string>();
        for (int i = 0; i < 5; i++)
        {
            using HttpResponseMessage response = await provider.PostAsJsonAsync(
                "/v1/exams", new { candidateId = "candidate-7", definition = "pals-written", purpose = "certification" }, Cancellation);
            Assert.Equal(HttpStatusCode.Created, response.StatusCode);
            JsonElement created = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
            var candidate = new FormCandidate(new Candidate(_server.Http, created.GetProperty("examId").GetString()!, created.GetProperty("token").GetString()!));
            await ProblemAssert.Is(ProblemTypes.PositionNotReached, await candidate.Put(1, null));
            forms.Add((await candidate.Form()).GetProperty("formId").GetString()!);
            JsonElement report = (await candidate.Submit()).GetProperty("report");
            Assert.Equal(JsonValueKind.Null, report.GetProperty("answers").ValueKind);
        }

        Assert.Equal(4, forms.Take(4).Distinct().Count());
        Assert.Contains(forms[4], forms.Take(4));
    }

    [Fact]
    public async Task Definitions_BankWithoutTheForms_LeavesTheWrittenExamOut()
    {
        Assert.Equal(["pals-adaptive", "pals-written", "nrp-adaptive"], await Definitions());

        await TestBank.Publish(_server.Database, TestBank.SingleChoice, _server.Clock.GetUtcNow());

        Assert.Equal(["pals-adaptive", "nrp-adaptive"], await Definitions());
        using HttpResponseMessage refused = await _server.Http.PostAsJsonAsync("/v1/practice-exams", new { definition = "pals-written" }, Cancellation);
        await ProblemAssert.Is(ProblemTypes.UnknownDefinition, refused);
    }

    private async Task<string[]> Definitions()
    {
        JsonElement list = await _server.Http.GetFromJsonAsync<JsonElement>("/v1/definitions", Cancellation);
        return [.. list.GetProperty("definitions").EnumerateArray().Select(definition => definition.GetProperty("definition").GetString()!)];
    }

    private async Task<string> ProviderKey()
    {
        using HttpClient administrator = _server.HttpWith(ExamServer.AdministratorKey);
        (await administrator.PostAsJsonAsync("/v1/providers", new { providerId = "heart-centre", name = "Heart centre" }, Cancellation)).Dispose();
        using HttpResponseMessage response = await administrator.PostAsync("/v1/providers/heart-centre/keys", null, Cancellation);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("key").GetString()!;
    }

    private static (int Position, Item Item) Item(Item[] items, ItemType type) =>
        items.Select((item, k) => (k + 1, item)).First(entry => entry.item.Type == type);

    private static int Answered(JsonElement state) => state.GetProperty("progress").GetProperty("answered").GetInt32();

    private static string[] Texts(JsonElement list) => [.. list.EnumerateArray().Select(text => text.GetString()!)];

    private static string Questions(JsonElement form) => form.GetProperty("questions").GetRawText();

    private static long Count(System.Data.Common.DbTransaction transaction, string examId)
    {
        using System.Data.Common.DbCommand command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"SELECT COUNT(*) FROM written_answers WHERE exam_id = '{examId}'";
        return (long)command.ExecuteScalar()!;
    }
}
