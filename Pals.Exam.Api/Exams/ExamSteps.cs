using Microsoft.AspNetCore.Http.HttpResults;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Security;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.ItemBank.Definitions;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.Api.Exams;

/// <summary>
/// Explains any step of a stored exam by replaying it, and says where this version of the engine would have chosen otherwise. For
/// psychometricians and administrators only: the values of items tell how hard they are, which neither candidates nor course providers may
/// learn.
/// </summary>
internal static class ExamSteps
{
    public static void MapExamSteps(this IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/exams/{examId:guid}/steps/{position:int}", Explain)
        .WithTags("Exams")
        .WithName("ExplainStep")
        .WithSummary("Explains why the exam gave the item at a position")
        .WithDescription("Works while the exam is open and after its end, for every position that it has shown. "
            + "What is explained is the item that was given, from the answers before it; when another version of the engine gave the exam and this one would "
            + "choose otherwise, agrees is false.")
        .ProducesProblem(StatusCodes.Status409Conflict)
        .RequireAccess(Role.Psychometrician | Role.Administrator, ResourceOf.Exam)
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound);

    private static Results<Ok<StepResponse>, ProblemHttpResult> Explain(Guid examId, int position, ExamRoom room)
    {
        if (room.Read(examId) is not { } exam)
        {
            return Problem.Of(ProblemTypes.ExamNotFound, "No exam has this examId.");
        }

        if (exam.Sheet is not null)
        {
            return Problem.Of(ProblemTypes.WrittenExam, "A form was assembled beforehand: no step of this exam was chosen by answers.");
        }

        return position >= 1 && position <= exam.Items.Length
            ? TypedResults.Ok(Response(exam, position))
            : Problem.Of(ProblemTypes.StepNotFound, $"Positions count from 1; the last that the exam has shown is {exam.Items.Length}.", "position");
    }

    private static StepResponse Response(ExamSnapshot exam, int position)
    {
        AdaptiveExam adaptive = exam.Material.Exam;
        StepExplanation step = adaptive.Explain(exam.Transcript(), position);
        ItemPool pool = adaptive.Pool;
        ExamDefinition definition = adaptive.Definition;
        return new StepResponse
        {
            ExamId = exam.Exam.ExamId,
            Position = position,
            ItemId = pool.ItemId(step.Item),
            Agrees = step.Choice == step.Item,
            CurrentChoice = step.Choice < 0 ? null : pool.ItemId(step.Choice),
            Reason = Words.Of(step.Reason),
            Definition = definition.Id,
            ParameterSetId = exam.Exam.ParameterSetId,
            Composite = new EstimateResponse(step.Composite.Mean, step.Composite.StandardDeviation),
            Abilities =
            [
                .. step.Abilities.Select((ability, d) => new AbilityResponse(
                    definition.Dimensions == ExamDimensions.Single ? null : definition.TopicAreas[d].Id, ability.Mean, ability.StandardDeviation)),
            ],
            Candidates = [.. step.Candidates.Select(candidate => new CandidateItemResponse(pool.ItemId(candidate.Item), candidate.Value))],
            RuledOut = [.. step.RuledOut.Select(item => new RuledOutItemResponse(pool.ItemId(item.Item), Words.Of(item.Rule), item.Detail))],
            Selection = DefinitionWords.Of(step.Selection),
            Exposure = DefinitionWords.Of(step.Exposure),
            MaximumExposureRate = step.MaximumExposureRate < 1 ? step.MaximumExposureRate : null,
            BlueprintRelaxed = step.BlueprintRelaxed,
        };
    }
}
