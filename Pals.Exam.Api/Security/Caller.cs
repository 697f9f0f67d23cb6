using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Security;

/// <summary>Who sent a request, once its credential was found good.</summary>
/// <param name="Role">One role.</param>
/// <param name="KeyId">The key, when it is one.</param>
/// <param name="ProviderId">The course provider that the caller belongs to; null when it belongs to none, which for a key means that it reaches all.</param>
/// <param name="ExamId">The exam, for a candidate.</param>
internal sealed record Caller(Role Role, Guid? KeyId, string? ProviderId, Guid? ExamId)
{
    /// <summary>What the audit trail calls the caller.</summary>
    public string Actor => Role == Role.Candidate ? $"candidate:{ExamId}" : $"{Role.ToString().ToLowerInvariant()}:{KeyId}";

    public static Caller Of(StoredKey key) => new(RoleOf(key.Role), key.KeyId, key.ProviderId, null);

    public static Caller Of(StoredExam exam) => new(Role.Candidate, null, exam.ProviderId, exam.ExamId);

    private static Role RoleOf(KeyRole role) => role switch
    {
        KeyRole.Administrator => Role.Administrator,
        KeyRole.Psychometrician => Role.Psychometrician,
        KeyRole.Provider => Role.Provider,
        _ => throw new InvalidOperationException($"Keys of the role {role} open nothing."),
    };
}

/// <summary>Hands the caller of a request on to its endpoint.</summary>
internal static class Callers
{
    /// <summary>The caller of an endpoint that asks for a credential.</summary>
    public static Caller Caller(this HttpContext context) => context.Features.Get<Caller>()
        ?? throw new InvalidOperationException("The endpoint asks for no credential, so nobody knows who called.");

    /// <summary>The course provider whose key or candidate calls.</summary>
    public static string ProviderId(this HttpContext context) => context.Caller().ProviderId
        ?? throw new InvalidOperationException("The endpoint serves callers that belong to no course provider.");
}
