using System.Collections.Concurrent;
using System.Data.Common;
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
    public IEnumerable<Programme> All(DbTransaction transaction) => ProgrammeRecords.All(transaction).Select(Read);

    private Programme Read(StoredProgramme stored) => _read.GetOrAdd(
        (stored.ProgrammeId, stored.Revision), _ => ProgrammeReader.Read(stored.ProgrammeId, stored.Text));
}
