using System.ComponentModel;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Security;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Embedding;

/// <summary>The origins whose pages may show a course provider's exams.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record Origins(
    [property: Description("Each as browsers write it, such as https://courses.example.")]
    [property: JsonPropertyName("origins")]
    IReadOnlyList<string> All);

/// <summary>A course provider's origins, set by itself or by an administrator.</summary>
internal static class OriginEndpoints
{
    public const string Form = "as browsers do: https://host or https://host:port, in lower case, with nothing after it";

    private const int Most = 50;

    public static void MapOrigins(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup($"/v1/providers/{{{AccessControl.ProviderIdParameter}}}/origins").WithTags("Embedding")
            .RequireAccess(Role.Provider | Role.Administrator, ResourceOf.Provider)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/", Read).WithName("GetOrigins").WithSummary("Lists the origins that may show the provider's exams");
        group.MapPut("/", Replace).WithName("SetOrigins").WithSummary("Sets the origins that may show the provider's exams")
            .WithDescription("Pages of any other origin get an empty frame, and no launch. Exams in progress go on.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static Ok<Origins> Read(string providerId, ExamDatabase database) =>
        TypedResults.Ok(new Origins(database.Read(transaction => OriginRecords.Of(transaction, providerId))));

    private static async Task<Results<Ok<Origins>, ProblemHttpResult>> Replace(
        string providerId, Origins origins, ExamDatabase database, HttpContext context, TimeProvider time)
    {
        if (origins.All.Count > Most)
        {
            return Problem.Of(ProblemTypes.InvalidRequest, $"A provider has {Most} origins at most.", "origins");
        }

        int wrong = origins.All.TakeWhile(origin => origin is not null && WebOrigin.Is(origin)).Count();
        if (wrong < origins.All.Count)
        {
            return Problem.Of(ProblemTypes.InvalidRequest, $"'{origins.All[wrong]}' is no origin. Write it {Form}.", "origins");
        }

        string[] distinct = [.. origins.All.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        await database.Write(transaction =>
        {
            OriginRecords.Replace(transaction, providerId, distinct);
            AuditRecords.Append(
                transaction,
                time.GetUtcNow(),
                context.Caller().Actor,
                "provider.origins-set",
                $"provider:{providerId}",
                ("origins", string.Join(' ', distinct)));
        });
        return TypedResults.Ok(new Origins(distinct));
    }
}
