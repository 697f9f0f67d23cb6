using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Tests.Support;

/// <summary>
/// The choice of the next item written down plainly: of all items and whole case scenarios that are neither used nor ruled out the one of the
/// largest value after which a complete test remains; failing that one that passes no maximum; failing that any. Ties go to the lower index.
/// </summary>
internal sealed class PlainChoice(ItemPool pool, int maximumLength, Func<bool[], bool[], bool> completes, Func<bool[], bool> isWithinMaxima)
{
    /// <summary>Choices that only a fallback made possible.</summary>
    public int Fallbacks { get; private set; }

    /// <summary>
    /// The item to give next, or −1. <paramref name="taken"/> marks what the exam has, <paramref name="barred"/> what is excluded, pretest or an enemy of it.
    /// </summary>
    public int Best(bool[] taken, bool[] barred, double[] values)
    {
        int[][] candidates = [.. Candidates().Where(members => members.All(i => !taken[i] && !barred[i]))];
        int best = BestOf(candidates.Where(members => LeavesCompleteTest(members, taken, barred)), values);
        if (best >= 0)
        {
            return best;
        }

        Fallbacks++;
        best = BestOf(candidates.Where(members => isWithinMaxima(With(taken, members))), values);
        return best >= 0 ? best : BestOf(candidates.Where(members => With(taken, members).Count(x => x) <= maximumLength), values);
    }

    /// <summary>Every item or scenario, its members in order.</summary>
    private IEnumerable<int[]> Candidates() =>
        Enumerable.Range(0, pool.Count).Where(i => pool.Scenario(i) < 0).Select(i => new[] { i }).Concat(pool.Scenarios.Select(s => s.Items.ToArray()));

    private bool LeavesCompleteTest(int[] members, bool[] taken, bool[] barred)
    {
        bool[] after = With(taken, members);
        bool[] left = [.. after.Select((isTaken, i) => !isTaken && !barred[i])];
        foreach (int member in members)
        {
            foreach (int enemy in pool.Enemies(member))
            {
                left[enemy] = false;
            }
        }

        return completes(after, left);
    }

    private static int BestOf(IEnumerable<int[]> candidates, double[] values)
    {
        int best = -1;
        double most = double.NegativeInfinity;
        foreach (int[] members in candidates)
        {
            double sum = 0;
            foreach (int member in members)
            {
                sum += values[member];
            }

            double value = sum / members.Length;
            if (value > most || (value == most && members[0] < best))
            {
                (best, most) = (members[0], value);
            }
        }

        return best;
    }

    private static bool[] With(bool[] taken, int[] members)
    {
        bool[] after = (bool[])taken.Clone();
        foreach (int member in members)
        {
            after[member] = true;
        }

        return after;
    }
}
