using System.Globalization;
using Pals.Exam.Api.Hosting;
using Pals.Exam.Api.Problems;

namespace Pals.Exam.Api.Security.Limits;

/// <summary>
/// How often whom is served. Whoever shows a good credential is counted by it, and only others by their address: a class behind one address
/// does not share a limit. Each node counts for itself.
/// </summary>
internal sealed class RateLimits : IDisposable
{
    private readonly bool _isEnabled;
    private readonly Quota _keys;
    private readonly Quota _exams;
    private readonly Quota _addresses;
    private readonly Quota _practice;
    private readonly Quota _failures;
    private readonly Quota _cards;

    /// <exception cref="SettingsException">A limit is no positive number.</exception>
    public RateLimits(IConfiguration configuration)
    {
        _isEnabled = Setting.Flag(configuration, "Limits:Enabled", true);
        _keys = Of(configuration, "key", "Limits:KeyPerMinute", 6000);
        _exams = Of(configuration, "exam", "Limits:ExamPerMinute", 600);
        _addresses = Of(configuration, "address", "Limits:AddressPerMinute", 6000);
        _failures = Of(configuration, "failed-credentials", "Limits:FailedCredentialsPerMinute", 120);

        // Nobody verifies so many cards by hand; who tries numbers at random gets nowhere with 75 random bits, and here not even far.
        _cards = Of(configuration, "card", "Limits:CardsPerMinute", 120);

        // A classroom behind one address starts together without meeting the limit.
        _practice = Of(configuration, "practice", "Practice:StartsPerMinute", 60);
    }

    /// <summary>Counts a request whose caller is known, or needs not be; when it is one too many, answers it, and is otherwise null.</summary>
    public Task? Refusal(HttpContext context)
    {
        EndpointMetadataCollection metadata = context.GetEndpoint()!.Metadata;
        if (metadata.GetMetadata<CountedAsPracticeStart>() is not null)
        {
            return Refusal(context, _practice, ClientAddress.Of(context));
        }

        if (!_isEnabled)
        {
            return null;
        }

        if (metadata.GetMetadata<CountedAsCardLookup>() is not null)
        {
            return Refusal(context, _cards, ClientAddress.Of(context));
        }

        return context.Features.Get<Caller>() switch
        {
            { KeyId: Guid keyId } => Refusal(context, _keys, keyId.ToString()),
            { ExamId: Guid examId } => Refusal(context, _exams, examId.ToString()),
            _ => Refusal(context, _addresses, ClientAddress.Of(context)),
        };
    }

    /// <summary>True when an address has shown so many bad credentials that no further one is looked at.</summary>
    public bool IsBarred(HttpContext context) => _isEnabled && _failures.Left(ClientAddress.Of(context)) == 0;

    /// <summary>Counts a bad credential.</summary>
    public void CountFailure(HttpContext context)
    {
        if (_isEnabled)
        {
            _failures.Take(ClientAddress.Of(context));
        }
    }

    /// <summary>Answers a request of a barred address.</summary>
    public Task RefuseBarred(HttpContext context) => Refuse(context, _failures, ClientAddress.Of(context));

    public void Dispose()
    {
        foreach (Quota quota in new[] { _keys, _exams, _addresses, _practice, _failures, _cards })
        {
            quota.Dispose();
        }
    }

    private static Task? Refusal(HttpContext context, Quota quota, string of)
    {
        if (!quota.Take(of))
        {
            return Refuse(context, quota, of);
        }

        Say(context, quota, of);
        return null;
    }

    private static Task Refuse(HttpContext context, Quota quota, string of)
    {
        Say(context, quota, of);
        context.Response.Headers.RetryAfter = quota.RetryAfter.ToString(CultureInfo.InvariantCulture);
        return Problem.Write(
            context, ProblemTypes.TooManyRequests, $"The limit \"{quota.Name}\" is {quota.PerMinute} a minute. Nothing was done; try again later.");
    }

    private static void Say(HttpContext context, Quota quota, string of)
    {
        context.Response.Headers["RateLimit-Policy"] = quota.Policy;
        context.Response.Headers["RateLimit"] = quota.Standing(of);
    }

    private static Quota Of(IConfiguration configuration, string name, string setting, int byDefault) =>
        new(name, Setting.Whole(configuration, setting, byDefault));
}

/// <summary>Marks the endpoint that starts practice exams: it needs no key, and each start stores rows.</summary>
internal sealed class CountedAsPracticeStart;

/// <summary>Marks endpoints that show a card to whoever knows its number.</summary>
internal sealed class CountedAsCardLookup;
