using System.Collections.Immutable;
using System.Data.Common;
using Microsoft.AspNetCore.Http.HttpResults;
using Pals.Exam.Api.Hosting;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Programmes;
using Pals.Exam.Api.Security;
using Pals.Exam.Api.Security.Limits;
using Pals.Exam.ItemBank.Cards;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Cards;

/// <summary>Cards: verified by anyone, revoked, reissued and renewed by their providers.</summary>
internal static class CardEndpoints
{
    private const int MostListed = 200;
    private const int LongestWithin = 730;
    private const string Absent = "No card has this number. Check it symbol by symbol.";

    public static void MapCards(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder cards = routes.MapGroup("/v1/cards").WithTags("Cards");
        cards.MapGet("/", List).WithName("ListCards").WithSummary("Lists the provider's cards by number").RequireAccess(Role.Provider)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);
        cards.MapGet("/{cardNumber}", Verify).WithName("VerifyCard").WithSummary("Shows whether a card is valid")
            .WithDescription("For anyone who knows the number. A mistyped number is found out by its check symbol.")
            .OpenToAnyone().WithMetadata(new CountedAsCardLookup(), new ReadableEverywhere())
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status429TooManyRequests);
        cards.MapPost("/{cardNumber}/revocation", Revoke).WithName("RevokeCard").WithSummary("Revokes a card")
            .RequireAccess(Role.Provider | Role.Administrator)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        cards.MapPost("/{cardNumber}/reissue", Reissue).WithName("ReissueCard").WithSummary("Puts a new card in the place of one")
            .WithDescription("For a lost card, a wrong name, or a card revoked by mistake. The new card has the period of the old one.")
            .RequireAccess(Role.Provider | Role.Administrator)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        routes.MapGet("/v1/renewals", Renewals).WithTags("Cards").WithName("ListRenewals").WithSummary("Lists the provider's cards that end soon")
            .WithDescription("Valid cards that end within so many days (90 when left out) and are not renewed yet.").RequireAccess(Role.Provider)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);
    }

    private static Results<Ok<CardList>, ProblemHttpResult> List(
        HttpContext http, ExamDatabase database, TimeProvider time, string? after = null, int? limit = null) =>
        Fields.Limit(limit, MostListed) is { } declined
            ? declined.ToResult()
            : TypedResults.Ok(Page(
                database, time, limit ?? MostListed, (transaction, count) => CardRecords.List(transaction, http.ProviderId(), after ?? "", count)));

    private static Results<Ok<CardList>, ProblemHttpResult> Renewals(
        HttpContext http, ExamDatabase database, TimeProvider time, int? within = null, string? after = null, int? limit = null)
    {
        if (Fields.Limit(limit, MostListed) is { } declined)
        {
            return declined.ToResult();
        }

        if (within is < 1 or > LongestWithin)
        {
            return Declined.Invalid("within", $"within must lie between 1 and {LongestWithin}.").ToResult();
        }

        DateOnly today = CardOffice.Today(time.GetUtcNow());
        return TypedResults.Ok(Page(database, time, limit ?? MostListed, (transaction, count) => CardRecords.Ending(
            transaction, http.ProviderId(), today, today.AddDays(within ?? 90), after ?? "", count)));
    }

    private static Results<Ok<CardResponse>, ProblemHttpResult> Verify(string cardNumber, ExamDatabase database, TimeProvider time) =>
        Find(database, cardNumber) is { } card
            ? TypedResults.Ok(CardViews.Public(card, CardOffice.Today(time.GetUtcNow())))
            : NotFound();

    private static Task<Results<Ok<OwnCardResponse>, ProblemHttpResult>> Revoke(
        string cardNumber, CardRevocation request, HttpContext http, ExamDatabase database, CardOffice office, TimeProvider time) =>
        Change(cardNumber, request.Reason, null, http, database, time, (transaction, card, by, now) =>
            CardOffice.Revoke(transaction, card, request.Reason, by, now));

    private static Task<Results<Ok<OwnCardResponse>, ProblemHttpResult>> Reissue(
        string cardNumber, CardReissue request, HttpContext http, ExamDatabase database, CardOffice office, TimeProvider time) =>
        Change(cardNumber, request.Reason, request.Name, http, database, time, (transaction, card, by, now) =>
            office.Reissue(transaction, card, request.Reason, request.Name, by, now));

    private static async Task<Results<Ok<OwnCardResponse>, ProblemHttpResult>> Change(
        string cardNumber,
        string reason,
        string? name,
        HttpContext http,
        ExamDatabase database,
        TimeProvider time,
        Func<DbTransaction, Card, Caller, DateTimeOffset, Outcome<Card>> change)
    {
        if ((Fields.Text("reason", reason, Fields.LongestReason) ?? (name is null ? null : Fields.Name(name))) is { } invalid)
        {
            return invalid.ToResult();
        }

        Caller caller = http.Caller();
        DateTimeOffset now = time.GetUtcNow();
        Outcome<OwnCardResponse> outcome = await database.WriteSettled<Outcome<OwnCardResponse>>(transaction =>
        {
            Card? card = CardNumber.Normalize(cardNumber) is { } number ? CardRecords.Find(transaction, number) : null;
            if (card is null || (caller.ProviderId is not null && caller.ProviderId != card.ProviderId))
            {
                return new Declined(ProblemTypes.CardNotFound, Absent);
            }

            Outcome<Card> changed = change(transaction, card, caller, now);
            return changed.Declined is { } declined ? declined : CardViews.Own(transaction, changed.Value!, CardOffice.Today(now));
        });
        return outcome.Declined is { } refused ? refused.ToResult() : TypedResults.Ok(outcome.Value!);
    }

    /// <summary>The card of a number however it is written, or null.</summary>
    public static Card? Find(ExamDatabase database, string cardNumber) =>
        CardNumber.Normalize(cardNumber) is { } number ? database.Read(transaction => CardRecords.Find(transaction, number)) : null;

    public static ProblemHttpResult NotFound() => Problem.Of(ProblemTypes.CardNotFound, Absent);

    private static CardList Page(
        ExamDatabase database, TimeProvider time, int count, Func<DbTransaction, int, ImmutableArray<Card>> read) => database.Read(transaction =>
    {
        ImmutableArray<Card> cards = read(transaction, count + 1);
        DateOnly today = CardOffice.Today(time.GetUtcNow());
        return new CardList(
            [.. cards.Take(count).Select(card => CardViews.Own(transaction, card, today))],
            cards.Length > count ? cards[count - 1].Number : null);
    });
}
