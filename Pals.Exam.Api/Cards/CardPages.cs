using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Pals.Exam.Api.Hosting;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Security;
using Pals.Exam.Api.Security.Limits;
using Pals.Exam.ItemBank.Cards;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Cards;

/// <summary>Cards for people: a page and a PDF.</summary>
internal static class CardPages
{
    public static void MapCardPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/cards/{cardNumber}", Page).ExcludeFromDescription().OpenToAnyone().WithMetadata(new CountedAsCardLookup());
        routes.MapGet("/cards/{cardNumber}.pdf", Pdf).WithTags("Cards").WithName("GetCardPdf").OpenToAnyone().WithMetadata(new CountedAsCardLookup())
            .WithSummary("A valid or expired card as PDF")
            .Produces(StatusCodes.Status200OK, contentType: "application/pdf")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status410Gone)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);
    }

    private static ContentHttpResult Page(string cardNumber, ExamDatabase database, TimeProvider time, HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        return CardEndpoints.Find(database, cardNumber) is { } card
            ? TypedResults.Content(CardPage.Of(card, CardOffice.Today(time.GetUtcNow())), "text/html", Encoding.UTF8)
            : TypedResults.Content(CardPage.NotFound(), "text/html", Encoding.UTF8, StatusCodes.Status404NotFound);
    }

    private static Results<FileContentHttpResult, ProblemHttpResult> Pdf(
        string cardNumber, HttpRequest request, ExamDatabase database, IConfiguration configuration, TimeProvider time)
    {
        if (CardEndpoints.Find(database, cardNumber) is not { } card)
        {
            return Problem.Of(ProblemTypes.CardNotFound, "No card has this number. Check it symbol by symbol.");
        }

        return card.StatusOn(CardOffice.Today(time.GetUtcNow())) is CardStatus.Valid or CardStatus.Expired
            ? TypedResults.File(CardPdf.Of(card, PublicUrl.Of(configuration, request)), "application/pdf", $"{card.Number}.pdf")
            : Problem.Of(ProblemTypes.CardNotValid, "The card is no longer in force; its page says why.");
    }
}
