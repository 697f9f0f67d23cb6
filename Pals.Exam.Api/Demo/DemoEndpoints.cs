using Microsoft.AspNetCore.Http.HttpResults;
using Pals.Exam.Api.Embedding;
using Pals.Exam.Api.Enrolments;
using Pals.Exam.Api.Exams;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Security;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Demo;

/// <summary>
/// A course provider's page for a look at an embedded exam, in development only. /demo stands for the provider's site and POST /demo/launch for its
/// server, which in earnest has a key. The page comes from one name of this machine and the exam from the other, localhost and 127.0.0.1, so that
/// they are two origins as they will be.
/// </summary>
internal static class DemoEndpoints
{
    private const string ProviderId = "demonstration";
    private const string Name = "Demonstration";

    public static void MapDemo(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/demo", Page).ExcludeFromDescription().OpenToAnyone();
        routes.MapGet("/demo/demo.js", () => TypedResults.Text(Resource("demo.js"), "text/javascript")).ExcludeFromDescription().OpenToAnyone();
        routes.MapPost("/demo/launch", Launch).ExcludeFromDescription().OpenToAnyone();
    }

    private static Results<ContentHttpResult, ProblemHttpResult> Page(HttpContext http)
    {
        if (OtherName(http.Request) is not { } exams)
        {
            return NotHere();
        }

        http.Features.Set(new EmbedsFrom(exams));
        return TypedResults.Content(Resource("demo.html").Replace("$EXAMS", exams, StringComparison.Ordinal), "text/html; charset=utf-8");
    }

    private static async Task<Results<Created<LaunchCreated>, ProblemHttpResult>> Launch(
        HttpRequest request, ExamDatabase database, ExamAdmission admission, TimeProvider time)
    {
        if (OtherName(request) is null)
        {
            return NotHere();
        }

        string origin = $"{request.Scheme}://{request.Host}";
        await database.Write(transaction =>
        {
            if (ProviderRecords.Find(transaction, ProviderId) is null)
            {
                ProviderRecords.Add(transaction, ProviderId, Name, time.GetUtcNow());
            }

            OriginRecords.Replace(transaction, ProviderId, [origin]);
        });
        return await LaunchEndpoints.Make(
            new LaunchRequest(origin, new ExamRequest("demo-candidate", PracticeExamEndpoints.DefaultDefinition, "practice")),
            new Caller(Role.Provider, null, ProviderId, null),
            database,
            admission,
            time);
    }

    /// <summary>The origin of the server under the other name of this machine; null when it was asked for by neither.</summary>
    private static string? OtherName(HttpRequest request) => request.Host.Host switch
    {
        "localhost" => $"{request.Scheme}://127.0.0.1:{request.Host.Port}",
        "127.0.0.1" => $"{request.Scheme}://localhost:{request.Host.Port}",
        _ => null,
    };

    private static ProblemHttpResult NotHere() => Problem.Of(ProblemTypes.NotFound, "The demonstration is shown at localhost only.");

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(DemoEndpoints).Assembly.GetManifestResourceStream($"Demo/{name}")!);
        return reader.ReadToEnd();
    }
}
