using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Data.Common;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Programmes;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Programmes;

/// <summary>The rules of programmes, each revision parsed once since it never changes.</summary>
internal sealed class ProgrammeCatalog
{
    private readonly ConcurrentDictionary<(string ProgrammeId, int Revision), Programme> _read = new();

    /// <summary>The rules in use, or null when there is no such programme.</summary>
    public Programme? Find(DbTransaction transaction, string programmeId) =>
        ProgrammeRecords.Current(transaction, programmeId) is { } stored ? Read(stored) : null;

    /// <summary>The rules in use of a programme that an enrolment or a card names.</summary>
    public Programme Require(DbTransaction transaction, string programmeId) => Find(transaction, programmeId)
        ?? throw new InvalidOperationException($"Programme {programmeId} is gone from the database.");

    /// <summary>The first programme in which an exam counts, or null.</summary>
    public Programme? OfDefinition(DbTransaction transaction, string definition) =>
        All(transaction).FirstOrDefault(programme => programme.Exams.Definitions.Contains(definition));

    /// <summary>All programmes in use.</summary>
    public IEnumerable<Programme> All(DbTransaction transaction) => ProgrammeRecords.Revisions(transaction).Select(revision =>
        _read.TryGetValue(revision, out Programme? known) ? known : Read(ProgrammeRecords.Current(transaction, revision.ProgrammeId)!));

    /// <summary>Reads rules that are to be put into use, and holds them against the exams that there are.</summary>
    /// <exception cref="InputException">Something is wrong with them.</exception>
    public static Programme ReadNew(DbTransaction transaction, string programmeId, string text) =>
        ProgrammeReader.Read(programmeId, text, TopicAreasByExam(transaction));

    /// <summary>
    /// The rules in use that the exams in use do not suit, and why: a new version of the server may bring other exams, while the rules of a programme
    /// that somebody imported stay as they are.
    /// </summary>
    public static ImmutableArray<(StoredProgramme Programme, string Why)> Misfits(DbTransaction transaction)
    {
        Dictionary<string, ImmutableArray<string>> exams = TopicAreasByExam(transaction);
        var misfits = ImmutableArray.CreateBuilder<(StoredProgramme, string)>();
        foreach (StoredProgramme stored in ProgrammeRecords.All(transaction))
        {
            try
            {
                _ = ProgrammeReader.Read(stored.ProgrammeId, stored.Text, exams);
            }
            catch (InputException exception)
            {
                misfits.Add((stored, exception.Message));
            }
        }

        return misfits.ToImmutable();
    }

    private static Dictionary<string, ImmutableArray<string>> TopicAreasByExam(DbTransaction transaction) =>
        DefinitionRecords.InUse(transaction).ToDictionary(
            definition => definition.Name,
            definition => definition.Template.TopicAreas.Select(area => area.Id).ToImmutableArray(),
            StringComparer.Ordinal);

    private Programme Read(StoredProgramme stored) => _read.GetOrAdd(
        (stored.ProgrammeId, stored.Revision), _ => ProgrammeReader.Read(stored.ProgrammeId, stored.Text));
}
