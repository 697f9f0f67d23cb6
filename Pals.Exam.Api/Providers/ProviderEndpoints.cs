using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;
using Pals.Exam.Api.Hosting;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Security;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Providers;

/// <summary>Course providers, for administrators; a provider may look at itself.</summary>
internal static partial class ProviderEndpoints
{
    public const string IdPattern = "^[a-z0-9][a-z0-9-]{1,63}$";
    public const int LongestName = 200;

    public static void MapProviders(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/v1/providers").WithTags("Providers")
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        group.MapPost("/", Add).WithName("AddProvider").WithSummary("Adds a course provider")
            .RequireAccess(Role.Administrator)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        group.MapGet("/", List).WithName("ListProviders").WithSummary("Lists all course providers")
            .RequireAccess(Role.Administrator);
        group.MapGet($"/{{{AccessControl.ProviderIdParameter}}}", Find).WithName("GetProvider").WithSummary("Shows a course provider")
            .RequireAccess(Role.Provider | Role.Administrator, ResourceOf.Provider)
            .ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapGet("/v1/provider", Own).WithTags("Providers").WithName("GetOwnProvider").WithSummary("Shows the course provider whose key asks")
            .RequireAccess(Role.Provider)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        group.MapDelete($"/{{{AccessControl.ProviderIdParameter}}}", Close).WithName("CloseProvider").WithSummary("Closes a course provider")
            .WithDescription("Revokes all its keys. Its exams stay, and exams in progress go on.")
            .RequireAccess(Role.Administrator, ResourceOf.Provider)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Results<Created<ProviderResponse>, ProblemHttpResult>> Add(
        NewProvider provider, ExamDatabase database, HttpContext context, TimeProvider time)
    {
        if (!Id().IsMatch(provider.ProviderId))
        {
            return Problem.Of(ProblemTypes.InvalidRequest, $"providerId must match {IdPattern}.", "providerId");
        }

        if (provider.Name.Length is 0 or > LongestName || provider.Name.Any(char.IsControl))
        {
            return Problem.Of(ProblemTypes.InvalidRequest, $"name must have 1 to {LongestName} printable characters.", "name");
        }

        StoredProvider? added = await database.WriteSettled(transaction =>
        {
            if (ProviderRecords.Find(transaction, provider.ProviderId) is not null)
            {
                return null;
            }

            DateTimeOffset now = time.GetUtcNow();
            ProviderRecords.Add(transaction, provider.ProviderId, provider.Name, now);
            AuditRecords.Append(transaction, now, context.Caller().Actor, "provider.added", $"provider:{provider.ProviderId}");
            return ProviderRecords.Find(transaction, provider.ProviderId);
        });
        return added is not null
            ? TypedResults.Created($"/v1/providers/{provider.ProviderId}", ProviderResponse.Of(added))
            : Problem.Of(ProblemTypes.ProviderExists, "Choose another providerId, or use the one that is there.", "providerId");
    }

    private static Ok<ProvidersResponse> List(ExamDatabase database) =>
        TypedResults.Ok(new ProvidersResponse([.. database.Read(ProviderRecords.List).Select(ProviderResponse.Of)]));

    private static Ok<ProviderResponse> Own(ExamDatabase database, HttpContext http) =>
        TypedResults.Ok(ProviderResponse.Of(database.Read(transaction => ProviderRecords.Find(transaction, http.ProviderId()))!));

    private static Results<Ok<ProviderResponse>, ProblemHttpResult> Find(string providerId, ExamDatabase database) =>
        database.Read(transaction => ProviderRecords.Find(transaction, providerId)) is { } provider
            ? TypedResults.Ok(ProviderResponse.Of(provider))
            : Problem.Of(ProblemTypes.ProviderNotFound, "No provider has this providerId.");

    private static async Task<Results<NoContent, ProblemHttpResult>> Close(
        string providerId, ExamDatabase database, HttpContext context, TimeProvider time)
    {
        DateTimeOffset now = time.GetUtcNow();
        bool closed = await database.Write(transaction =>
        {
            if (!ProviderRecords.Close(transaction, providerId, now))
            {
                return false;
            }

            string actor = context.Caller().Actor;
            AuditRecords.Append(transaction, now, actor, "provider.closed", $"provider:{providerId}");
            foreach (StoredKey key in KeyRecords.List(transaction, providerId).Where(key => key.RevokedAt is null))
            {
                KeyRecords.Revoke(transaction, key.KeyId, now);
                AuditRecords.Append(transaction, now, actor, "key.revoked", $"key:{key.KeyId}");
            }

            return true;
        });
        return closed ? TypedResults.NoContent() : Problem.Of(ProblemTypes.ProviderClosed, "It was closed before; nothing was changed.");
    }

    [GeneratedRegex(IdPattern)]
    private static partial Regex Id();
}
