namespace Pals.Exam.Engine.Calibration.Fit;

/// <summary>Observed and expected frequencies of the scores on one item among candidates with one summed score (or a few neighbouring ones).</summary>
internal sealed record ScoreGroup(double[] Observed, double[] Expected)
{
    private double Candidates => Observed.Sum();

    private bool IsTooSmall => Expected.Any(e => e > 0 && e < SummedScoreFit.SmallestExpected);

    /// <summary>Joins groups, and neighbouring scores within a group, until no expected frequency is too small.</summary>
    public static List<ScoreGroup> Collapse(IReadOnlyList<ScoreGroup> groups)
    {
        List<ScoreGroup> result = JoinSingleCandidates(groups);
        for (int g = 0; g < result.Count; g++)
        {
            result[g] = result[g].JoinScores();
        }

        while (result.Count > 1)
        {
            int small = result.FindIndex(group => group.IsTooSmall);
            if (small < 0)
            {
                break;
            }

            int neighbour = small == 0 ? 1
                : small == result.Count - 1 ? small - 1
                : result[small - 1].Candidates <= result[small + 1].Candidates ? small - 1 : small + 1;
            result[neighbour] = result[neighbour].Join(result[small]);
            result.RemoveAt(small);
        }

        return result;
    }

    private static List<ScoreGroup> JoinSingleCandidates(IReadOnlyList<ScoreGroup> groups)
    {
        var result = new List<ScoreGroup>();
        ScoreGroup? carried = null;
        for (int g = 0; g < groups.Count; g++)
        {
            ScoreGroup group = carried is null ? groups[g] : groups[g].Join(carried);
            carried = null;
            if (group.Candidates > 1)
            {
                result.Add(group);
            }
            else if (g < groups.Count - 1)
            {
                carried = group;
            }
            else if (result.Count > 0)
            {
                result[^1] = result[^1].Join(group);
            }
        }

        return result;
    }

    private ScoreGroup Join(ScoreGroup other) =>
        new([.. Observed.Zip(other.Observed, (x, y) => x + y)], [.. Expected.Zip(other.Expected, (x, y) => x + y)]);

    /// <summary>
    /// Joins the rarest score with its rarer neighbour while three or more scores are possible and one is too rare. Joined scores stand at the
    /// neighbour's place, so that groups can still be added score by score.
    /// </summary>
    private ScoreGroup JoinScores()
    {
        double[] observed = [.. Observed];
        double[] expected = [.. Expected];
        while (true)
        {
            int[] possible = [.. Enumerable.Range(0, expected.Length).Where(k => expected[k] > 0)];
            if (possible.Length <= 2)
            {
                return new ScoreGroup(observed, expected);
            }

            int place = Enumerable.Range(0, possible.Length).MinBy(j => expected[possible[j]]);
            if (expected[possible[place]] >= SummedScoreFit.SmallestExpected)
            {
                return new ScoreGroup(observed, expected);
            }

            int neighbour = place == 0 ? 1
                : place == possible.Length - 1 ? place - 1
                : expected[possible[place - 1]] <= expected[possible[place + 1]] ? place - 1 : place + 1;
            observed[possible[neighbour]] += observed[possible[place]];
            expected[possible[neighbour]] += expected[possible[place]];
            observed[possible[place]] = 0;
            expected[possible[place]] = 0;
        }
    }
}
