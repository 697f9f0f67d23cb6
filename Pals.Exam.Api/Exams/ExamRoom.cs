using System.Collections.Immutable;
using System.Data.Common;
using System.Diagnostics;
using Pals.Exam.Api.Cards;
using Pals.Exam.Api.Hosting;
using Pals.Exam.Api.Observability;
using Pals.Exam.Api.WrittenExams;
using Pals.Exam.Engine.Exams;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Exams;

/// <summary>
/// Where exams are sat. Every step is a transaction that assumes what the candidate saw and fails if the database says otherwise; then the
/// exam is read again. So the same answer twice, two requests at once and two nodes all come to the same end.
/// </summary>
internal sealed class ExamRoom(
    ExamDatabase database, ExamLibrary library, LiveExams live, LiveExposure exposure, CardOffice cards, ExamMetrics metrics, ServerClock clock)
{
    /// <summary>The exam as this node remembers it or, failing that, as stored; null when there is none.</summary>
    public ExamSnapshot? Find(Guid examId) => live.Find(examId)?.Snapshot ?? Read(examId);

    /// <summary>The exam as stored, whatever this node remembers; null when there is none.</summary>
    public ExamSnapshot? Read(Guid examId)
    {
        return database.Read(transaction =>
        {
            if (ExamRecords.Find(transaction, examId) is not { } exam)
            {
                return null;
            }

            ExamMaterial material = library.Material(exam.DefinitionId, exam.ParameterSetId);
            var stored = new ExamSnapshot(exam, ExamRecords.Administered(transaction, examId), material);
            return material.Forms is not null && WrittenExamRecords.Find(transaction, examId) is { } sheet
                ? WrittenExam.WithSheet(stored with { Sheet = sheet }, sheet)
                : stored;
        });
    }

    /// <summary>The exam as stored now: started if it was not, and ended if its time is over.</summary>
    /// <param name="justRead">The exam, where it was read from the database for this very request.</param>
    public async Task<ExamSnapshot> Open(Guid examId, ExamSnapshot? justRead = null)
    {
        ExamSnapshot exam = justRead ?? Require(examId);
        while (exam.Exam.Status == StoredExamStatus.NotStarted)
        {
            exam = await Start(exam) ?? Require(examId);
        }

        return exam.IsOverdue(clock.Now) ? await EndByTime(examId) : exam;
    }

    /// <summary>Takes an answer and chooses the next question; both are durable when the task completes.</summary>
    public async Task<AnswerOutcome> Answer(Guid examId, int position, ImmutableArray<string> given, double? seconds)
    {
        DateTimeOffset received = clock.Now;
        if (live.Find(examId) is { } remembered && await Answer(remembered, position, given, seconds, received) is { } stepped)
        {
            return new AnswerOutcome(AnswerResult.Accepted, stepped);
        }

        // Another node can be faster once or twice, but each time the exam moves on: the loop ends.
        while (true)
        {
            ExamSnapshot stored = Require(examId);
            if (stored.Sheet is not null)
            {
                return new AnswerOutcome(AnswerResult.Written);
            }

            if (AnswerOutcome.WithoutStoring(stored, position, given, received) is { } judged)
            {
                if (judged.Result == AnswerResult.OutOfTime && !stored.Exam.HasEnded)
                {
                    await EndByTime(examId);
                }

                return judged;
            }

            var rebuilt = new LiveExam(stored, LiveExam.Replay(stored));
            live.Keep(rebuilt);
            if (await Answer(rebuilt, position, given, seconds, received) is { } next)
            {
                return new AnswerOutcome(AnswerResult.Accepted, next);
            }
        }
    }

    /// <summary>Ends an exam whose time is over by its out-of-time rule; an exam that ended before, or has time left, stays as it is.</summary>
    public async Task<ExamSnapshot> EndByTime(Guid examId)
    {
        while (true)
        {
            ExamSnapshot exam = Require(examId);
            DateTimeOffset now = clock.Now;
            if (!exam.IsOverdue(now))
            {
                return exam;
            }

            if (exam.Sheet is not null)
            {
                await EndWritten(exam, isOutOfTime: true);
                continue;
            }

            ExamState state = LiveExam.Replay(exam);
            state.Expire();

            // Too few answers are no measurement: whatever the rule says, nobody passes on them.
            StoredExamStatus status = state.Scored < exam.Material.Definition.MinimumLength ? StoredExamStatus.Expired : StatusOf(state);
            StoredExam ended = exam.Exam with { Status = status, EndedAt = now, IsOutOfTime = true, EndReason = ExamEnd.TimeLimit };
            if (await database.Write(transaction => End(transaction, ended, exam.Answered)))
            {
                exposure.Add(exam with { Exam = ended });
                metrics.ExamEnded(status);
            }
        }
    }

    /// <summary>Ends a written exam in progress with what stands on its sheet; one that has ended meanwhile stays as it is.</summary>
    public async Task<ExamSnapshot> EndWritten(ExamSnapshot exam, bool isOutOfTime)
    {
        DateTimeOffset now = clock.Now;
        bool isEnded = await database.Write(transaction =>
            WrittenExam.Close(transaction, exam, isOutOfTime) is (StoredExamStatus status, int answered)
            && End(
                transaction,
                exam.Exam with { Status = status, EndedAt = now, IsOutOfTime = isOutOfTime, EndReason = isOutOfTime ? ExamEnd.TimeLimit : ExamEnd.MaximumLength },
                answered));
        ExamSnapshot ended = Require(exam.Exam.ExamId);
        if (isEnded)
        {
            exposure.Add(ended);
            metrics.ExamEnded(ended.Exam.Status);
        }

        return ended;
    }

    /// <summary>Starts the clock; null when the exam has to be read to know what became of it: a form, and one that somebody else was faster to touch.</summary>
    private async Task<ExamSnapshot?> Start(ExamSnapshot exam)
    {
        DateTimeOffset now = clock.Now;

        // What is shown at once: all items of a form, or the one that an adaptive exam begins with.
        ExamState? state = exam.Sheet is null ? LiveExam.Replay(exam) : null;
        ImmutableArray<string> first = state is null ? exam.Sheet!.ItemIds : [exam.Material.Exam.Pool.ItemId(state.NextItem)];
        ImmutableArray<AdministeredItem> shown =
        [
            .. first.Select((itemId, k) => new AdministeredItem { Position = k + 1, ItemId = itemId, PresentedAt = now }),
        ];
        ExamSnapshot started = exam with { Exam = exam.Exam with { Status = StoredExamStatus.InProgress, StartedAt = now }, Items = shown };
        started = started with { Exam = started.Exam with { Deadline = started.Time.Deadline } };
        bool isStarted = await database.Write(transaction =>
        {
            bool isNew = ExamRecords.Start(transaction, exam.Exam.ExamId, now, started.Exam.Deadline, exam.Exam.TimeEvents.Length);
            if (isNew)
            {
                foreach (AdministeredItem item in shown)
                {
                    ExamRecords.Present(transaction, exam.Exam.ExamId, item);
                }
            }

            return isNew;
        });
        if (isStarted)
        {
            metrics.ExamStarted(exam.Exam.Purpose);
        }

        if (!isStarted || state is null)
        {
            return null;
        }

        live.Keep(new LiveExam(started, state));
        return started;
    }

    /// <summary>
    /// Takes an answer to the question that waits on an exam in memory. What is remembered may be old, so null, which asks for a look at the database, is
    /// the answer to all else.
    /// </summary>
    private async Task<ExamSnapshot?> Answer(
        LiveExam exam, int position, ImmutableArray<string> given, double? seconds, DateTimeOffset received)
    {
        await exam.Turn.WaitAsync();
        try
        {
            if (!exam.IsTrusted || AnswerOutcome.WithoutStoring(exam.Snapshot, position, given, received) is not null)
            {
                return null;
            }

            ExamSnapshot before = exam.Snapshot;
            AdministeredItem answered = before.Items[^1] with
            {
                Answer = new ItemAnswer
                {
                    Given = given,
                    Score = before.Material.Item(before.Items[^1].ItemId).Score(given),
                    AnsweredAt = received,

                    // Minus zero is another text than the zero that comes back from the database, and the seal is over texts.
                    Seconds = seconds + 0.0,
                },
            };
            long begin = Stopwatch.GetTimestamp();
            exam.Advance(answered.Answer.Score);
            metrics.Stepped(begin);
            ExamSnapshot after = After(before, answered, exam.State);
            if (!await database.Write(transaction => Store(transaction, after, answered)))
            {
                return null;
            }

            exam.Stored(after);
            if (after.Exam.HasEnded)
            {
                exposure.Add(after);
                metrics.ExamEnded(after.Exam.Status);
            }

            return after;
        }
        finally
        {
            if (!exam.IsTrusted || exam.Snapshot.Exam.HasEnded)
            {
                live.Forget(exam);
            }

            exam.Turn.Release();
        }
    }

    /// <summary>The exam with an answer, and with the next question or its end as the state says.</summary>
    private static ExamSnapshot After(ExamSnapshot before, AdministeredItem answered, ExamState state)
    {
        (StoredExam exam, ImmutableArray<AdministeredItem> items, ExamMaterial material) = before;
        DateTimeOffset received = answered.Answer!.AnsweredAt;
        if (state.Status != ExamStatus.InProgress)
        {
            StoredExam ended = exam with { Status = StatusOf(state), EndedAt = received, EndReason = state.End };
            return new ExamSnapshot(ended, [.. items[..^1], answered], material) { Result = state.Report() };
        }

        var next = new AdministeredItem { Position = state.Position, ItemId = material.Exam.Pool.ItemId(state.NextItem), PresentedAt = received };
        return new ExamSnapshot(exam, [.. items[..^1], answered, next], material);
    }

    /// <summary>Stores an answer and what comes after it; false when the database has moved on.</summary>
    private bool Store(DbTransaction transaction, ExamSnapshot after, AdministeredItem answered)
    {
        StoredExam exam = after.Exam;
        if (!ExamRecords.Answer(transaction, exam.ExamId, answered.Position, answered.Answer!, exam.TimeEvents.Length))
        {
            return false;
        }

        if (!exam.HasEnded)
        {
            ExamRecords.Present(transaction, exam.ExamId, after.Items[^1]);
        }
        else if (!End(transaction, exam, after.Answered, after.Items))
        {
            throw new InvalidOperationException($"Exam {exam.ExamId} has other answers than the {after.Answered} that ended it.");
        }

        return true;
    }

    /// <summary>Ends an exam, with all that follows from its end, if it has as many answers and time events as its caller knows.</summary>
    private bool End(DbTransaction transaction, StoredExam ended, int answered, ImmutableArray<AdministeredItem>? items = null)
    {
        if (!ExamRecords.End(
            transaction, ended.ExamId, answered, ended.Status, ended.IsOutOfTime, ended.EndedAt!.Value, ended.EndReason, ended.TimeEvents.Length, items))
        {
            return false;
        }

        cards.ExamEnded(transaction, ended);
        return true;
    }

    private ExamSnapshot Require(Guid examId) =>
        Read(examId) ?? throw new InvalidOperationException($"Exam {examId} is gone from the database.");

    private static StoredExamStatus StatusOf(ExamState state) =>
        state.Status == ExamStatus.Passed ? StoredExamStatus.Passed : StoredExamStatus.Failed;
}
