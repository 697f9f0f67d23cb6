using System.Collections.Immutable;
using Pals.Exam.Engine.Exams;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.Api.Exams;

/// <summary>
/// An exam with its state in memory: a shortcut past replaying all answers. The database decides; whenever it disagrees, this is thrown away.
/// One request at a time may hold <see cref="Turn"/>.
/// </summary>
internal sealed class LiveExam(ExamSnapshot snapshot, ExamState state)
{
    /// <summary>Serializes the answers of one exam on this node.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);

    /// <summary>The exam as last stored.</summary>
    public ExamSnapshot Snapshot { get; private set; } = snapshot;

    /// <summary>False from the moment the state takes an answer until the answer is stored, and for ever if it could not be.</summary>
    public bool IsTrusted { get; private set; } = true;

    /// <summary>The engine's state, equal to a replay of the snapshot.</summary>
    public ExamState State { get; } = state;

    /// <summary>Advances the state; what it says counts only after <see cref="Stored"/>.</summary>
    public void Advance(int score)
    {
        IsTrusted = false;
        State.Answer(score);
    }

    /// <summary>Takes note that the database holds what the state says.</summary>
    public void Stored(ExamSnapshot snapshot)
    {
        Snapshot = snapshot;
        IsTrusted = true;
    }

    /// <summary>Rebuilds the state from what is stored.</summary>
    /// <exception cref="InvalidOperationException">The stored items are not those that the engine serves: the record cannot be trusted.</exception>
    public static ExamState Replay(ExamSnapshot snapshot)
    {
        AdaptiveExam exam = snapshot.Material.Exam;
        int[] scores = [.. snapshot.Items.Where(item => item.Answer is not null).Select(item => item.Answer!.Score)];
        ExamState state = exam.Replay(snapshot.Exam.Seed, ExcludedIndexes(exam, snapshot.Exam.ExcludedItems), scores);
        int[] served = state.Status == ExamStatus.InProgress ? [.. state.AdministeredItems, state.NextItem] : [.. state.AdministeredItems];
        if (!served.Select(exam.Pool.ItemId).SequenceEqual(snapshot.Items.Select(item => item.ItemId)))
        {
            throw new InvalidOperationException($"Exam {snapshot.Exam.ExamId} does not replay to the items that are stored with it.");
        }

        if (snapshot.Exam.IsOutOfTime)
        {
            state.Expire();
        }

        return state;
    }

    /// <summary>The engine's indexes of excluded items.</summary>
    public static int[] ExcludedIndexes(AdaptiveExam exam, ImmutableArray<string> itemIds) => [.. itemIds.Select(exam.Pool.IndexOf)];
}
