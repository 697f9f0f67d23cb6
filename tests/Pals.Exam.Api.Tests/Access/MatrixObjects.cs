using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Pals.Exam.Api.Security;
using Pals.Exam.Api.Tests.Support;
using Pals.Exam.ItemBank.Cards;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Tests.Access;

/// <summary>A course provider with all that addresses can name, and everyone's credentials: new for each call, since a call may destroy it.</summary>
internal sealed class MatrixObjects
{
    private static int _last;

    private readonly Dictionary<MatrixCaller, string?> _credentials = [];

    private MatrixObjects()
    {
    }

    /// <summary>The values of the {parameters} of addresses.</summary>
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The Authorization header of a caller.</summary>
    public string? Authorization(MatrixCaller caller) => caller switch
    {
        MatrixCaller.Nobody => null,
        MatrixCaller.AnotherScheme => "Basic dXNlcjpwYXNz",
        _ => $"Bearer {_credentials[caller]}",
    };

    /// <summary>A name that was never used before.</summary>
    public static string NewName() => $"provider-{Interlocked.Increment(ref _last)}";

    /// <summary>Makes a provider, its exam in progress and its keys, and those of a stranger.</summary>
    public static async Task<MatrixObjects> Make(ExamServer server)
    {
        using HttpClient administrator = server.HttpWith(ExamServer.AdministratorKey);
        (string providerId, _, string provider) = await MakeProvider(administrator);
        (string otherId, _, string other) = await MakeProvider(administrator);
        (string examId, string token) = await MakeExam(server, provider);
        (string webhookId, string eventId) = await MakeWebhook(server, provider);
        string enrolmentId = await MakeEnrolment(server, provider);
        var objects = new MatrixObjects
        {
            // A new {parameter} goes here.
            Parameters = new Dictionary<string, string>
            {
                ["examId"] = examId,
                ["position"] = "1",
                ["number"] = "1",
                ["providerId"] = providerId,
                ["webhookId"] = webhookId,
                ["eventId"] = eventId,
                ["programmeId"] = "pals",
                ["body"] = "aha",
                ["courseId"] = "pals-2026-03",
                ["candidateId"] = "enrolled-8",
                ["enrolmentId"] = enrolmentId,
                ["cardNumber"] = await MakeCard(server, providerId, Guid.Parse(enrolmentId), Guid.Parse(examId)),
                ["signingKeyId"] = server.Database.Read(SigningKeyRecords.All)[0].KeyId.ToString(),
                ["keyId"] = (await MakeKey(administrator, new { role = "provider", label = "spare", providerId })).KeyId,
            },
        };
        objects._credentials[MatrixCaller.UnknownKey] = "ppx_unknown";
        objects._credentials[MatrixCaller.GarbageToken] = "pxt_garbage";
        objects._credentials[MatrixCaller.Candidate] = token;
        objects._credentials[MatrixCaller.OtherCandidate] = (await MakeExam(server, other)).Token;
        objects._credentials[MatrixCaller.Provider] = provider;
        objects._credentials[MatrixCaller.OtherProvider] = other;
        objects._credentials[MatrixCaller.Administrator] = ExamServer.AdministratorKey;
        objects._credentials[MatrixCaller.Psychometrician] = (await MakeKey(administrator, new { role = "psychometrician", label = "all" })).Key;
        objects._credentials[MatrixCaller.ProvidersPsychometrician] =
            (await MakeKey(administrator, new { role = "psychometrician", label = "own", providerId })).Key;
        objects._credentials[MatrixCaller.OtherPsychometrician] =
            (await MakeKey(administrator, new { role = "psychometrician", label = "other", providerId = otherId })).Key;
        foreach ((string role, string? scope, MatrixCaller revoked, MatrixCaller expired) in new (string, string?, MatrixCaller, MatrixCaller)[]
        {
            ("provider", providerId, MatrixCaller.RevokedProvider, MatrixCaller.ExpiredProvider),
            ("psychometrician", null, MatrixCaller.RevokedPsychometrician, MatrixCaller.ExpiredPsychometrician),
            ("administrator", null, MatrixCaller.RevokedAdministrator, MatrixCaller.ExpiredAdministrator),
        })
        {
            objects._credentials[expired] = await MakeExpiredKey(server, role, scope);
            (string keyId, string key) = await MakeKey(administrator, new { role, label = "revoked", providerId = scope });
            using HttpResponseMessage gone = await administrator.DeleteAsync($"/v1/keys/{keyId}", Cancellation);
            Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
            objects._credentials[revoked] = key;
        }

        return objects;
    }

    /// <summary>Somebody, by number, for whoever does not care whom.</summary>
    public string? Authorization(int caller) => Authorization(Enum.GetValues<MatrixCaller>()[caller % Enum.GetValues<MatrixCaller>().Length]);

    public static async Task<(string ProviderId, string KeyId, string Key)> MakeProvider(HttpClient administrator)
    {
        string providerId = NewName();
        await Created(await administrator.PostAsJsonAsync("/v1/providers", new { providerId, name = "A provider" }, Cancellation));
        (string keyId, string key) = await MakeKey(administrator, new { role = "provider", label = "own", providerId });
        return (providerId, keyId, key);
    }

    public static async Task<(string KeyId, string Key)> MakeKey(HttpClient administrator, object request)
    {
        JsonElement key = await Created(await administrator.PostAsJsonAsync("/v1/keys", request, Cancellation));
        return (key.GetProperty("keyId").GetString()!, key.GetProperty("key").GetString()!);
    }

    public static async Task<(string ExamId, string Token)> MakeExam(ExamServer server, string key)
    {
        using HttpClient provider = server.HttpWith(key);
        var request = new { candidateId = "candidate-7", definition = "pals-adaptive", purpose = "certification" };
        JsonElement exam = await Created(await provider.PostAsJsonAsync("/v1/exams", request, Cancellation));
        var candidate = new Candidate(server.Http, exam.GetProperty("examId").GetString()!, exam.GetProperty("token").GetString()!);
        await candidate.Reload();
        return (candidate.ExamId, candidate.Token);
    }

    private static async Task<string> MakeEnrolment(ExamServer server, string key)
    {
        using HttpClient provider = server.HttpWith(key);
        using var course = new StringContent(
            (await ApiDocument.Read(server)).Single(operation => operation.Name == "POST /v1/courses").Example!, Encoding.UTF8, "application/json");
        await Created(await provider.PostAsync("/v1/courses", course, Cancellation));
        await Created(await provider.PutAsJsonAsync("/v1/candidates/enrolled-8", new { name = "Enrolled Eight", profession = "nurse" }, Cancellation));
        JsonElement enrolment = await Created(
            await provider.PostAsJsonAsync("/v1/enrolments", new { candidateId = "enrolled-8", courseId = "pals-2026-03" }, Cancellation));
        return enrolment.GetProperty("enrolmentId").GetString()!;
    }

    /// <summary>A card as an exam's end leaves it, without the exam.</summary>
    private static async Task<string> MakeCard(ExamServer server, string providerId, Guid enrolmentId, Guid examId)
    {
        DateTimeOffset now = server.Clock.GetUtcNow();
        DateOnly today = DateOnly.FromDateTime(now.UtcDateTime);
        var card = new Card
        {
            Number = CardNumber.New("PALS"),
            ProgrammeId = "pals",
            Title = "PALS Provider",
            ProviderId = providerId,
            ProviderName = "A provider",
            EnrolmentId = enrolmentId,
            ExamId = examId,
            IssuedOn = today,
            ExpiresOn = today.AddYears(2),
            Holder = new CardHolder(
                Guid.NewGuid(), server.Database.Read(t => EnrolmentRecords.Find(t, enrolmentId))!.CandidateKey, "Enrolled Eight"),
            CreatedAt = now,
        };
        await server.Database.Write(transaction => CardRecords.Add(transaction, card), Cancellation);
        return card.Number;
    }

    private static async Task<string> MakeExpiredKey(ExamServer server, string role, string? providerId)
    {
        string key = Secret.New(Secret.KeyPrefix);
        DateTimeOffset now = server.Clock.GetUtcNow();
        var stored = new StoredKey(Guid.NewGuid(), Words.Parse<KeyRole>(role), providerId) { Label = "expired", CreatedAt = now.AddDays(-2), ExpiresAt = now };
        await server.Database.Write(transaction => KeyRecords.Add(transaction, stored, Secret.Hash(key)), Cancellation);
        return key;
    }

    private static async Task<(string WebhookId, string EventId)> MakeWebhook(ExamServer server, string key)
    {
        using HttpClient provider = server.HttpWith(key);
        JsonElement webhook = await Created(await provider.PostAsJsonAsync("/v1/webhooks", new { url = "https://courses.example/events" }, Cancellation));
        string webhookId = webhook.GetProperty("webhookId").GetString()!;
        using HttpResponseMessage test = await provider.PostAsync($"/v1/webhooks/{webhookId}/test", null, Cancellation);
        JsonElement queued = await test.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        return (webhookId, queued.GetProperty("eventId").GetString()!);
    }

    private static async Task<JsonElement> Created(HttpResponseMessage response)
    {
        using (response)
        {
            string text = await response.Content.ReadAsStringAsync(Cancellation);
            Assert.True(response.StatusCode == HttpStatusCode.Created, text);
            return JsonDocument.Parse(text).RootElement;
        }
    }
}
