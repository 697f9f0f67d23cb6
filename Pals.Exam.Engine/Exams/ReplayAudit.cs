using System.Collections.Immutable;

namespace Pals.Exam.Engine.Exams;

/// <summary>How an exam that was sat compares with what the engine of today would have done, each step taken from what had been given until then.</summary>
/// <param name="Differences">The positions where the engine would have given another item, in order; empty when it agrees with all of them.</param>
/// <param name="Status">Where the engine sees the exam after the last answer.</param>
/// <param name="End">Why it would have ended there.</param>
public sealed record ReplayAudit(ImmutableArray<ChoiceDifference> Differences, ExamStatus Status, ExamEnd End);

/// <summary>A position at which the engine would have given another item than was given.</summary>
/// <param name="Position">The position, from 1.</param>
/// <param name="Given">The item that was given.</param>
/// <param name="Choice">The item that the engine would have given, or −1 when it would have ended the exam before.</param>
public readonly record struct ChoiceDifference(int Position, int Given, int Choice);
