using System.Collections.Immutable;
using System.Data.Common;
using Pals.Exam.Api.Exams;
using Pals.Exam.Api.Hosting;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.WrittenExams;

/// <summary>
/// Where forms are filled in. Nothing is remembered between requests: every mark is one transaction that holds the exam, so that two tabs, a late
/// retry and two nodes come to the same sheet. Time runs as in <see cref="ExamRoom"/>.
/// </summary>
internal sealed class WrittenRoom(ExamDatabase database, ExamRoom room, ServerClock clock)
{
    /// <summary>While the clock stands only what was stored before is acknowledged: no exam has so few time events.</summary>
    private const int Nothing = -1;

    /// <summary>Puts an answer on the sheet; an empty one clears it.</summary>
    public Task<MarkOutcome> Answer(Guid examId, int position, ImmutableArray<string> given, long sequence, double? seconds) => Mark(
        examId,
        position,
        item => given.IsEmpty ? null : item.Refusal(given),
        (transaction, now, events) => WrittenExamRecords.Answer(
            transaction, examId, position, new SheetAnswer(sequence, given, seconds, now), events));

    /// <summary>Sets or takes off a flag.</summary>
    public Task<MarkOutcome> Flag(Guid examId, int position, bool isFlagged, long sequence) => Mark(
        examId,
        position,
        _ => null,
        (transaction, now, events) => WrittenExamRecords.Flag(transaction, examId, position, new SheetFlag(sequence, isFlagged, now), events));

    /// <summary>Ends the exam with what stands on its sheet. An exam that has ended stays as it is, so that this may be repeated.</summary>
    public async Task<ExamSnapshot> Submit(Guid examId)
    {
        ExamSnapshot exam = await room.EndByTime(examId);
        while (exam.Sheet is not null && exam.Exam.Status == StoredExamStatus.InProgress && !exam.Time.IsPaused)
        {
            exam = await room.EndWritten(exam, isOutOfTime: false);
        }

        return exam;
    }

    private async Task<MarkOutcome> Mark(
        Guid examId, int position, Func<Item, string?> refusal, Func<DbTransaction, DateTimeOffset, int, SheetMark> store)
    {
        DateTimeOffset received = clock.Now;

        // A pause or an accommodation can come in between once or twice, but each time is another event: the loop ends.
        while (true)
        {
            ExamSnapshot exam = room.Read(examId) ?? throw new InvalidOperationException($"Exam {examId} is gone from the database.");
            if (Refuse(exam, position, refusal) is { } refused)
            {
                return refused;
            }

            if (exam.IsOverdue(received))
            {
                exam = await room.EndByTime(examId);
            }

            SheetMark mark = await database.Write(transaction =>
                store(transaction, received, exam.Time.IsPaused ? Nothing : exam.Exam.TimeEvents.Length));
            ExamSnapshot after = room.Read(examId)!;
            if (mark != SheetMark.Closed || after.Exam.Status != StoredExamStatus.InProgress || after.Time.IsPaused)
            {
                return new MarkOutcome(Result(mark, after), after);
            }
        }
    }

    private static MarkOutcome? Refuse(ExamSnapshot exam, int position, Func<Item, string?> refusal)
    {
        if (exam.Sheet is null)
        {
            return new MarkOutcome(MarkResult.Adaptive);
        }

        if (position > exam.Sheet.ItemIds.Length)
        {
            return new MarkOutcome(MarkResult.NoSuchPosition, exam);
        }

        return refusal(exam.Material.Item(exam.Sheet.ItemIds[position - 1])) is { } reason ? new MarkOutcome(MarkResult.Invalid, exam, reason) : null;
    }

    private static MarkResult Result(SheetMark mark, ExamSnapshot after) => mark switch
    {
        SheetMark.Stored or SheetMark.Repeated => MarkResult.Stands,
        SheetMark.Superseded => MarkResult.Superseded,
        SheetMark.Conflict => MarkResult.Conflict,
        _ when after.Exam.Status == StoredExamStatus.NotStarted => MarkResult.NotStarted,
        _ when after.Exam.Status == StoredExamStatus.InProgress => MarkResult.Paused,
        _ => after.Exam.IsOutOfTime ? MarkResult.OutOfTime : MarkResult.Submitted,
    };
}

/// <summary>What became of a mark; the exam after it, and why when it is invalid.</summary>
internal sealed record MarkOutcome(MarkResult Result, ExamSnapshot? Exam = null, string? Reason = null);

/// <summary>What can become of a mark.</summary>
internal enum MarkResult
{
    /// <summary>It stands, now or since it was first sent.</summary>
    Stands,

    /// <summary>It came late: a newer one stands.</summary>
    Superseded,

    /// <summary>Its sequence was used for another.</summary>
    Conflict,

    /// <summary>No possible answer to the question.</summary>
    Invalid,

    /// <summary>The form has no such position.</summary>
    NoSuchPosition,

    /// <summary>The exam has not been opened.</summary>
    NotStarted,

    /// <summary>The exam was submitted.</summary>
    Submitted,

    /// <summary>Time has run out.</summary>
    OutOfTime,

    /// <summary>The clock stands.</summary>
    Paused,

    /// <summary>The exam is adaptive and has no form.</summary>
    Adaptive,
}
