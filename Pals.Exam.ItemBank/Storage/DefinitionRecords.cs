using System.Collections.Immutable;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Pals.Exam.ItemBank.Definitions;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>The text of an exam definition, named by its hash.</summary>
public sealed record StoredDefinition(string Name, string Text)
{
    public string DefinitionId { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Name}\n{Text}")));
}

/// <summary>Exam definitions by version: inserted once, never changed.</summary>
public static class DefinitionRecords
{
    /// <summary>Stores a definition; one that is there already is left as it is.</summary>
    public static void Add(DbTransaction transaction, StoredDefinition definition, DateTimeOffset now) => transaction.Connection!.Execute(
        """
        INSERT INTO definitions (definition_id, name, text, created_at)
        SELECT @DefinitionId, @Name, @Text, @createdAt
        WHERE NOT EXISTS (SELECT 1 FROM definitions WHERE definition_id = @DefinitionId)
        """,
        new { definition.DefinitionId, definition.Name, definition.Text, createdAt = now.ToUnixTimeMilliseconds() },
        transaction);

    /// <summary>The definitions that new exams use, in order of name.</summary>
    public static ImmutableArray<DefinitionFile> InUse(DbTransaction transaction) =>
    [
        .. PublicationRecords.Names(transaction, PublicationKind.Definition)
            .Select(name => PublicationRecords.Current(transaction, PublicationKind.Definition, name))
            .Select(id => Find(transaction, id!)!)
            .Select(stored => DefinitionReader.Read(stored.Name, stored.Text)),
    ];

    /// <summary>The definition, or null.</summary>
    public static StoredDefinition? Find(DbTransaction transaction, string definitionId)
    {
        (string Name, string Text)? row = transaction.Connection!.QuerySingleOrDefault<(string, string)?>(
            "SELECT name, text FROM definitions WHERE definition_id = @definitionId", new { definitionId }, transaction);
        return row is (string name, string text) ? new StoredDefinition(name, text) : null;
    }
}
