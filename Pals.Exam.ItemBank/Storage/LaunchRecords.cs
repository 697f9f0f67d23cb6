using System.Data.Common;
using Dapper;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>What came of an attempt to use a launch.</summary>
public enum LaunchOutcome
{
    /// <summary>The launch opened its exam; it will not do so again.</summary>
    Opened,

    /// <summary>No launch has this token.</summary>
    Unknown,

    /// <summary>The launch was used before.</summary>
    Used,

    /// <summary>The launch's time is over.</summary>
    Expired,

    /// <summary>The launch was made for a page of another origin.</summary>
    OtherOrigin,
}

/// <summary>A permission to open one exam once, for a short time, on a page of one origin.</summary>
public sealed record StoredLaunch(
    Guid LaunchId, byte[] TokenHash, Guid ExamId, string ProviderId, string Origin, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);

/// <summary>Launches, and the candidates' tokens that came of them.</summary>
public static class LaunchRecords
{
    /// <summary>Stores a launch.</summary>
    public static void Add(DbTransaction transaction, StoredLaunch launch) => transaction.Connection!.Execute(
        """
        INSERT INTO launches (launch_id, token_hash, exam_id, provider_id, origin, created_at, expires_at)
        VALUES (@launchId, @TokenHash, @examId, @ProviderId, @Origin, @createdAt, @expiresAt)
        """,
        new
        {
            launchId = Ids.Of(launch.LaunchId),
            launch.TokenHash,
            examId = Ids.Of(launch.ExamId),
            launch.ProviderId,
            launch.Origin,
            createdAt = launch.CreatedAt.ToUnixTimeMilliseconds(),
            expiresAt = launch.ExpiresAt.ToUnixTimeMilliseconds(),
        },
        transaction);

    /// <summary>Uses a launch up: from now on <paramref name="examTokenHash"/> opens its exam too.</summary>
    public static (LaunchOutcome Outcome, Guid ExamId) Use(
        DbTransaction transaction, byte[] tokenHash, string origin, byte[] examTokenHash, DateTimeOffset now)
    {
        DbConnection connection = transaction.Connection!;
        LaunchRow? launch = connection.QuerySingleOrDefault<LaunchRow>(
            """
            SELECT launch_id AS LaunchId, exam_id AS ExamId, origin AS Origin, expires_at AS ExpiresAt, used_at AS UsedAt
            FROM launches WHERE token_hash = @tokenHash
            """,
            new { tokenHash },
            transaction);
        long at = now.ToUnixTimeMilliseconds();
        LaunchOutcome? refusal = launch switch
        {
            null => LaunchOutcome.Unknown,
            { UsedAt: not null } => LaunchOutcome.Used,
            _ when at >= launch.ExpiresAt => LaunchOutcome.Expired,
            _ when launch.Origin != origin => LaunchOutcome.OtherOrigin,
            _ => null,
        };
        if (refusal is not null)
        {
            return (refusal.Value, default);
        }

        bool first = connection.Execute(
            "UPDATE launches SET used_at = @at WHERE launch_id = @LaunchId AND used_at IS NULL", new { at, launch!.LaunchId }, transaction) == 1;
        if (!first)
        {
            return (LaunchOutcome.Used, default);
        }

        connection.Execute(
            "INSERT INTO exam_tokens (token_hash, exam_id, created_at) VALUES (@examTokenHash, @ExamId, @at)",
            new { examTokenHash, launch.ExamId, at },
            transaction);
        return (LaunchOutcome.Opened, Guid.Parse(launch.ExamId));
    }

    /// <summary>True when a launch gave the exam a token with that hash.</summary>
    public static bool HasToken(DbTransaction transaction, Guid examId, byte[] tokenHash) => transaction.Connection!.ExecuteScalar<long>(
        "SELECT COUNT(*) FROM exam_tokens WHERE token_hash = @tokenHash AND exam_id = @examId",
        new { tokenHash, examId = Ids.Of(examId) },
        transaction) > 0;

    private sealed class LaunchRow
    {
        public required string LaunchId { get; init; }

        public required string ExamId { get; init; }

        public required string Origin { get; init; }

        public required long ExpiresAt { get; init; }

        public long? UsedAt { get; init; }
    }
}
