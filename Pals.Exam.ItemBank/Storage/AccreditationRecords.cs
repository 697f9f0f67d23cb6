using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using Pals.Exam.ItemBank.Programmes;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>Who accredits a course provider: an extension is a further revision, and the newest of a body counts.</summary>
public static class AccreditationRecords
{
    /// <summary>The accreditations of a provider, one for each body, expired ones among them.</summary>
    public static ImmutableArray<Accreditation> Of(DbTransaction transaction, string providerId) =>
    [
        .. transaction.Connection!.Query<(string Body, string Number, string ExpiresOn)>(
            """
            SELECT a.body, a.number, a.expires_on FROM provider_accreditations a
            WHERE a.provider_id = @providerId AND a.revision =
              (SELECT MAX(b.revision) FROM provider_accreditations b WHERE b.provider_id = a.provider_id AND b.body = a.body)
            ORDER BY a.body
            """,
            new { providerId },
            transaction).Select(row => new Accreditation(row.Body, row.Number, Dates.Parse(row.ExpiresOn))),
    ];

    /// <summary>Stores an accreditation in place of the body's earlier one.</summary>
    public static void Set(DbTransaction transaction, string providerId, Accreditation accreditation, DateTimeOffset now)
    {
        int revision = transaction.Connection!.ExecuteScalar<int?>(
            "SELECT MAX(revision) FROM provider_accreditations WHERE provider_id = @providerId AND body = @Body",
            new { providerId, accreditation.Body },
            transaction) ?? 0;
        transaction.Connection!.Execute(
            """
            INSERT INTO provider_accreditations (provider_id, body, revision, number, expires_on, created_at)
            VALUES (@providerId, @Body, @revision, @Number, @expiresOn, @createdAt)
            """,
            new
            {
                providerId,
                accreditation.Body,
                revision = revision + 1,
                accreditation.Number,
                expiresOn = Dates.Of(accreditation.ExpiresOn),
                createdAt = now.ToUnixTimeMilliseconds(),
            },
            transaction);
    }
}
