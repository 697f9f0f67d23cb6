using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Security;
using Pals.Exam.Api.Security.Limits;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Exams;

/// <summary>Practice exams, which anyone may start.</summary>
internal static class PracticeExamEndpoints
{
    /// <summary>The exam that is meant when none is named.</summary>
    public const string DefaultDefinition = "pals-adaptive";

    public static void MapPracticeExams(this IEndpointRouteBuilder routes) => routes
        .MapPost("/v1/practice-exams", Start)
        .WithTags("Exams")
        .WithName("StartPracticeExam")
        .WithSummary("Starts a practice exam")
        .WithDescription("Needs no key. The clock starts at once; the token in the answer opens this exam and no other.")
        .OpenToAnyone()
        .WithMetadata(new CountedAsPracticeStart())
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
        .ProducesProblem(StatusCodes.Status429TooManyRequests);

    /// <summary>A seed that nobody can guess.</summary>
    public static ulong NewSeed() => BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    private static async Task<Results<Created<ExamStateResponse>, ProblemHttpResult>> Start(
        PracticeExamRequest? request, ExamRegistrar registrar, ExamRoom room, ExamStates states)
    {
        string definition = request?.Definition ?? DefaultDefinition;
        Registration registration = await registrar.Register(new NewExam(definition, ExamPurpose.Practice, request?.Seed ?? NewSeed()));
        if (registration.Exam is not { } exam)
        {
            return Problem.Of(ProblemTypes.UnknownDefinition, "No exam definition of this name can be sat.", "definition");
        }

        ExamSnapshot started = await room.Open(exam.ExamId);
        return TypedResults.Created($"/v1/exams/{exam.ExamId}", states.Of(started, registration.Token));
    }
}
