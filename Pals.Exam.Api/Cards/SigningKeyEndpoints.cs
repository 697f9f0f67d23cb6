using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Pals.Exam.Api.Hosting;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Security;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Cards;

/// <summary>The keys behind credentials: public ones for verifiers, and their rotation for administrators.</summary>
internal static class SigningKeyEndpoints
{
    /// <summary>Long enough to spare the server, short enough that a new key is known soon.</summary>
    private const string CachedForMinutes = "public, max-age=300";

    public static void MapSigningKeys(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(CredentialSigner.KeysPath, KeySet).WithTags("Cards").WithName("GetKeySet").OpenToAnyone().WithMetadata(new ReadableEverywhere())
            .WithSummary("The public keys of credentials, as a JWK set");
        routes.MapGet("/.well-known/jwks/{signingKeyId:guid}", Key).WithTags("Cards").WithName("GetPublicKey").OpenToAnyone().WithMetadata(new ReadableEverywhere())
            .WithSummary("One public key, at the address that the kid of a credential is")
            .ProducesProblem(StatusCodes.Status404NotFound);
        RouteGroupBuilder keys = routes.MapGroup("/v1/signing-keys").WithTags("Cards").RequireAccess(Role.Administrator)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);
        keys.MapGet("/", List).WithName("ListSigningKeys").WithSummary("Lists the keys that sign credentials, never their private parts");
        keys.MapPost("/", Rotate).WithName("RotateSigningKey").WithSummary("Signs with a new key from now on")
            .WithDescription("The old key's private part is destroyed; its public part stays published until the last card it may have signed has expired.");
    }

    private static Ok<JsonObject> KeySet(HttpContext http, IConfiguration configuration, CredentialSigner signer)
    {
        http.Response.Headers.CacheControl = CachedForMinutes;
        return TypedResults.Ok(signer.KeySet(PublicUrl.Of(configuration, http.Request)));
    }

    private static Results<Ok<JsonObject>, ProblemHttpResult> Key(
        Guid signingKeyId, HttpContext http, IConfiguration configuration, CredentialSigner signer)
    {
        if (signer.Key(signingKeyId, PublicUrl.Of(configuration, http.Request)) is not { } key)
        {
            return Problem.Of(ProblemTypes.KeyNotFound, "No key of this keyId is published.");
        }

        http.Response.Headers.CacheControl = CachedForMinutes;
        return TypedResults.Ok(key);
    }

    private static Ok<SigningKeyList> List(ExamDatabase database, TimeProvider time) => TypedResults.Ok(database.Read(transaction => new SigningKeyList(
    [
        .. SigningKeyRecords.All(transaction).Select(key => new SigningKeyResponse(
            key.KeyId,
            key.CreatedAt.UtcDateTime,
            key.RetiredAt?.UtcDateTime,
            CredentialSigner.IsPublished(transaction, key, CardOffice.Today(time.GetUtcNow())))),
    ])));

    private static async Task<Created<SigningKeyResponse>> Rotate(HttpContext http, CredentialSigner signer)
    {
        StoredSigningKey key = await signer.Rotate(http.Caller().Actor);
        return TypedResults.Created(
            $"/.well-known/jwks/{key.KeyId}", new SigningKeyResponse(key.KeyId, key.CreatedAt.UtcDateTime, null, Published: true));
    }
}
