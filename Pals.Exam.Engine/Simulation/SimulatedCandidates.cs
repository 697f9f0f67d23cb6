using Pals.Exam.Engine.Exams;

namespace Pals.Exam.Engine.Simulation;

/// <summary>What simulated exams came to, one row for each candidate.</summary>
internal sealed class SimulatedCandidates(int count, int dimensions, int longest)
{
    private readonly int[] _items = new int[count * longest];

    public int Count { get; } = count;

    public int Dimensions { get; } = dimensions;

    /// <summary>True abilities, candidate by candidate.</summary>
    public double[] Abilities { get; } = new double[count * dimensions];

    /// <summary>Posterior means, candidate by candidate.</summary>
    public double[] Estimates { get; } = new double[count * dimensions];

    /// <summary>Posterior standard deviations, candidate by candidate.</summary>
    public double[] StandardDeviations { get; } = new double[count * dimensions];

    public double[] Composite { get; } = new double[count];

    public double[] CompositeEstimate { get; } = new double[count];

    public double[] CompositeError { get; } = new double[count];

    public int[] Scored { get; } = new int[count];

    public int[] Answered { get; } = new int[count];

    public bool[] Passed { get; } = new bool[count];

    public ExamEnd[] End { get; } = new ExamEnd[count];

    /// <summary>The largest index of an item that anybody was given; −1 before the first.</summary>
    public int LargestItem
    {
        get
        {
            int largest = -1;
            for (int n = 0; n < Count; n++)
            {
                foreach (int item in ItemsOf(n))
                {
                    largest = Math.Max(largest, item);
                }
            }

            return largest;
        }
    }

    /// <summary>The items that a candidate was given.</summary>
    public ReadOnlySpan<int> ItemsOf(int n) => _items.AsSpan(n * longest, Answered[n]);

    /// <summary>Keeps what a candidate was given, as many items as <see cref="Answered"/> says.</summary>
    public void KeepItems(int n, ReadOnlySpan<int> items) => items.CopyTo(_items.AsSpan(n * longest, items.Length));
}
