using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Pals.Exam.Api.Hosting;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Security;
using Pals.Exam.Api.Security.Limits;
using Pals.Exam.ItemBank.Cards;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Cards;

/// <summary>Cards for wallets and machines: the signed credential, its status, and who issued it.</summary>
internal static class CredentialEndpoints
{
    public static void MapCredentials(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/cards/{cardNumber}/credential", Credential).WithTags("Cards").WithName("GetCredential")
            .WithSummary("The card as a signed Open Badges 3.0 credential")
            .WithDescription("A JWT signed with a key of /.well-known/jwks.json, for wallets and machines.")
            .OpenToAnyone().WithMetadata(new CountedAsCardLookup(), new ReadableEverywhere())
            .Produces<string>(StatusCodes.Status200OK, "text/plain")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status410Gone)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);
        routes.MapGet("/v1/cards/{cardNumber}/revocations", Revocations).WithTags("Cards").WithName("GetRevocations")
            .WithSummary("Whether the credential of a card was revoked")
            .WithDescription("A 1EdTech revocation list of this card alone, which the credential names as its status; empty while it is good.")
            .OpenToAnyone().WithMetadata(new CountedAsCardLookup(), new ReadableEverywhere())
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status429TooManyRequests);
        routes.MapGet("/issuers/{providerId}", Issuer).WithTags("Cards").WithName("GetIssuer")
            .WithSummary("The profile of a course provider as an issuer of credentials")
            .OpenToAnyone().WithMetadata(new CountedAsCardLookup(), new ReadableEverywhere())
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status429TooManyRequests);
    }

    private static Results<FileContentHttpResult, ProblemHttpResult> Credential(
        string cardNumber, HttpRequest request, ExamDatabase database, IConfiguration configuration, CredentialSigner signer, TimeProvider time)
    {
        if (CardEndpoints.Find(database, cardNumber) is not { } card)
        {
            return CardEndpoints.NotFound();
        }

        CardStatus status = card.StatusOn(CardOffice.Today(time.GetUtcNow()));
        return status is CardStatus.Valid or CardStatus.Expired
            ? TypedResults.File(Encoding.ASCII.GetBytes(signer.Sign(card, PublicUrl.Of(configuration, request))), "text/plain", $"{card.Number}.jwt")
            : Problem.Of(ProblemTypes.CardNotValid, status == CardStatus.Reissued
                ? $"The card was reissued as {card.ReissuedAs}; ask for the credential of that one."
                : $"The card is {Words.Of(status)}.");
    }

    private static Results<Ok<JsonObject>, ProblemHttpResult> Revocations(
        string cardNumber, HttpRequest request, ExamDatabase database, IConfiguration configuration, TimeProvider time) =>
        CardEndpoints.Find(database, cardNumber) is { } card
            ? TypedResults.Ok(OpenBadge.Revocations(card, CardOffice.Today(time.GetUtcNow()), PublicUrl.Of(configuration, request)))
            : CardEndpoints.NotFound();

    private static Results<Ok<JsonObject>, ProblemHttpResult> Issuer(
        string providerId, HttpRequest request, ExamDatabase database, IConfiguration configuration) =>
        database.Read(transaction => ProviderRecords.Find(transaction, providerId)) is { } provider
            ? TypedResults.Ok(OpenBadge.Issuer(provider.ProviderId, provider.Name, PublicUrl.Of(configuration, request)))
            : Problem.Of(ProblemTypes.ProviderNotFound, "No provider has this providerId.");
}
