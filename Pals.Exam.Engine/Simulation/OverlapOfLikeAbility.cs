namespace Pals.Exam.Engine.Simulation;

/// <summary>
/// How much two candidates of like ability share at most: each candidate is compared with the next <see cref="Neighbours"/> in order of true
/// composite ability. The mean overlap of all pairs says what an item is worth once it is known; this says what two friends could tell each other.
/// </summary>
internal static class OverlapOfLikeAbility
{
    /// <summary>Candidates above each one that it is compared with.</summary>
    public const int Neighbours = 20;

    /// <summary>The largest share of the shorter exam's items that the other exam has too; 0 for fewer than two exams.</summary>
    public static double Largest(SimulatedCandidates candidates)
    {
        int[] order = [.. Enumerable.Range(0, candidates.Count)];
        Array.Sort([.. candidates.Composite], order);
        double largest = 0;
        for (int i = 0; i < order.Length; i++)
        {
            ReadOnlySpan<int> items = candidates.ItemsOf(order[i]);
            int end = Math.Min(order.Length, i + 1 + Neighbours);
            for (int j = i + 1; j < end; j++)
            {
                ReadOnlySpan<int> others = candidates.ItemsOf(order[j]);
                largest = Math.Max(largest, (double)Common(items, others) / Math.Max(1, Math.Min(items.Length, others.Length)));
            }
        }

        return largest;
    }

    /// <summary>How many values two ascending lists have in common.</summary>
    private static int Common(ReadOnlySpan<int> left, ReadOnlySpan<int> right)
    {
        int common = 0;
        for (int i = 0, j = 0; i < left.Length && j < right.Length;)
        {
            int difference = left[i].CompareTo(right[j]);
            common += difference == 0 ? 1 : 0;
            i += difference <= 0 ? 1 : 0;
            j += difference >= 0 ? 1 : 0;
        }

        return common;
    }
}
