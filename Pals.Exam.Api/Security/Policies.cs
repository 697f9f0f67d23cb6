using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Pals.Exam.Api.Exams;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Security;

/// <summary>Who may call a group of endpoints; each group states one.</summary>
internal static class Policies
{
    /// <summary>The candidate of the exam in the address.</summary>
    public const string Candidate = "candidate";

    /// <summary>A course provider.</summary>
    public const string Provider = "provider";

    /// <summary>An administrator.</summary>
    public const string Administrator = "administrator";

    /// <summary>Each policy asks for one role of one kind of credential.</summary>
    public static void Add(AuthorizationOptions options)
    {
        Add(options, Candidate, CandidateAuthentication.SchemeName, CandidateAuthentication.Role);
        Add(options, Provider, KeyAuthentication.SchemeName, Words.Of(KeyRole.Provider));
        Add(options, Administrator, KeyAuthentication.SchemeName, Words.Of(KeyRole.Administrator));
    }

    /// <summary>The course provider whose key the request bears.</summary>
    public static string ProviderId(this ClaimsPrincipal user) => user.FindFirstValue(KeyAuthentication.ProviderClaim)!;

    private static void Add(AuthorizationOptions options, string policy, string scheme, string role) =>
        options.AddPolicy(policy, requirements => requirements.AddAuthenticationSchemes(scheme).RequireRole(role));
}
