using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Storage.Backups;

/// <summary>Whether a file is a whole exam database that this program can use.</summary>
internal static class DatabaseCheck
{
    /// <summary>Rows of each table, in order of name.</summary>
    public static IReadOnlyDictionary<string, long> Rows(DbTransaction transaction)
    {
        DbConnection connection = transaction.Connection!;
        string[] tables =
        [
            .. connection.Query<string>(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name", transaction: transaction),
        ];
        return tables.ToDictionary(
            table => table, table => connection.ExecuteScalar<long>($"SELECT COUNT(*) FROM \"{table}\"", transaction: transaction), StringComparer.Ordinal);
    }

    /// <summary>Checks every page, key and index of the file, and that its schema is one of this program; returns the rows of each table.</summary>
    /// <exception cref="InputException">Something is wrong; the message says what, and names <paramref name="name"/>.</exception>
    public static IReadOnlyDictionary<string, long> Require(EmbeddedFile file, string name)
    {
        try
        {
            using SqliteConnection connection = file.Open(SqliteOpenMode.ReadWrite);

            // The copy is one file from now on, however it was made.
            connection.Execute("PRAGMA journal_mode = DELETE");
            using SqliteTransaction transaction = connection.BeginTransaction(deferred: true);
            string[] damages = [.. connection.Query<string>("PRAGMA integrity_check", transaction: transaction)];
            if (damages is not ["ok"])
            {
                throw new InputException(name, 0, 0, $"is damaged: {damages[0]}");
            }

            if (connection.Query("PRAGMA foreign_key_check", transaction: transaction).Any())
            {
                throw new InputException(name, 0, 0, "is damaged: rows refer to others that are not there");
            }

            IReadOnlyDictionary<string, long> rows = Rows(transaction);
            RequireSchema(transaction, rows, name);
            return rows;
        }
        catch (SqliteException exception)
        {
            throw new InputException(name, 0, 0, $"is no exam database that can be read: {exception.Message}", exception);
        }
    }

    private static void RequireSchema(SqliteTransaction transaction, IReadOnlyDictionary<string, long> rows, string name)
    {
        if (!rows.ContainsKey("schema_migrations"))
        {
            throw new InputException(name, 0, 0, "is a database, but none of exams");
        }

        Dictionary<int, string> known = MigrationScript.All(SqlDialect.Of(DatabaseProvider.Sqlite)).ToDictionary(script => script.Number, script => script.Hash);
        foreach ((int number, string hash) in transaction.Connection!.Query<(int, string)>(
            "SELECT number, script_hash FROM schema_migrations ORDER BY number", transaction: transaction))
        {
            if (!known.TryGetValue(number, out string? expected) || expected != hash)
            {
                throw new InputException(name, 0, 0, $"has schema {number} of another build of the program: restore it with that build");
            }
        }
    }
}
