using System.ComponentModel;

namespace Pals.Exam.Api.Programmes;

/// <summary>A programme and the rules from enrolment to renewal.</summary>
public sealed record ProgrammeResponse(
    string ProgrammeId,
    string Name,
    [property: Description("Counts the changes of its rules.")]
    int Revision,
    [property: Description("The exams of which one must be passed.")]
    IReadOnlyList<string> Definitions,
    IReadOnlyList<string> Professions,
    [property: Description("The whole rules in YAML; docs/programme.md explains each key.")]
    string Rules);

/// <summary>The programmes in use.</summary>
public sealed record ProgrammeList(IReadOnlyList<ProgrammeResponse> Programmes);
