using Pals.Exam.Api.Exams;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Security.Limits;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Security;

/// <summary>
/// The one place that decides who may do what. A credential is a candidate's token, good for the exam in the address, or a key with a role and,
/// mostly, a course provider. What is another's is answered exactly like what does not exist, so that nobody can find out which exams there
/// are: the same body, after the same look-up.
/// </summary>
internal sealed class AccessControl(
    RequestDelegate next, ExamDatabase database, ExamRoom room, LiveExams live, RateLimits limits, TimeProvider time)
{
    public const string ExamIdParameter = "examId";
    public const string ProviderIdParameter = "providerId";

    // Compared when there is no exam, so that its absence takes no less time.
    private static readonly byte[] NoHash = new byte[32];

    public Task Invoke(HttpContext context)
    {
        // No rule: a static file, or an answer of the framework such as 405. Endpoints without one keep the server from starting.
        AccessRule? rule = context.GetEndpoint()?.Metadata.GetMetadata<AccessRule>();
        if (rule is null)
        {
            return next(context);
        }

        if (rule.IsOpen)
        {
            return Admit(context);
        }

        if (BearerCredential.Of(context.Request) is not string credential)
        {
            return Problem.Write(context, ProblemTypes.MissingCredentials, rule.Roles == Role.Candidate
                ? "Send Authorization: Bearer and the exam's token."
                : $"Send Authorization: Bearer and a credential of: {rule.Callers}.");
        }

        bool isToken = credential.StartsWith(Secret.TokenPrefix, StringComparison.Ordinal);
        return rule.Roles == Role.Candidate || (isToken && rule.Roles.HasFlag(Role.Candidate))
            ? AdmitCandidate(context, credential)
            : AdmitKey(context, rule, isToken ? null : credential);
    }

    private Task AdmitCandidate(HttpContext context, string token)
    {
        Guid? examId = ExamId(context);

        // Whoever sits an exam of this node goes on, whatever a neighbour behind the same address tries.
        ExamSnapshot? exam = examId is null ? null : live.Find(examId.Value)?.Snapshot;
        if (exam is null && limits.IsBarred(context))
        {
            return limits.RefuseBarred(context);
        }

        if (exam is null && examId is not null)
        {
            // The endpoint need not read it once more.
            exam = room.Read(examId.Value);
            context.Features.Set(exam);
        }

        bool isGood = exam is null ? Secret.Matches(token, NoHash) : exam.Accepts(token) || CameByLaunch(exam, token);
        if (exam is null || !isGood)
        {
            limits.CountFailure(context);
            return Problem.Write(context, ProblemTypes.ExamNotFound, "Either there is no such exam, or the token is not that of this exam.");
        }

        context.Features.Set(Caller.Of(exam.Exam));
        return Admit(context);
    }

    private bool CameByLaunch(ExamSnapshot exam, string token) =>
        database.Read(transaction => LaunchRecords.HasToken(transaction, exam.Exam.ExamId, Secret.Hash(token)));

    private Task AdmitKey(HttpContext context, AccessRule rule, string? key)
    {
        if (limits.IsBarred(context))
        {
            return limits.RefuseBarred(context);
        }

        if (key is null || database.Read(transaction => KeyRecords.FindInForce(transaction, Secret.Hash(key), time.GetUtcNow())) is not { } stored)
        {
            limits.CountFailure(context);
            return Problem.Write(context, ProblemTypes.InvalidKey, "The key is unknown, has expired or was revoked. If you came to take an exam, please tell your course provider.");
        }

        // Counted before it is decided, so that a good key does not look for other people's objects without end.
        Caller caller = Caller.Of(stored);
        context.Features.Set(caller);
        return limits.Refusal(context) is { } refusal ? refusal
            : !rule.Roles.HasFlag(caller.Role) ? Problem.Write(context, ProblemTypes.Forbidden, $"This is for: {rule.Callers}.")
            : !Reaches(context, rule.Resource, caller) ? Problem.Write(context, Absent(rule.Resource))
            : next(context);
    }

    /// <summary>Hands the request on, unless it is one too many.</summary>
    private Task Admit(HttpContext context) => limits.Refusal(context) ?? next(context);

    /// <summary>True when the object that the address names exists and is the caller's.</summary>
    private bool Reaches(HttpContext context, ResourceOf resource, Caller caller) => resource switch
    {
        ResourceOf.Service => true,
        ResourceOf.Exam => ExamId(context) is Guid examId
            && database.Read(transaction => ExamRecords.FindOwner(transaction, examId)) is { } owner
            && Belongs(owner.ProviderId, caller),
        ResourceOf.Provider => context.Request.RouteValues[ProviderIdParameter] is string providerId
            && database.Read(transaction => ProviderRecords.Find(transaction, providerId)) is not null
            && Belongs(providerId, caller),
        _ => throw new InvalidOperationException($"Nobody owns {resource}."),
    };

    private static bool Belongs(string? providerId, Caller caller) => caller.ProviderId is null || caller.ProviderId == providerId;

    private static ProblemType Absent(ResourceOf resource) => resource switch
    {
        ResourceOf.Exam => ProblemTypes.ExamNotFound,
        ResourceOf.Provider => ProblemTypes.ProviderNotFound,
        _ => ProblemTypes.NotFound,
    };

    /// <summary>The exam that the address names.</summary>
    public static Guid? ExamId(HttpContext context) =>
        Guid.TryParseExact(context.Request.RouteValues[ExamIdParameter] as string, "D", out Guid examId) ? examId : null;
}
