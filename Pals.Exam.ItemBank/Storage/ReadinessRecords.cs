using System.Data.Common;
using Dapper;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>The row that a node changes to find out whether the database takes changes.</summary>
public static class ReadinessRecords
{
    /// <summary>Changes the row. A transaction that changes nothing would succeed on a full disk.</summary>
    public static void Check(DbTransaction transaction, DateTimeOffset now) => transaction.Connection!.Execute(
        "UPDATE readiness SET checked_at = @now WHERE readiness_id = 1", new { now = now.ToUnixTimeMilliseconds() }, transaction);
}
