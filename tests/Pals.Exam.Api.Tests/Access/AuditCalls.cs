using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Pals.Exam.Api.Tests.Support;
using Pals.Exam.ItemBank.Programmes;

namespace Pals.Exam.Api.Tests.Access;

/// <summary>A call that changes something, ready to be sent.</summary>
internal sealed record AuditCall(string Address, string? Authorization, HttpContent? Body);

/// <summary>
/// Makes for each endpoint a call that succeeds: with the example of the documentation by the first caller whom <see cref="AccessMatrix"/> lets, or
/// in a way of its own where more must have happened before.
/// </summary>
internal sealed class AuditCalls(ExamServer server)
{
    private const string Origin = "https://courses.example";

    private static int _candidates;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public Task<AuditCall> Make(string operation) => operation switch
    {
        "POST /v1/exams/{examId}/answers" => Answer(),
        "PUT /v1/exams/{examId}/form/answers/{position}" => OnForm(
            "form/answers/1", async form => new { answer = FormCandidate.Choice((await form.Items())[0], right: true), sequence = 1 }),
        "PUT /v1/exams/{examId}/form/flags/{position}" => OnForm(
            "form/flags/1", _ => Task.FromResult<object>(new { flagged = true, sequence = 1 })),
        "POST /v1/exams/{examId}/submit" => OnForm("submit", null),
        "POST /v1/exams/{examId}/resume" => AfterPause(),
        "POST /v1/launches" => Launch(),
        "POST /v1/launches/use" => LaunchUse(),
        "PUT /v1/programmes/{programmeId}" => Task.FromResult(new AuditCall(
            "/v1/programmes/pals",
            $"Bearer {ExamServer.AdministratorKey}",
            Text($"{ShippedProgrammes.Texts().Single(programme => programme.ProgrammeId == "pals").Text}\n# Reworded\n", "application/yaml"))),
        "POST /v1/courses" => Course(),
        "POST /v1/enrolments" => Enrolment(),
        "PUT /v1/enrolments/{enrolmentId}/completion" => Completion(),
        "POST /v1/uploads/enrolments" => Uploaded("enrolments", "candidateId,name,profession,courseId\n{0},Uploaded,nurse,{1}\n"),
        "POST /v1/uploads/completions" => UploadedCompletion(),
        _ => Documented(operation),
    };

    private async Task<AuditCall> Documented(string operation)
    {
        MatrixRow row = AccessMatrix.Rows.Single(row => row.Operation == operation);
        MatrixObjects objects = await MatrixObjects.Make(server);
        MatrixCaller caller = AccessMatrix.Columns.Zip(row.Expected).First(column => column.Second < 300).First;
        string? body = row.Body ?? (await ApiDocument.Read(server)).Single(documented => documented.Name == operation).Example;
        string address = objects.Parameters.Aggregate(row.Path, (path, parameter) => path.Replace($"{{{parameter.Key}}}", parameter.Value));
        return new AuditCall(address, objects.Authorization(caller), body is null ? null : Text(body.Replace("{new}", MatrixObjects.NewName()), row.ContentType));
    }

    /// <summary>Nobody knows which question comes first: an example would answer most, but no ordering.</summary>
    private async Task<AuditCall> Answer()
    {
        Candidate candidate = await Candidate.StartPractice(server.Http);
        return new AuditCall(
            $"/v1/exams/{candidate.ExamId}/answers",
            $"Bearer {candidate.Token}",
            JsonContent.Create(new { position = 1, answer = candidate.Choice(right: true) }));
    }

    private async Task<AuditCall> OnForm(string action, Func<FormCandidate, Task<object>>? body)
    {
        FormCandidate candidate = await FormCandidate.StartPractice(server.Http);
        return new AuditCall(
            $"/v1/exams/{candidate.ExamId}/{action}", $"Bearer {candidate.Candidate.Token}", body is null ? null : JsonContent.Create(await body(candidate)));
    }

    private async Task<AuditCall> AfterPause()
    {
        AuditCall pause = await Documented("POST /v1/exams/{examId}/pause");
        using HttpResponseMessage paused = await Send(pause);
        paused.EnsureSuccessStatusCode();
        return pause with { Address = pause.Address.Replace("/pause", "/resume"), Body = null };
    }

    private async Task<AuditCall> Launch()
    {
        using CourseProvider provider = await CourseProvider.Create(server);
        using HttpResponseMessage set = await provider.Http.PutAsJsonAsync(
            $"/v1/providers/{provider.ProviderId}/origins", new { origins = new[] { Origin } }, Cancellation);
        set.EnsureSuccessStatusCode();
        JsonElement exam = await CourseProvider.Json(await provider.AskForExam("somebody"));
        return By(provider, "/v1/launches", JsonContent.Create(new { examId = exam.GetProperty("examId").GetString(), origin = Origin }));
    }

    private async Task<AuditCall> LaunchUse()
    {
        using HttpResponseMessage made = await Send(await Launch());
        JsonElement launch = await made.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        return new AuditCall("/v1/launches/use", null, JsonContent.Create(new { token = launch.GetProperty("token").GetString(), origin = Origin }));
    }

    private async Task<AuditCall> Course()
    {
        using CourseProvider provider = await CourseProvider.Create(server);
        return By(provider, "/v1/courses", JsonContent.Create(
            new { courseId = "another", programmeId = "pals", title = "PALS", format = "online", kind = "initial", hours = 14 }));
    }

    private async Task<AuditCall> Enrolment()
    {
        using CourseProvider provider = await CourseProvider.Create(server);
        string candidateId = NewCandidate();
        await CourseProvider.Json(await provider.Http.PutAsJsonAsync(
            $"/v1/candidates/{candidateId}", new { name = "Somebody", profession = "nurse" }, Cancellation));
        return By(provider, "/v1/enrolments", JsonContent.Create(new { candidateId, courseId = CourseProvider.CourseId }));
    }

    private async Task<AuditCall> Completion()
    {
        using CourseProvider provider = await CourseProvider.Create(server);
        string enrolmentId = await provider.Enrol(NewCandidate());
        return By(provider, $"/v1/enrolments/{enrolmentId}/completion", JsonContent.Create(new
        {
            hours = 14,
            completedOn = Today,
            skills = CourseProvider.Skills.Select(skill => new { skill, assessor = "A. Assessor", assessedOn = Today }),
        }));
    }

    private async Task<AuditCall> Uploaded(string table, string lines)
    {
        using CourseProvider provider = await CourseProvider.Create(server);
        string csv = lines.Replace("{0}", NewCandidate()).Replace("{1}", CourseProvider.CourseId);
        return By(provider, $"/v1/uploads/{table}", Text(csv, "text/csv"));
    }

    private async Task<AuditCall> UploadedCompletion()
    {
        using CourseProvider provider = await CourseProvider.Create(server);
        string candidateId = NewCandidate();
        await provider.Enrol(candidateId);
        IEnumerable<string> lines = CourseProvider.Skills.Select(
            skill => $"{candidateId},{CourseProvider.CourseId},14,{Today:yyyy-MM-dd},{skill},A. Assessor,{Today:yyyy-MM-dd}");
        string csv = string.Join('\n', lines.Prepend("candidateId,courseId,hours,completedOn,skill,assessor,assessedOn"));
        return By(provider, "/v1/uploads/completions", Text(csv, "text/csv"));
    }

    /// <summary>Sends a call by the method of its endpoint's name.</summary>
    public async Task<HttpResponseMessage> Send(AuditCall call, string method = "POST")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), call.Address) { Content = call.Body };
        request.Headers.Authorization = call.Authorization is null ? null : AuthenticationHeaderValue.Parse(call.Authorization);
        return await server.Http.SendAsync(request, Cancellation);
    }

    private DateOnly Today => DateOnly.FromDateTime(server.Clock.GetUtcNow().UtcDateTime);

    private static string NewCandidate() => $"audited-{Interlocked.Increment(ref _candidates)}";

    private static AuditCall By(CourseProvider provider, string address, HttpContent body) =>
        new(address, provider.Http.DefaultRequestHeaders.Authorization!.ToString(), body);

    private static StringContent Text(string body, string contentType) => new(body, Encoding.UTF8, contentType);
}
