using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Security;

namespace Pals.Exam.Api.Exams;

/// <summary>
/// Recognises the candidate of an exam by its token. An unknown exam, a token of another exam and a wrong token get one and the same answer,
/// so that nobody can find out which exams exist.
/// </summary>
internal sealed class CandidateAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, ExamRoom room)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "Candidate";
    public const string Role = "candidate";
    public const string ExamIdParameter = "examId";

    // Compared when there is no exam, so that its absence takes no less time.
    private static readonly byte[] NoHash = new byte[32];

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (BearerCredential.Of(Request) is not string token)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        ExamSnapshot? exam =
            Guid.TryParseExact(Request.RouteValues[ExamIdParameter] as string, "D", out Guid examId) ? room.Find(examId) : null;
        if (exam is null ? !Secret.Matches(token, NoHash) : !exam.Accepts(token))
        {
            return Task.FromResult(AuthenticateResult.Fail("The token does not open this exam."));
        }

        var identity = new ClaimsIdentity(SchemeName);
        identity.AddClaim(new Claim(identity.RoleClaimType, Role));
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => BearerCredential.Of(Request) is null
        ? Problem.Write(Context, ProblemTypes.MissingCredentials, "Send Authorization: Bearer and the exam's token.")
        : Problem.Write(
            Context, ProblemTypes.ExamNotFound, "Either there is no such exam, or the token is not that of this exam.");
}
