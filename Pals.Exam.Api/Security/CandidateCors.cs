using Microsoft.AspNetCore.Cors.Infrastructure;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Security;

/// <summary>
/// Lets a course provider's own pages call what serves a candidate: on an exam of that provider, from the origins that the provider has set, and
/// from nowhere else. Nothing here admits anyone; it only tells browsers which pages may read the answers.
/// </summary>
internal sealed class CandidateCors(ExamDatabase database) : ICorsPolicyProvider
{
    public const string Policy = "candidate";

    private static readonly CorsPolicy Nobody = new();

    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    public Task<CorsPolicy?> GetPolicyAsync(HttpContext context, string? policyName)
    {
        string origin = context.Request.Headers.Origin.ToString();

        // The server's own page sends its origin too, with each answer: that needs no look-up.
        bool isAllowed = origin != $"{context.Request.Scheme}://{context.Request.Host}"
            && AccessControl.ExamId(context) is Guid examId
            && database.Read(transaction => OriginRecords.Allows(transaction, examId, origin));
        return Task.FromResult<CorsPolicy?>(!isAllowed ? Nobody : new CorsPolicyBuilder()
            .SetIsOriginAllowed(asked => asked == origin)
            .WithMethods(HttpMethods.Get, HttpMethods.Post)
            .WithHeaders("authorization", "content-type")
            .WithExposedHeaders("RateLimit", "RateLimit-Policy", "Retry-After")
            .SetPreflightMaxAge(Remembered)
            .Build());
    }
}
