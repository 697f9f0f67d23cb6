using System.Collections.Immutable;
using Pals.Exam.Api.Security;
using Pals.Exam.Engine.Exams;
using Pals.Exam.ItemBank.Forms;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Exams;

/// <summary>An exam as stored at one moment, with the material to show it.</summary>
public sealed record ExamSnapshot(StoredExam Exam, ImmutableArray<AdministeredItem> Items, ExamMaterial Material)
{
    /// <summary>What the candidate of a written exam has put on its form; null for an adaptive exam.</summary>
    public WrittenSheet? Sheet { get; init; }

    /// <summary>The form of a written exam; null for an adaptive one.</summary>
    public ExamForm? Form => Sheet is null ? null : Material.Forms!.Of(Sheet);

    /// <summary>What the engine makes of an ended exam, where that is at hand: the same, to the last bit, that a replay finds.</summary>
    public ScoreReport? Result { get; init; }

    /// <summary>Number of answers; of an adaptive exam only the last question can be without.</summary>
    public int Answered => Sheet is null
        ? Items.Length - (Items is [.., { Answer: null }] ? 1 : 0)
        : Items.Count(item => item.Answer is not null);

    /// <summary>How its time runs.</summary>
    public ExamTime Time => ExamTime.Of(Exam, Material.Definition.TimeLimit);

    /// <summary>The exam as the engine takes it.</summary>
    /// <exception cref="ArgumentException">The exam's bank does not hold a stored item.</exception>
    public ExamTranscript Transcript() => new()
    {
        Seed = Exam.Seed,
        Prior = Exam.Prior,
        ExcludedItems = [.. Exam.ExcludedItems.Select(IndexOf)],
        Items = [.. Items.Select(item => IndexOf(item.ItemId))],
        Scores = [.. Items.Where(item => item.Answer is not null).Select(item => item.Answer!.Score)],
    };

    /// <summary>True when <paramref name="token"/> is the candidate's.</summary>
    public bool Accepts(string token) => Secret.Matches(token, Exam.TokenHash.AsSpan());

    /// <summary>True when time has run out for an exam in progress.</summary>
    public bool IsOverdue(DateTimeOffset now) => Exam.Status == StoredExamStatus.InProgress && now > Time.Deadline;

    /// <summary>The exam after something changed how its time runs.</summary>
    public ExamSnapshot With(ExamTimeEvent change)
    {
        ExamSnapshot changed = this with { Exam = Exam with { TimeEvents = Exam.TimeEvents.Add(change) } };
        return changed with { Exam = changed.Exam with { Deadline = changed.Time.Deadline } };
    }

    /// <summary>The exam as it was right after the answer at <paramref name="position"/>, for the same response to the same answer.</summary>
    public ExamSnapshot AfterAnswer(int position) => position < Items.Length
        ? this with
        {
            Exam = Exam with { Status = StoredExamStatus.InProgress, IsOutOfTime = false, EndedAt = null, EndReason = null },
            Items = [.. Items[..position], Items[position] with { Answer = null }],
            Result = null,
        }
        : this;

    private int IndexOf(string itemId) => Material.Exam.Pool.IndexOf(itemId) is var index and >= 0
        ? index
        : throw new ArgumentException($"its bank holds no item {itemId}.");
}
