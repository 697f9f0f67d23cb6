using System.Collections.Immutable;
using System.Data.Common;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Definitions;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>The bank and the definitions of a programme that come with the program, ready to be stored.</summary>
public sealed record ShippedExams
{
    private readonly StoredParameterSet _set;
    private readonly ImmutableArray<StoredDefinition> _definitions;

    private ShippedExams(string programme, StoredParameterSet set, ImmutableArray<StoredDefinition> definitions)
    {
        Programme = programme;
        _set = set;
        _definitions = definitions;
    }

    /// <summary>The programme.</summary>
    public string Programme { get; }

    /// <summary>Reads and checks the files of a programme: seconds of work on a busy machine, none of which is left to <see cref="Install"/>.</summary>
    public static ShippedExams Load(string programme) => new(
        programme,
        StoredParameterSet.Provisional(programme, ShippedBank.Load(programme)),
        [.. ShippedDefinitions.Texts(programme).Select(definition => new StoredDefinition(definition.Name, definition.Text))]);

    /// <summary>Stores the bank and the definitions and puts them into use, unless somebody published something of their own. Repeating it changes nothing.</summary>
    public void Install(DbTransaction transaction, DateTimeOffset now)
    {
        SqlDialect.Of(transaction).Serialize(transaction, PublicationRecords.Decision);
        ParameterSetRecords.Add(transaction, _set, now);
        PublicationRecords.PublishShipped(transaction, PublicationKind.Parameters, Programme, _set.ParameterSetId, now);
        foreach (StoredDefinition definition in _definitions)
        {
            DefinitionRecords.Add(transaction, definition, now);
            PublicationRecords.PublishShipped(transaction, PublicationKind.Definition, definition.Name, definition.DefinitionId, now);
        }
    }
}
