using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Security;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Providers;

/// <summary>Course providers and their keys, for administrators.</summary>
internal static partial class ProviderEndpoints
{
    public const string IdPattern = "^[a-z0-9][a-z0-9-]{1,63}$";
    public const int LongestName = 200;

    public static void MapProviders(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/v1/providers").WithTags("Providers").RequireAuthorization(Policies.Administrator)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        group.MapPost("/", Add).WithName("AddProvider").WithSummary("Adds a course provider")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        group.MapPost("/{providerId}/keys", AddKey).WithName("AddProviderKey").WithSummary("Makes a key for a course provider")
            .WithDescription("The key is in the answer and nowhere else: the service keeps its hash.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapDelete("/{providerId}/keys/{keyId:guid}", RevokeKey).WithName("RevokeProviderKey").WithSummary("Revokes a key at once")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Created<ProviderCreated>, ProblemHttpResult>> Add(
        NewProvider provider, ExamDatabase database, TimeProvider time)
    {
        if (!Id().IsMatch(provider.ProviderId))
        {
            return Problem.Of(ProblemTypes.InvalidRequest, $"providerId must match {IdPattern}.", "providerId");
        }

        if (provider.Name.Length is 0 or > LongestName || provider.Name.Any(char.IsControl))
        {
            return Problem.Of(ProblemTypes.InvalidRequest, $"name must have 1 to {LongestName} printable characters.", "name");
        }

        bool added = await database.Write(transaction =>
        {
            if (KeyRecords.HasProvider(transaction, provider.ProviderId))
            {
                return false;
            }

            KeyRecords.AddProvider(transaction, provider.ProviderId, provider.Name, time.GetUtcNow());
            return true;
        });
        return added
            ? TypedResults.Created($"/v1/providers/{provider.ProviderId}", new ProviderCreated(provider.ProviderId, provider.Name))
            : Problem.Of(ProblemTypes.ProviderExists, "Choose another providerId, or use the one that is there.", "providerId");
    }

    private static async Task<Results<Created<KeyCreated>, ProblemHttpResult>> AddKey(
        string providerId, ExamDatabase database, TimeProvider time)
    {
        DateTimeOffset now = time.GetUtcNow();
        var key = new StoredKey(Guid.CreateVersion7(now), KeyRole.Provider, providerId);
        string secret = Secret.New(Secret.KeyPrefix);
        bool added = await database.Write(transaction =>
        {
            if (!KeyRecords.HasProvider(transaction, providerId))
            {
                return false;
            }

            KeyRecords.Add(transaction, key, Secret.Hash(secret), now);
            return true;
        });
        return added
            ? TypedResults.Created($"/v1/providers/{providerId}/keys/{key.KeyId}", new KeyCreated(key.KeyId, secret))
            : Problem.Of(ProblemTypes.ProviderNotFound, "No provider has this providerId.");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeKey(
        string providerId, Guid keyId, ExamDatabase database, TimeProvider time) =>
        await database.Write(transaction => KeyRecords.Revoke(transaction, providerId, keyId, time.GetUtcNow()))
            ? TypedResults.NoContent()
            : Problem.Of(ProblemTypes.KeyNotFound, "The provider has no such key in force.");

    [GeneratedRegex(IdPattern)]
    private static partial Regex Id();
}
