using System.Collections.Immutable;
using System.Data.Common;
using System.Diagnostics;
using Pals.Exam.Api.Cards;
using Pals.Exam.Api.Observability;
using Pals.Exam.Api.Security;
using Pals.Exam.Engine.Exams;
using Pals.Exam.ItemBank.Audit;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Exams;

/// <summary>
/// Where exams are sat. Every step is a transaction that assumes what the candidate saw and fails if the database says otherwise; then the
/// exam is read again. So the same answer twice, two requests at once and two nodes all come to the same end.
/// </summary>
internal sealed class ExamRoom(
    ExamDatabase database, ExamLibrary library, LiveExams live, LiveExposure exposure, CardOffice cards, ExamMetrics metrics, TimeProvider time)
{
    /// <summary>
    /// Makes an exam; the token that opens it is in the result and nowhere else. Null when there is no such definition, or when
    /// <paramref name="admission"/> says why not.
    /// </summary>
    public async Task<(StoredExam Exam, string Token)?> Create(
        string definition,
        ExamPurpose purpose,
        ulong seed,
        string? providerId = null,
        string? candidateId = null,
        string actor = AuditActor.Anyone,
        Admission? admission = null)
    {
        if (library.Current(definition) is not (string definitionId, string parameterSetId))
        {
            return null;
        }

        DateTimeOffset now = Now();
        string token = Secret.New(Secret.TokenPrefix);
        var exam = new StoredExam
        {
            ExamId = Guid.CreateVersion7(now),
            DefinitionId = definitionId,
            ParameterSetId = parameterSetId,
            Seed = seed,
            ExcludedItems = Excluded(definitionId, parameterSetId, seed, admission),
            Purpose = purpose,
            ProviderId = providerId,
            CandidateId = candidateId,
            TokenHash = [.. Secret.Hash(token)],
            CreatedAt = now,
            Status = StoredExamStatus.NotStarted,
        };
        bool isStored = await database.Write(transaction =>
        {
            if (admission is not null && !admission.Admits(transaction))
            {
                return false;
            }

            ExamRecords.Add(transaction, exam);
            admission?.Record(transaction, exam);
            AuditRecords.Append(
                transaction,
                now,
                actor,
                "exam.made",
                AuditRecords.ExamSubject(exam.ExamId),
                ("definition", definition),
                ("purpose", Words.Of(purpose)),
                ("provider", providerId));
            return true;
        });
        return isStored ? (exam, token) : null;
    }

    /// <summary>The exam as this node remembers it or, failing that, as stored; null when there is none.</summary>
    public ExamSnapshot? Find(Guid examId) => live.Find(examId)?.Snapshot ?? Read(examId);

    /// <summary>The exam as stored, whatever this node remembers; null when there is none.</summary>
    public ExamSnapshot? Read(Guid examId)
    {
        (StoredExam? exam, ImmutableArray<AdministeredItem> items) = database.Read(transaction =>
            (ExamRecords.Find(transaction, examId), ExamRecords.Administered(transaction, examId)));
        return exam is null ? null : new ExamSnapshot(exam, items, library.Material(exam.DefinitionId, exam.ParameterSetId));
    }

    /// <summary>The exam as stored now: started if it was not, and ended if its time is over.</summary>
    public async Task<ExamSnapshot> Open(Guid examId)
    {
        ExamSnapshot exam = Require(examId);
        if (exam.Exam.Status == StoredExamStatus.NotStarted)
        {
            await Start(exam);
            exam = Require(examId);
        }

        return exam.IsOverdue(Now()) ? await EndByTime(examId) : exam;
    }

    /// <summary>Takes an answer and chooses the next question; both are durable when the task completes.</summary>
    public async Task<AnswerOutcome> Answer(Guid examId, int position, ImmutableArray<string> given, double? seconds)
    {
        DateTimeOffset received = Now();
        if (live.Find(examId) is { } remembered)
        {
            // What is remembered may be old, so only what it accepts counts.
            AnswerOutcome outcome = await Answer(remembered, position, given, seconds, received);
            if (outcome.Result == AnswerResult.Accepted)
            {
                return outcome;
            }
        }

        // Another node can be faster once or twice, but each time the exam moves on: the loop ends.
        while (true)
        {
            ExamSnapshot stored = Require(examId);
            if (Judge(stored, position, given, received) is { } judged)
            {
                if (judged.Result == AnswerResult.OutOfTime && !stored.Exam.HasEnded)
                {
                    await EndByTime(examId);
                }

                return judged;
            }

            var rebuilt = new LiveExam(stored, LiveExam.Replay(stored));
            live.Keep(rebuilt);
            AnswerOutcome outcome = await Answer(rebuilt, position, given, seconds, received);
            if (outcome.Result == AnswerResult.Accepted)
            {
                return outcome;
            }
        }
    }

    /// <summary>Ends an exam whose time is over by its out-of-time rule; an exam that ended before, or has time left, stays as it is.</summary>
    public async Task<ExamSnapshot> EndByTime(Guid examId)
    {
        while (true)
        {
            ExamSnapshot exam = Require(examId);
            DateTimeOffset now = Now();
            if (!exam.IsOverdue(now))
            {
                return exam;
            }

            ExamState state = LiveExam.Replay(exam);
            state.Expire();

            // Too few answers are no measurement: whatever the rule says, nobody passes on them.
            StoredExamStatus status = state.Scored < exam.Material.Definition.MinimumLength ? StoredExamStatus.Expired : StatusOf(state);
            if (await database.Write(transaction => End(
                transaction, exam.Exam with { Status = status, EndedAt = now, IsOutOfTime = true }, exam.Answered)))
            {
                exposure.Add(exam);
                metrics.ExamEnded(status);
            }
        }
    }

    /// <summary>The items that a new exam must not give. What the candidate has seen stands first, since what stands last is given back first.</summary>
    private ImmutableArray<string> Excluded(string definitionId, string parameterSetId, ulong seed, Admission? admission)
    {
        ExamMaterial material = library.Material(definitionId, parameterSetId);
        ImmutableArray<string> drawn = exposure.DrawExcluded(definitionId, parameterSetId, material, seed);
        return admission is null ? drawn : [.. admission.SeenItems.Where(material.Items.ContainsKey).Concat(drawn).Distinct()];
    }

    private async Task Start(ExamSnapshot exam)
    {
        AdaptiveExam adaptive = exam.Material.Exam;
        ExamState state = adaptive.Begin(exam.Exam.Seed, LiveExam.ExcludedIndexes(adaptive, exam.Exam.ExcludedItems));
        DateTimeOffset now = Now();
        var first = new AdministeredItem { Position = 1, ItemId = adaptive.Pool.ItemId(state.NextItem), PresentedAt = now };
        bool isStarted = await database.Write(transaction =>
        {
            bool isNew = ExamRecords.Start(transaction, exam.Exam.ExamId, now, now + adaptive.Definition.TimeLimit);
            if (isNew)
            {
                ExamRecords.Present(transaction, exam.Exam.ExamId, first);
            }

            return isNew;
        });
        if (isStarted)
        {
            metrics.ExamStarted(exam.Exam.Purpose);
        }
    }

    /// <summary>Takes an answer on an exam in memory; anything but <see cref="AnswerResult.Accepted"/> asks for a look at the database.</summary>
    private async Task<AnswerOutcome> Answer(
        LiveExam exam, int position, ImmutableArray<string> given, double? seconds, DateTimeOffset received)
    {
        await exam.Turn.WaitAsync();
        try
        {
            if (!exam.IsTrusted)
            {
                return new AnswerOutcome(AnswerResult.Conflict);
            }

            if (Judge(exam.Snapshot, position, given, received) is { } judged)
            {
                return judged;
            }

            ExamSnapshot? next = await Step(exam, given, seconds, received);
            if (next is null)
            {
                return new AnswerOutcome(AnswerResult.Conflict);
            }

            exam.Stored(next);
            if (next.Exam.HasEnded)
            {
                exposure.Add(next);
                metrics.ExamEnded(next.Exam.Status);
            }

            return new AnswerOutcome(AnswerResult.Accepted, next);
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

    /// <summary>Scores the answer to the question that waits, and stores it with the next question or the end; null when the database has moved on.</summary>
    private async Task<ExamSnapshot?> Step(LiveExam live, ImmutableArray<string> given, double? seconds, DateTimeOffset received)
    {
        (StoredExam exam, ImmutableArray<AdministeredItem> items, ExamMaterial material) = live.Snapshot;
        AdministeredItem current = items[^1];
        var answer = new ItemAnswer
        {
            Given = given,
            Score = material.Item(current.ItemId).Score(given),
            AnsweredAt = received,
            Seconds = seconds,
        };
        ExamState state = live.State;
        long begin = Stopwatch.GetTimestamp();
        live.Advance(answer.Score);
        metrics.Stepped(begin);
        ImmutableArray<AdministeredItem> answered = items.SetItem(items.Length - 1, current with { Answer = answer });
        AdministeredItem? next = state.Status != ExamStatus.InProgress ? null : new AdministeredItem
        {
            Position = state.Position,
            ItemId = material.Exam.Pool.ItemId(state.NextItem),
            PresentedAt = received,
        };
        StoredExam after = next is not null ? exam : exam with { Status = StatusOf(state), EndedAt = received };
        bool isStored = await database.Write(transaction =>
        {
            if (!ExamRecords.Answer(transaction, exam.ExamId, current.Position, answer))
            {
                return false;
            }

            if (next is not null)
            {
                ExamRecords.Present(transaction, exam.ExamId, next);
            }
            else if (!End(transaction, after, answered.Length))
            {
                throw new InvalidOperationException($"Exam {exam.ExamId} has other answers than the {answered.Length} that ended it.");
            }

            return true;
        });
        return isStored ? new ExamSnapshot(after, next is null ? answered : answered.Add(next), material) : null;
    }

    /// <summary>Ends an exam, with all that follows from its end, if it has as many answers as its caller knows.</summary>
    private bool End(DbTransaction transaction, StoredExam ended, int answered)
    {
        if (!ExamRecords.End(transaction, ended.ExamId, answered, ended.Status, ended.IsOutOfTime, ended.EndedAt!.Value))
        {
            return false;
        }

        cards.ExamEnded(transaction, ended);
        return true;
    }

    /// <summary>What becomes of an answer without storing anything; null when it answers the question that waits.</summary>
    private static AnswerOutcome? Judge(ExamSnapshot exam, int position, ImmutableArray<string> given, DateTimeOffset received)
    {
        AdministeredItem? item = exam.Items.ElementAtOrDefault(position - 1);
        if (item is not null && exam.Material.Item(item.ItemId).Refusal(given) is string reason)
        {
            return new AnswerOutcome(AnswerResult.Invalid, Reason: reason);
        }

        return item switch
        {
            { Answer: { } answer } => answer.Given.SequenceEqual(given)
                ? new AnswerOutcome(AnswerResult.Accepted, exam.AfterAnswer(position))
                : new AnswerOutcome(AnswerResult.Conflict),
            _ when exam.Exam.IsOutOfTime || exam.IsOverdue(received) => new AnswerOutcome(AnswerResult.OutOfTime),
            _ when exam.Exam.HasEnded => new AnswerOutcome(AnswerResult.Ended),
            null => new AnswerOutcome(AnswerResult.NotReached),
            _ => null,
        };
    }

    private ExamSnapshot Require(Guid examId) =>
        Read(examId) ?? throw new InvalidOperationException($"Exam {examId} is gone from the database.");

    /// <summary>The clock in the precision of the database, so that what is remembered equals what is stored.</summary>
    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    private static StoredExamStatus StatusOf(ExamState state) =>
        state.Status == ExamStatus.Passed ? StoredExamStatus.Passed : StoredExamStatus.Failed;
}
