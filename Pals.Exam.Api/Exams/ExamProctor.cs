using System.Globalization;
using Pals.Exam.Api.Hosting;
using Pals.Exam.Api.Problems;
using Pals.Exam.Api.Security;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Exams;

/// <summary>
/// What a course provider may do to the time of an exam: allow more of it, stop the clock, let it run on. Each change is an event that is stored for
/// ever; doing the same again changes nothing.
/// </summary>
internal sealed class ExamProctor(ExamDatabase database, ExamRoom room, ServerClock clock)
{
    /// <summary>Allows the candidate another time, before the exam or during it.</summary>
    public Task<ProctorOutcome> Accommodate(Guid examId, Caller caller, Accommodation accommodation) => Change(examId, caller, (exam, now) =>
    {
        if (exam.Time.Accommodation == accommodation)
        {
            return default;
        }

        var change = new ExamTimeEvent(ExamTimeEventKind.Accommodated, now, KeyId(caller)) { Accommodation = accommodation };
        return exam.With(change).Time.DeadlineAt(now) < now ? (ProblemTypes.TimeAlreadyUsed, null) : (null, change);
    });

    /// <summary>Stops the clock and takes the question away.</summary>
    public Task<ProctorOutcome> Pause(Guid examId, Caller caller, string? reason) => Change(examId, caller, (exam, now) =>
        exam.Exam.Status == StoredExamStatus.NotStarted ? (ProblemTypes.ExamNotStarted, null)
        : exam.Time.IsPaused ? default
        : (null, new ExamTimeEvent(ExamTimeEventKind.Paused, now, KeyId(caller)) { Reason = reason }));

    /// <summary>Lets the clock run on, with the time that was left.</summary>
    public Task<ProctorOutcome> Resume(Guid examId, Caller caller, string? reason) => Change(examId, caller, (exam, now) =>
        exam.Exam.Status == StoredExamStatus.NotStarted ? (ProblemTypes.ExamNotStarted, null)
        : exam.Time.IsPaused ? (null, new ExamTimeEvent(ExamTimeEventKind.Resumed, now, KeyId(caller)) { Reason = reason })
        : default);

    private async Task<ProctorOutcome> Change(
        Guid examId, Caller caller, Func<ExamSnapshot, DateTimeOffset, (ProblemType? Refusal, ExamTimeEvent? Change)> decide)
    {
        // Another node can be faster, but each time something has changed that another look will see.
        while (true)
        {
            ExamSnapshot exam = await room.EndByTime(examId);
            if (exam.Exam.HasEnded)
            {
                return new ProctorOutcome(exam, ProblemTypes.ExamEnded);
            }

            (ProblemType? refusal, ExamTimeEvent? change) = decide(exam, Now(exam));
            if (change is null)
            {
                return new ProctorOutcome(exam, refusal);
            }

            ExamSnapshot changed = exam.With(change);
            int known = exam.Exam.TimeEvents.Length;
            bool isStored = await database.Write(transaction =>
            {
                bool isNew = ExamTimeRecords.Add(transaction, examId, known, change, changed.Time.Deadline);
                if (isNew)
                {
                    AuditRecords.Append(
                        transaction, change.OccurredAt, caller.Actor, $"exam.{Words.Of(change.Kind)}", AuditRecords.ExamSubject(examId), Detail(change));
                }

                return isNew;
            });
            if (isStored)
            {
                return new ProctorOutcome(changed, null);
            }
        }
    }

    private static (string Name, string? Value) Detail(ExamTimeEvent change) => change.Accommodation is { } accommodation
        ? (Words.Of(accommodation.Kind), accommodation.Amount.ToString("R", CultureInfo.InvariantCulture))
        : ("accommodation", null);

    private static Guid KeyId(Caller caller) => caller.KeyId ?? throw new InvalidOperationException("Only keys reach the time of an exam.");

    /// <summary>Now, but not before the last event: the clock of another node may be a little ahead.</summary>
    private DateTimeOffset Now(ExamSnapshot exam)
    {
        DateTimeOffset now = clock.Now;
        return exam.Exam.TimeEvents is [.., { } last] && last.OccurredAt > now ? last.OccurredAt : now;
    }
}

/// <summary>The exam after what a course provider asked for, or why it was refused.</summary>
internal sealed record ProctorOutcome(ExamSnapshot Exam, ProblemType? Refusal);
