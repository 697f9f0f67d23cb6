using System.Data.Common;
using Dapper;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>
/// Brings a database to the schema of this program: numbered scripts, each applied once, all that are missing in one transaction. Safe when many
/// nodes start at once, because one at a time decides what is missing; the others wait for one commit, however many scripts there are.
/// </summary>
internal static class Migrator
{
    private const string Decision = "migration";

    public static void Apply(SqlDialect dialect, DbConnection connection, TimeProvider time)
    {
        IReadOnlyList<MigrationScript> known = MigrationScript.All(dialect);
        using (DbTransaction transaction = connection.BeginTransaction())
        {
            dialect.Serialize(transaction, Decision);
            connection.Execute(dialect.MigrationsTable, transaction: transaction);
            foreach (MigrationScript script in known)
            {
                Apply(dialect, script, transaction, time);
            }

            transaction.Commit();
        }

        int newest = connection.ExecuteScalar<int>("SELECT MAX(number) FROM schema_migrations");
        if (newest > known[^1].Number)
        {
            throw new StorageException(
                $"The database has schema {newest}, newer than schema {known[^1].Number} of this program: run the newer program.");
        }
    }

    private static void Apply(SqlDialect dialect, MigrationScript script, DbTransaction transaction, TimeProvider time)
    {
        DbConnection connection = transaction.Connection!;
        string? appliedHash = connection.QuerySingleOrDefault<string>(
            "SELECT script_hash FROM schema_migrations WHERE number = @Number", new { script.Number }, transaction);
        if (appliedHash is null)
        {
            foreach (string batch in dialect.Batches(script.Text))
            {
                connection.Execute(batch, transaction: transaction);
            }

            connection.Execute(
                "INSERT INTO schema_migrations (number, name, script_hash, applied_at) VALUES (@Number, @Name, @Hash, @now)",
                new { script.Number, script.Name, script.Hash, now = time.GetUtcNow().ToUnixTimeMilliseconds() },
                transaction);
        }
        else if (appliedHash != script.Hash)
        {
            throw new StorageException(
                $"Migration {script.Name} of the database is not the one of this program: the database was made by another build.");
        }
    }
}
