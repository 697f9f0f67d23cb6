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
        byte[] isCommon = new byte[candidates.LargestItem + 1];
        double largest = 0;
        for (int i = 0; i < order.Length; i++)
        {
            ReadOnlySpan<int> items = candidates.ItemsOf(order[i]);
            Mark(items, isCommon, 1);
            int end = Math.Min(order.Length, i + 1 + Neighbours);
            for (int j = i + 1; j < end; j++)
            {
                ReadOnlySpan<int> others = candidates.ItemsOf(order[j]);
                int common = 0;
                foreach (int item in others)
                {
                    common += isCommon[item];
                }

                largest = Math.Max(largest, (double)common / Math.Max(1, Math.Min(items.Length, others.Length)));
            }

            Mark(items, isCommon, 0);
        }

        return largest;
    }

    private static void Mark(ReadOnlySpan<int> items, byte[] marks, byte mark)
    {
        foreach (int item in items)
        {
            marks[item] = mark;
        }
    }
}
