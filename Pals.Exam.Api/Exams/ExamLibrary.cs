using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Data.Common;
using Pals.Exam.Api.WrittenExams;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Definitions;
using Pals.Exam.ItemBank.Forms;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Exams;

/// <summary>Which definitions can be sat now, and the material of every exam: loaded once, since a version in the database never changes.</summary>
internal sealed class ExamLibrary(ExamDatabase database)
{
    private readonly ConcurrentDictionary<string, DefinitionFile> _definitions = new();
    private readonly ConcurrentDictionary<(string DefinitionId, string ParameterSetId), Lazy<ExamMaterial>> _material = new();
    private readonly ConcurrentDictionary<(string DefinitionId, string ParameterSetId), bool> _hasForms = new();

    /// <summary>
    /// The versions of a definition and of its programme's parameters that new exams use; null when there is no such definition, or when it is a fixed
    /// form and the bank in use does not hold its forms.
    /// </summary>
    public (string DefinitionId, string ParameterSetId)? Current(string name) => database.Read(transaction => Current(transaction, name));

    /// <summary>The definitions that can be sat now: the usual one first, then the others of its programme, then the rest in order of name.</summary>
    public ImmutableArray<DefinitionFile> Offered() => database.Read<ImmutableArray<DefinitionFile>>(transaction =>
    [
        .. PublicationRecords.Names(transaction, PublicationKind.Definition)
            .Order(StringComparer.Ordinal)
            .Select(name => Current(transaction, name))
            .OfType<(string DefinitionId, string)>()
            .Select(current => Definition(transaction, current.DefinitionId))
            .OrderBy(definition => definition.Template.Id != ShippedDefinitions.PalsAdaptive)
            .ThenBy(definition => definition.BankName != ShippedBank.Pals),
    ]);

    /// <summary>What exams of these versions share.</summary>
    public ExamMaterial Material(string definitionId, string parameterSetId) => _material.GetOrAdd(
        (definitionId, parameterSetId),
        key => new Lazy<ExamMaterial>(() => database.Read(transaction => Load(transaction, key.DefinitionId, key.ParameterSetId)))).Value;

    private (string DefinitionId, string ParameterSetId)? Current(DbTransaction transaction, string name)
    {
        if (PublicationRecords.Current(transaction, PublicationKind.Definition, name) is not { } definitionId)
        {
            return null;
        }

        DefinitionFile definition = Definition(transaction, definitionId);
        return PublicationRecords.Current(transaction, PublicationKind.Parameters, definition.BankName) is { } setId
            && (!definition.IsFixedForm || HasForms(transaction, definition, definitionId, setId))
                ? (definitionId, setId)
                : null;
    }

    private bool HasForms(DbTransaction transaction, DefinitionFile definition, string definitionId, string setId) => _hasForms.GetOrAdd(
        (definitionId, setId),
        key => ParameterSetRecords.Find(transaction, key.ParameterSetId) is { } set && FormSelection.Shipped(definition)?.Fits(set) == true);

    private ExamMaterial Load(DbTransaction transaction, string definitionId, string parameterSetId)
    {
        StoredParameterSet set = ParameterSetRecords.Find(transaction, parameterSetId)
            ?? throw new InvalidOperationException($"Parameter set {parameterSetId} is gone from the database.");
        PublishedItem[] contents = [.. set.Items.Select(item => PublishedItem.FromJson(item.Content))];
        ItemPool pool = ItemPool.Create(contents.Zip(set.Items, (content, stored) => (content.Item, stored)).Select(
            (entry, order) => entry.Item.ToPoolItem(entry.stored.Parameters, order) with { IsPretest = !entry.stored.IsScored }));
        DefinitionFile definition = Definition(transaction, definitionId);
        FrozenDictionary<string, PublishedItem> byId = contents.ToFrozenDictionary(content => content.Item.Id);
        return new ExamMaterial(new AdaptiveExam(definition.For(pool), pool), byId, set.IsProvisional)
        {
            Forms = definition.IsFixedForm ? Forms(definition, set, byId) : null,
        };
    }

    private static WrittenForms Forms(DefinitionFile definition, StoredParameterSet set, FrozenDictionary<string, PublishedItem> contents)
    {
        FormSource source = FormSource.Of(definition, set);
        FormSelection? shipped = FormSelection.Shipped(definition);
        return new WrittenForms(source, contents, shipped?.Fits(set) == true ? shipped.Over(source, contents) : []);
    }

    private DefinitionFile Definition(DbTransaction transaction, string definitionId) => _definitions.GetOrAdd(definitionId, id =>
    {
        StoredDefinition stored = DefinitionRecords.Find(transaction, id)
            ?? throw new InvalidOperationException($"Definition {id} is gone from the database.");
        return DefinitionReader.Read(stored.Name, stored.Text);
    });
}
