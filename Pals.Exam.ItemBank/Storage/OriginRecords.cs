using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using Dapper;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>The origins whose pages may show a course provider's exams.</summary>
public static class OriginRecords
{
    /// <summary>The provider's origins in order; none when there is no such provider.</summary>
    public static ImmutableArray<string> Of(DbTransaction transaction, string providerId) =>
    [
        .. transaction.Connection!.Query<string>(
            "SELECT origin FROM provider_origins WHERE provider_id = @providerId ORDER BY origin", new { providerId }, transaction),
    ];

    /// <summary>True when the provider of the exam has set that origin.</summary>
    public static bool Allows(DbTransaction transaction, Guid examId, string origin) => transaction.Connection!.ExecuteScalar<int>(
        """
        SELECT COUNT(*) FROM exams e JOIN provider_origins o ON o.provider_id = e.provider_id
        WHERE e.exam_id = @examId AND o.origin = @origin
        """,
        new { examId = examId.ToString("D", CultureInfo.InvariantCulture), origin },
        transaction) > 0;

    /// <summary>Puts other origins in the place of the provider's.</summary>
    public static void Replace(DbTransaction transaction, string providerId, IEnumerable<string> origins)
    {
        SqlDialect.Of(transaction).Serialize(transaction, $"origins {providerId}");
        transaction.Connection!.Execute("DELETE FROM provider_origins WHERE provider_id = @providerId", new { providerId }, transaction);
        foreach (string origin in origins)
        {
            transaction.Connection!.Execute(
                "INSERT INTO provider_origins (provider_id, origin) VALUES (@providerId, @origin)", new { providerId, origin }, transaction);
        }
    }
}
