using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Data.Common;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Definitions;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Exams;

/// <summary>Which definitions can be sat now, and the material of every exam: loaded once, since a version in the database never changes.</summary>
internal sealed class ExamLibrary(ExamDatabase database)
{
    private readonly ConcurrentDictionary<string, DefinitionFile> _definitions = new();
    private readonly ConcurrentDictionary<(string DefinitionId, string ParameterSetId), Lazy<ExamMaterial>> _material = new();

    /// <summary>The versions of a definition and of its programme's parameters that new exams use; null when there is no such definition.</summary>
    public (string DefinitionId, string ParameterSetId)? Current(string name) => database.Read<(string, string)?>(transaction =>
        PublicationRecords.Current(transaction, PublicationKind.Definition, name) is { } definitionId
        && PublicationRecords.Current(transaction, PublicationKind.Parameters, Definition(transaction, definitionId).BankName) is { } setId
            ? (definitionId, setId)
            : null);

    /// <summary>What exams of these versions share.</summary>
    public ExamMaterial Material(string definitionId, string parameterSetId) => _material.GetOrAdd(
        (definitionId, parameterSetId),
        key => new Lazy<ExamMaterial>(() => database.Read(transaction => Load(transaction, key.DefinitionId, key.ParameterSetId)))).Value;

    private ExamMaterial Load(DbTransaction transaction, string definitionId, string parameterSetId)
    {
        StoredParameterSet set = ParameterSetRecords.Find(transaction, parameterSetId)
            ?? throw new InvalidOperationException($"Parameter set {parameterSetId} is gone from the database.");
        PublishedItem[] contents = [.. set.Items.Select(item => PublishedItem.FromJson(item.Content))];
        ItemPool pool = ItemPool.Create(contents.Zip(set.Items, (content, stored) => (content.Item, stored)).Select(
            (entry, order) => entry.Item.ToPoolItem(entry.stored.Parameters, order) with { IsPretest = !entry.stored.IsScored }));
        return new ExamMaterial(
            new AdaptiveExam(Definition(transaction, definitionId).For(pool), pool),
            contents.ToFrozenDictionary(content => content.Item.Id),
            set.IsProvisional);
    }

    private DefinitionFile Definition(DbTransaction transaction, string definitionId) => _definitions.GetOrAdd(definitionId, id =>
    {
        StoredDefinition stored = DefinitionRecords.Find(transaction, id)
            ?? throw new InvalidOperationException($"Definition {id} is gone from the database.");
        return DefinitionReader.Read(stored.Name, stored.Text);
    });
}
