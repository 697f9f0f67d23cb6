using System.Data.Common;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Dapper;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>
/// Brings a database to the schema of this program: numbered scripts, each applied once in its own transaction. Safe when two nodes start at
/// once, because the decision what is missing is taken under the write lock.
/// </summary>
internal static class Migrator
{
    private const string ResourceFolder = ".Storage.Migrations.";

    public static void Apply(DbConnection connection, TimeProvider time)
    {
        connection.Execute("""
            CREATE TABLE IF NOT EXISTS schema_migrations (
              number INTEGER NOT NULL PRIMARY KEY,
              name TEXT NOT NULL,
              script_hash TEXT NOT NULL,
              applied_at INTEGER NOT NULL
            )
            """);

        IReadOnlyList<Migration> known = Embedded();
        foreach (Migration migration in known)
        {
            using DbTransaction transaction = connection.BeginTransaction();
            string? appliedHash = connection.QuerySingleOrDefault<string>(
                "SELECT script_hash FROM schema_migrations WHERE number = @Number", migration, transaction);
            if (appliedHash is null)
            {
                connection.Execute(migration.Script, transaction: transaction);
                connection.Execute(
                    "INSERT INTO schema_migrations (number, name, script_hash, applied_at) VALUES (@Number, @Name, @Hash, @now)",
                    new { migration.Number, migration.Name, migration.Hash, now = time.GetUtcNow().ToUnixTimeMilliseconds() },
                    transaction);
            }
            else if (appliedHash != migration.Hash)
            {
                throw new StorageException(
                    $"Migration {migration.Name} of the database is not the one of this program: the database was made by another build.");
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

    private static List<Migration> Embedded()
    {
        Assembly assembly = typeof(Migrator).Assembly;
        var migrations = new List<Migration>();
        foreach (string resource in assembly.GetManifestResourceNames().Where(name => name.Contains(ResourceFolder)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
            string script = reader.ReadToEnd().ReplaceLineEndings("\n");
            string name = resource[(resource.IndexOf(ResourceFolder, StringComparison.Ordinal) + ResourceFolder.Length)..];
            string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(script)));
            migrations.Add(new Migration(int.Parse(name[..4], CultureInfo.InvariantCulture), name, script, hash));
        }

        return migrations;
    }

    private sealed record Migration(int Number, string Name, string Script, string Hash);
}
