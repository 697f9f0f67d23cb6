using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Security;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Programmes;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Programmes;

/// <summary>Programmes: read by those who work under their rules, changed by administrators.</summary>
internal static class ProgrammeEndpoints
{
    private const string Yaml = "application/yaml";
    private const string Json = "application/json";

    public static void MapProgrammes(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/v1/programmes").WithTags("Programmes")
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        group.MapGet("/", List).WithName("ListProgrammes").WithSummary("Lists the programmes with their rules")
            .RequireAccess(Role.Provider | Role.Psychometrician | Role.Administrator);
        group.MapGet("/{programmeId}", Get).WithName("GetProgramme").WithSummary("Shows a programme and its rules")
            .RequireAccess(Role.Provider | Role.Psychometrician | Role.Administrator)
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPut("/{programmeId}", Import).WithName("ImportProgramme").WithSummary("Puts rules of a programme into use")
            .WithDescription("The body is the programme in YAML; it names exams that the server has, and topic areas of theirs. Enrolments go on under the new rules at once; cards that were issued stay as they are.")
            .RequireAccess(Role.Administrator)
            .Accepts<string>(Yaml, Json)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
    }

    private static Ok<ProgrammeList> List(ExamDatabase database) => TypedResults.Ok(
        new ProgrammeList([.. database.Read(ProgrammeRecords.All).Select(Response)]));

    private static Results<Ok<ProgrammeResponse>, ProblemHttpResult> Get(string programmeId, ExamDatabase database) =>
        database.Read(transaction => ProgrammeRecords.Current(transaction, programmeId)) is { } stored
            ? TypedResults.Ok(Response(stored))
            : Problem.Of(ProblemTypes.ProgrammeNotFound, "No programme has this programmeId.");

    private static async Task<Results<Ok<ProgrammeResponse>, ProblemHttpResult>> Import(
        string programmeId, HttpRequest request, ExamDatabase database, TimeProvider time)
    {
        string text;
        try
        {
            using var reader = new StreamReader(request.Body, new UTF8Encoding(false, throwOnInvalidBytes: true));
            text = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        }
        catch (DecoderFallbackException)
        {
            return Problem.Of(ProblemTypes.UnsupportedMediaType, "Send the YAML in UTF-8.");
        }

        try
        {
            string id = database.Read(transaction => ProgrammeCatalog.ReadNew(transaction, programmeId, text)).Id;
            if (id != programmeId)
            {
                return Problem.Of(ProblemTypes.InvalidProgramme, $"The rules are of '{id}', but the address names '{programmeId}'.");
            }
        }
        catch (InputException exception)
        {
            return Problem.Of(ProblemTypes.InvalidProgramme, exception.Message);
        }

        return TypedResults.Ok(Response(
            await database.Write(
                transaction => ProgrammeRecords.Import(transaction, programmeId, text, request.HttpContext.Caller().Actor, time.GetUtcNow()))));
    }

    private static ProgrammeResponse Response(StoredProgramme stored)
    {
        Programme programme = ProgrammeReader.Read(stored.ProgrammeId, stored.Text);
        return new ProgrammeResponse(
            programme.Id, programme.Name, stored.Revision, programme.Exams.Definitions, programme.Professions, stored.Text);
    }
}
