using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Pals.Exam.Api.Problems;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Security;

/// <summary>Recognises the keys of course providers and administrators.</summary>
internal sealed class KeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, ExamDatabase database)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "Key";
    public const string ProviderClaim = "provider";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (BearerCredential.Of(Request) is not string credential || credential.StartsWith(Secret.TokenPrefix, StringComparison.Ordinal))
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        byte[] hash = Secret.Hash(credential);
        StoredKey? key = database.Read(transaction => KeyRecords.Find(transaction, hash));
        if (key is null)
        {
            return Task.FromResult(AuthenticateResult.Fail("The key is not in force."));
        }

        var identity = new ClaimsIdentity(SchemeName);
        identity.AddClaim(new Claim(identity.RoleClaimType, Words.Of(key.Role)));
        if (key.ProviderId is not null)
        {
            identity.AddClaim(new Claim(ProviderClaim, key.ProviderId));
        }

        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => BearerCredential.Of(Request) is null
        ? Problem.Write(Context, ProblemTypes.MissingCredentials, "Send Authorization: Bearer and a key.")
        : Problem.Write(Context, ProblemTypes.InvalidKey, "The key is unknown or was revoked.");

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Problem.Write(Context, ProblemTypes.Forbidden, "This needs a key of another role.");
}
