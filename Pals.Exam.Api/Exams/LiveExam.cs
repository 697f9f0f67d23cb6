using Pals.Exam.Engine.Exams;

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

    /// <summary>Rebuilds the state from what is stored, following the items that were given whatever this version of the engine would have given.</summary>
    /// <exception cref="InvalidOperationException">No exam of the definition could have given the stored items: the record cannot be trusted.</exception>
    public static ExamState Replay(ExamSnapshot snapshot)
    {
        ExamState state;
        try
        {
            state = snapshot.Material.Exam.Replay(snapshot.Transcript());
        }
        catch (ArgumentException exception)
        {
            throw new InvalidOperationException($"The record of exam {snapshot.Exam.ExamId} is not that of an exam: {exception.Message}", exception);
        }

        if (snapshot.Exam.IsOutOfTime)
        {
            state.Expire();
        }

        return state;
    }
}
