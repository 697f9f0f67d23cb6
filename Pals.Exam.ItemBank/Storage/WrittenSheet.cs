using System.Collections.Immutable;

namespace Pals.Exam.ItemBank.Storage;

/// <summary>The form that a written exam gives, with what its candidate has put on it so far.</summary>
/// <param name="FormId">The form's name.</param>
/// <param name="FormNumber">Its number among those assembled together.</param>
/// <param name="ItemIds">Its items in their order.</param>
/// <param name="Answers">The answer that stands at each position; null where the candidate has given none yet.</param>
/// <param name="Flags">The flag that stands at each position; null where the candidate has set none yet.</param>
public sealed record WrittenSheet(
    string FormId,
    int FormNumber,
    ImmutableArray<string> ItemIds,
    ImmutableArray<SheetAnswer?> Answers,
    ImmutableArray<SheetFlag?> Flags)
{
    /// <summary>An empty sheet of a form.</summary>
    public static WrittenSheet Of(string formId, int formNumber, ImmutableArray<string> itemIds) => new(
        formId, formNumber, itemIds, [.. new SheetAnswer?[itemIds.Length]], [.. new SheetFlag?[itemIds.Length]]);
}

/// <summary>An answer on a sheet.</summary>
/// <param name="Sequence">Counted by the candidate's page: of two answers to a question the one with the higher sequence stands.</param>
/// <param name="Given">The option keys or the number; empty when the candidate cleared the answer.</param>
/// <param name="Seconds">Time spent on the question so far, as the client measured it, if it did.</param>
/// <param name="ReceivedAt">When the server received it.</param>
public sealed record SheetAnswer(long Sequence, ImmutableArray<string> Given, double? Seconds, DateTimeOffset ReceivedAt);

/// <summary>A mark on a question to come back to, set or taken off.</summary>
public sealed record SheetFlag(long Sequence, bool IsFlagged, DateTimeOffset ReceivedAt);

/// <summary>What became of a mark on a sheet.</summary>
public enum SheetMark
{
    /// <summary>It stands now.</summary>
    Stored,

    /// <summary>The same was stored before under the same sequence.</summary>
    Repeated,

    /// <summary>A newer one stands, so that this late one changes nothing.</summary>
    Superseded,

    /// <summary>Another one was stored under the same sequence.</summary>
    Conflict,

    /// <summary>The exam is not in progress, or its time runs otherwise than the caller knows.</summary>
    Closed,
}
