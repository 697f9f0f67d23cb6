using System.Data.Common;
using Microsoft.AspNetCore.Http.HttpResults;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Security;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Providers;

/// <summary>Keys, for administrators: made, listed and revoked. A key itself is shown once, to whoever makes it.</summary>
internal static class KeyEndpoints
{
    public const int LongestLabel = 100;

    private const string ShownOnce = "The key is in the answer and nowhere else: the service keeps its hash.";

    public static void MapKeys(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder all = routes.MapGroup("/v1/keys").WithTags("Keys").RequireAccess(Role.Administrator)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        all.MapPost("/", Add).WithName("AddKey").WithSummary("Makes a key of any role").WithDescription(ShownOnce)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        all.MapGet("/", List).WithName("ListKeys").WithSummary("Lists every key that was made, never the key itself");
        all.MapDelete("/{keyId:guid}", RevokeAny).WithName("RevokeKey").WithSummary("Revokes a key at once")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);

        RouteGroupBuilder ofProvider = routes.MapGroup($"/v1/providers/{{{AccessControl.ProviderIdParameter}}}/keys").WithTags("Keys")
            .RequireAccess(Role.Administrator, ResourceOf.Provider)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound);
        ofProvider.MapPost("/", AddOfProvider).WithName("AddProviderKey").WithSummary("Makes a key for a course provider").WithDescription(ShownOnce)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        ofProvider.MapGet("/", ListOfProvider).WithName("ListProviderKeys").WithSummary("Lists a course provider's keys, never the key itself");
        ofProvider.MapDelete("/{keyId:guid}", RevokeOfProvider).WithName("RevokeProviderKey").WithSummary("Revokes a key at once");
    }

    private static async Task<Results<Created<KeyCreated>, ProblemHttpResult>> Add(NewKey request, ExamDatabase database, HttpContext context, TimeProvider time)
    {
        if (!Words.TryParse(request.Role, out KeyRole role))
        {
            return Problem.Of(ProblemTypes.InvalidRequest, $"role must be one of {Words.All<KeyRole>()}.", "role");
        }

        if (role == KeyRole.Provider ? request.ProviderId is null : role == KeyRole.Administrator && request.ProviderId is not null)
        {
            return Problem.Of(
                ProblemTypes.InvalidRequest, "A provider's key needs a providerId, and an administrator's key cannot have one.", "providerId");
        }

        return await Make(new StoredKey(Guid.Empty, role, request.ProviderId) { Label = request.Label, ExpiresAt = request.ExpiresAt }, database, context, time);
    }

    private static Task<Results<Created<KeyCreated>, ProblemHttpResult>> AddOfProvider(
        string providerId, NewProviderKey? request, ExamDatabase database, HttpContext context, TimeProvider time) => Make(
        new StoredKey(Guid.Empty, KeyRole.Provider, providerId) { Label = request?.Label ?? providerId, ExpiresAt = request?.ExpiresAt },
        database,
        context,
        time);

    private static async Task<Results<Created<KeyCreated>, ProblemHttpResult>> Make(StoredKey wanted, ExamDatabase database, HttpContext context, TimeProvider time)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (wanted.Label.Length is 0 or > LongestLabel || wanted.Label.Any(char.IsControl))
        {
            return Problem.Of(ProblemTypes.InvalidRequest, $"label must have 1 to {LongestLabel} printable characters.", "label");
        }

        if (wanted.ExpiresAt <= now)
        {
            return Problem.Of(ProblemTypes.InvalidRequest, "expiresAt must lie in the future.", "expiresAt");
        }

        StoredKey key = wanted with { KeyId = Ids.New(now), CreatedAt = now };
        string secret = Secret.New(Secret.KeyPrefix);
        ProblemType? refusal = await database.Write(transaction =>
        {
            if (key.ProviderId is not null && RefusalFor(ProviderRecords.Find(transaction, key.ProviderId)) is { } refused)
            {
                return refused;
            }

            KeyRecords.Add(transaction, key, Secret.Hash(secret));
            AuditRecords.Append(
                transaction,
                now,
                context.Caller().Actor,
                "key.made",
                $"key:{key.KeyId}",
                ("role", Words.Of(key.Role)),
                ("provider", key.ProviderId),
                ("expiresAt", key.ExpiresAt?.ToString("O")));
            return null;
        });
        return refusal is null
            ? TypedResults.Created($"/v1/keys/{key.KeyId}", new KeyCreated(key.KeyId, secret))
            : Problem.Of(refusal, "A key belongs to a provider that is there and not closed.", "providerId");
    }

    private static ProblemType? RefusalFor(StoredProvider? provider) =>
        provider is null ? ProblemTypes.ProviderNotFound : provider.ClosedAt is not null ? ProblemTypes.ProviderClosed : null;

    private static Ok<KeysResponse> List(ExamDatabase database) =>
        TypedResults.Ok(new KeysResponse([.. database.Read(transaction => KeyRecords.List(transaction)).Select(KeyResponse.Of)]));

    private static Ok<KeysResponse> ListOfProvider(string providerId, ExamDatabase database) =>
        TypedResults.Ok(new KeysResponse([.. database.Read(transaction => KeyRecords.List(transaction, providerId)).Select(KeyResponse.Of)]));

    private static Task<Results<NoContent, ProblemHttpResult>> RevokeAny(Guid keyId, ExamDatabase database, HttpContext context, TimeProvider time) =>
        Revoke(_ => true, keyId, database, context, time);

    private static Task<Results<NoContent, ProblemHttpResult>> RevokeOfProvider(
        string providerId, Guid keyId, ExamDatabase database, HttpContext context, TimeProvider time) =>
        Revoke(key => key.ProviderId == providerId, keyId, database, context, time);

    private static async Task<Results<NoContent, ProblemHttpResult>> Revoke(
        Predicate<StoredKey> isMeant, Guid keyId, ExamDatabase database, HttpContext context, TimeProvider time)
    {
        DateTimeOffset now = time.GetUtcNow();
        ProblemType? refusal = await database.Write(transaction => Revoke(transaction, isMeant, keyId, context.Caller().Actor, now));
        return refusal is null ? TypedResults.NoContent() : Problem.Of(refusal, "Nothing was changed.");
    }

    private static ProblemType? Revoke(DbTransaction transaction, Predicate<StoredKey> isMeant, Guid keyId, string actor, DateTimeOffset now)
    {
        if (KeyRecords.Find(transaction, keyId) is not { RevokedAt: null } key || !isMeant(key))
        {
            return ProblemTypes.KeyNotFound;
        }

        // Without an administrator nobody could make another; two who each revoke the other take turns.
        SqlDialect.Of(transaction).Serialize(transaction, KeyRecords.AdministratorDecision);
        if (key.Role == KeyRole.Administrator && !(key.ExpiresAt <= now) && KeyRecords.CountAdministrators(transaction, now) == 1)
        {
            return ProblemTypes.LastAdministrator;
        }

        KeyRecords.Revoke(transaction, keyId, now);
        AuditRecords.Append(transaction, now, actor, "key.revoked", $"key:{keyId}");
        return null;
    }
}
