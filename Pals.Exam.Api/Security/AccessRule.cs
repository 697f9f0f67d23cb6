using System.Globalization;
using Microsoft.AspNetCore.Cors;

namespace Pals.Exam.Api.Security;

/// <summary>Who may call an endpoint, and on whose objects. Every endpoint declares one.</summary>
/// <param name="Roles">The roles served; <see cref="Role.None"/> when no credential is asked for.</param>
/// <param name="Resource">What the address names: the caller has to own it, unless its key reaches all providers.</param>
internal sealed record AccessRule(Role Roles, ResourceOf Resource)
{
    public bool IsOpen => Roles == Role.None;

    /// <summary>The roles in words, for messages and the documentation.</summary>
    public string Callers { get; } = string.Join(", ", Names(Roles));

    private static IEnumerable<string> Names(Role roles)
    {
        if (roles.HasFlag(Role.Candidate))
        {
            yield return "the candidate of the exam";
        }

        if (roles.HasFlag(Role.Provider))
        {
            yield return "course provider";
        }

        if (roles.HasFlag(Role.Psychometrician))
        {
            yield return "psychometrician";
        }

        if (roles.HasFlag(Role.Administrator))
        {
            yield return "administrator";
        }
    }
}

/// <summary>Declares who may call an endpoint.</summary>
internal static class AccessRules
{
    /// <summary>Serves callers of <paramref name="roles"/> only, and only on objects that are theirs: to anyone else's they get the same 404 as to none.</summary>
    public static TBuilder RequireAccess<TBuilder>(this TBuilder builder, Role roles, ResourceOf resource = ResourceOf.Service)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentOutOfRangeException.ThrowIfEqual(roles, Role.None);
        return roles.HasFlag(Role.Candidate)
            ? builder.WithMetadata(new AccessRule(roles, resource), new EnableCorsAttribute(CandidateCors.Policy))
            : builder.WithMetadata(new AccessRule(roles, resource));
    }

    /// <summary>Serves anyone, without a credential.</summary>
    public static TBuilder OpenToAnyone<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new AccessRule(Role.None, ResourceOf.Service));

    /// <summary>False for a static file, an address that is none, and an answer of the framework such as 405.</summary>
    public static bool Govern(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<AccessRule>() is not null;

    /// <summary>Refuses to start with an endpoint that says nothing about who may call it, so that none is open by oversight.</summary>
    /// <exception cref="InvalidOperationException">Such an endpoint is mapped.</exception>
    public static void RequireDeclaredAccess(this IEndpointRouteBuilder routes)
    {
        foreach (Endpoint endpoint in routes.DataSources.SelectMany(source => source.Endpoints))
        {
            if (endpoint.Metadata.GetMetadata<AccessRule>() is null)
            {
                throw new InvalidOperationException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{endpoint.DisplayName} does not say who may call it: add .RequireAccess(…) or .OpenToAnyone()."));
            }
        }
    }
}
