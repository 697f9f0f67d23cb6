using Pals.Exam.Engine.Exams;

namespace Pals.Exam.Engine.Simulation;

/// <summary>Live counts of a simulation under a maximum exposure rate: in how many exams each item was eligible, and in how many given.</summary>
internal sealed class ExposureCounts(int items)
{
    public long[] Eligible { get; } = new long[items];

    public long[] Given { get; } = new long[items];

    /// <summary>Counts a finished exam that began with <paramref name="excluded"/>.</summary>
    public void Add(ExamState state, int[] excluded)
    {
        for (int i = 0; i < Eligible.Length; i++)
        {
            Eligible[i]++;
        }

        // Exclusions are lifted from the end of the list.
        foreach (int item in excluded.AsSpan(0, excluded.Length - state.LiftedExclusions))
        {
            Eligible[item]--;
        }

        foreach (int item in state.ScoredItems)
        {
            Given[item]++;
        }
    }

    /// <summary>Adds other counts.</summary>
    public void Add(ExposureCounts other)
    {
        for (int i = 0; i < Eligible.Length; i++)
        {
            Eligible[i] += other.Eligible[i];
            Given[i] += other.Given[i];
        }
    }
}
