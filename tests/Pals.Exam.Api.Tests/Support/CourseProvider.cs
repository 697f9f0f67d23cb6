using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Pals.Exam.Api.Tests.Support;

/// <summary>A course provider over HTTP: accredited, with one course, walking candidates to their cards.</summary>
internal sealed class CourseProvider : IDisposable
{
    public const string CourseId = "pals-course";

    public static readonly string[] Skills =
    [
        "Child CPR and AED", "Infant CPR", "Airway management", "Rhythm disturbances and electrical therapy", "Vascular access",
        "Cardiac case management", "Respiratory and shock case management",
    ];

    private static int _providers;

    private readonly ExamServer _server;

    private CourseProvider(ExamServer server, string providerId, HttpClient http)
    {
        _server = server;
        ProviderId = providerId;
        Http = http;
    }

    public string ProviderId { get; }

    /// <summary>A client with the provider's key.</summary>
    public HttpClient Http { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private DateOnly Today => DateOnly.FromDateTime(_server.Clock.GetUtcNow().UtcDateTime);

    public static async Task<CourseProvider> Create(ExamServer server, bool accredited = true)
    {
        using HttpClient administrator = server.HttpWith(ExamServer.AdministratorKey);
        string providerId = $"course-provider-{Interlocked.Increment(ref _providers)}";
        await Json(await administrator.PostAsJsonAsync("/v1/providers", new { providerId, name = "Heart & Co" }, Cancellation));
        JsonElement key = await Json(await administrator.PostAsync($"/v1/providers/{providerId}/keys", null, Cancellation));
        var provider = new CourseProvider(server, providerId, server.HttpWith(key.GetProperty("key").GetString()!));
        if (accredited)
        {
            await Json(await administrator.PutAsJsonAsync(
                $"/v1/providers/{providerId}/accreditations/aha", new { number = "TC-1", expiresOn = "2030-12-31" }, Cancellation));
        }

        await Json(await provider.AddCourse(CourseId, "initial"));
        return provider;
    }

    public Task<HttpResponseMessage> AddCourse(string courseId, string kind, double hours = 14) => Http.PostAsJsonAsync(
        "/v1/courses", new { courseId, programmeId = "pals", title = "PALS", format = "blended", kind, hours }, Cancellation);

    /// <summary>Adds a candidate and enrols it.</summary>
    public async Task<string> Enrol(string candidateId, string courseId = CourseId, string? previousCard = null, string name = "Ann <b>Example</b>")
    {
        await Json(await Http.PutAsJsonAsync($"/v1/candidates/{candidateId}", new { name, profession = "nurse" }, Cancellation));
        return Id(await Json(await Http.PostAsJsonAsync("/v1/enrolments", new { candidateId, courseId, previousCard }, Cancellation)));
    }

    public Task<HttpResponseMessage> Attest(string enrolmentId, string[]? skills = null, double hours = 14, DateOnly? completedOn = null) =>
        Http.PutAsJsonAsync(
            $"/v1/enrolments/{enrolmentId}/completion",
            new
            {
                hours,
                completedOn = completedOn ?? Today,
                skills = (skills ?? Skills).Select(skill => new { skill, assessor = "A. Assessor", assessedOn = completedOn ?? Today }),
            },
            Cancellation);

    /// <summary>Asks for a certification exam.</summary>
    public Task<HttpResponseMessage> AskForExam(string candidateId, string? enrolmentId = null, string definition = "pals-adaptive") =>
        Http.PostAsJsonAsync("/v1/exams", new { candidateId, definition, purpose = "certification", enrolmentId }, Cancellation);

    /// <summary>Begins a certification exam.</summary>
    public async Task<Candidate> Begin(string candidateId)
    {
        JsonElement exam = await Json(await AskForExam(candidateId));
        var candidate = new Candidate(_server.Http, exam.GetProperty("examId").GetString()!, exam.GetProperty("token").GetString()!);
        await candidate.Reload();
        return candidate;
    }

    /// <summary>Sits a certification exam from start to end.</summary>
    public async Task<Candidate> Sit(string candidateId, bool pass = true)
    {
        Candidate candidate = await Begin(candidateId);
        await candidate.AnswerAll(pass);
        Assert.Equal(pass ? "passed" : "failed", candidate.Status);
        return candidate;
    }

    /// <summary>Takes a candidate all the way; returns the number of the card.</summary>
    public async Task<string> Certify(string candidateId)
    {
        string enrolmentId = await Enrol(candidateId);
        await Json(await Attest(enrolmentId));
        await Sit(candidateId);
        return (await Enrolment(enrolmentId)).GetProperty("cardNumber").GetString()!;
    }

    public Task<JsonElement> Enrolment(string enrolmentId) => Get($"/v1/enrolments/{enrolmentId}");

    public async Task<string> State(string enrolmentId) => (await Enrolment(enrolmentId)).GetProperty("state").GetString()!;

    public async Task<JsonElement> Get(string address) => await Json(await Http.GetAsync(address, Cancellation));

    public static string Id(JsonElement enrolment) => enrolment.GetProperty("enrolmentId").GetString()!;

    /// <summary>The body of a response that must be a success.</summary>
    public static async Task<JsonElement> Json(HttpResponseMessage response)
    {
        string text = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created, $"{(int)response.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    public void Dispose() => Http.Dispose();
}
