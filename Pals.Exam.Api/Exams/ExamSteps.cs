using Microsoft.AspNetCore.Http.HttpResults;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Security;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.Api.Exams;

/// <summary>
/// Explains any step of a stored exam by replaying it. For administrators only: the values of items tell how hard they are, which neither
/// candidates nor course providers may learn.
/// </summary>
internal static class ExamSteps
{
    public static void MapExamSteps(this IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/exams/{examId:guid}/steps/{position:int}", Explain)
        .WithTags("Exams")
        .WithName("ExplainStep")
        .WithSummary("Explains why the exam gave the item at a position")
        .WithDescription("Needs an administrator's key. Works while the exam is open and after its end, for every position that it has shown.")
        .RequireAuthorization(Policies.Administrator)
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound);

    private static Results<Ok<StepResponse>, ProblemHttpResult> Explain(Guid examId, int position, ExamRoom room)
    {
        if (room.Read(examId) is not { } exam)
        {
            return Problem.Of(ProblemTypes.ExamNotFound, "No exam has this examId.");
        }

        return position >= 1 && position <= exam.Items.Length
            ? TypedResults.Ok(Response(exam, position))
            : Problem.Of(ProblemTypes.StepNotFound, $"Positions count from 1; the last that the exam has shown is {exam.Items.Length}.", "position");
    }

    private static StepResponse Response(ExamSnapshot exam, int position)
    {
        AdaptiveExam adaptive = exam.Material.Exam;
        int[] scores = [.. exam.Items[..(position - 1)].Select(item => item.Answer!.Score)];
        StepExplanation step = adaptive.Explain(
            exam.Exam.Seed, LiveExam.ExcludedIndexes(adaptive, exam.Exam.ExcludedItems), scores, position);
        ItemPool pool = adaptive.Pool;
        string itemId = pool.ItemId(step.Item);
        if (itemId != exam.Items[position - 1].ItemId)
        {
            throw new InvalidOperationException($"Exam {exam.Exam.ExamId} does not replay to the item that is stored at position {position}.");
        }

        ExamDefinition definition = adaptive.Definition;
        return new StepResponse
        {
            ExamId = exam.Exam.ExamId,
            Position = position,
            ItemId = itemId,
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
            BlueprintRelaxed = step.BlueprintRelaxed,
        };
    }
}
