using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Security;
using Pals.Exam.ItemBank.Rhythms;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Exams;

/// <summary>
/// The pictures of an exam's questions. An image element cannot send a token, so the address itself is what admits: it holds the exam's
/// unguessable id, and opens nothing but a drawing that this exam has already shown.
/// </summary>
internal static class ExamMedia
{
    /// <summary>What an address shows never changes, so that going back and forth, or a lost connection, costs no second request.</summary>
    private const string CacheOfTheCandidate = "private, max-age=86400, immutable";

    public static void MapExamMedia(this IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/exams/{examId:guid}/media/{position:int}-{number:int}.svg", Draw)
        .WithTags("Exams")
        .WithName("GetMedia")
        .WithSummary("Draws a picture that belongs to a question")
        .WithDescription("The address comes with the question. Needs no token: it opens only a drawing that the exam has shown.")
        .OpenToAnyone()
        .Produces(StatusCodes.Status200OK, contentType: "image/svg+xml")
        .ProducesProblem(StatusCodes.Status404NotFound);

    /// <summary>The pictures of an item that the exam shows at a position.</summary>
    public static IReadOnlyList<MediaResponse> Of(ExamSnapshot exam, AdministeredItem administered) =>
    [
        .. exam.Material.Questions[administered.ItemId].Media.Select((media, index) =>
            media with { Url = $"/v1/exams/{exam.Exam.ExamId}/media/{administered.Position}-{index + 1}.svg" }),
    ];

    private static Results<ContentHttpResult, ProblemHttpResult> Draw(Guid examId, int position, int number, ExamRoom room, HttpResponse response)
    {
        ExamSnapshot? exam = room.Find(examId);
        AdministeredItem? shown = exam?.Items.ElementAtOrDefault(position - 1);
        RhythmStrip? strip = shown is null ? null : exam!.Material.Item(shown.ItemId).Media.ElementAtOrDefault(number - 1);
        if (strip is null)
        {
            return Problem.Of(ProblemTypes.NotFound, "No exam has shown such a picture.");
        }

        response.Headers.CacheControl = CacheOfTheCandidate;
        return TypedResults.Content(StripDrawing.Svg(strip), "image/svg+xml", Encoding.UTF8);
    }
}
