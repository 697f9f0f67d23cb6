namespace Pals.Exam.Engine.Calibration.Differential;

/// <summary>Sorts the responses to an item by the matching variable of the candidates.</summary>
internal sealed class Matching
{
    private readonly ResponseData _data;
    private readonly int[] _groups;
    private readonly int[]? _level;
    private readonly double[] _levels;
    private readonly int _highestScore;

    private Matching(ResponseData data, int[] groups, int[]? level, double[] levels)
    {
        _data = data;
        _groups = groups;
        _level = level;
        _levels = levels;
        _highestScore = data.CategoryCounts.Sum(count => count - 1);
    }

    /// <summary>True when leaving items out changes the matching variable.</summary>
    public bool CanPurify => _level is null;

    public static Matching OnScores(ResponseData data, int[] groups) => data.IsComplete
        ? new Matching(data, groups, null, [])
        : throw new ArgumentException("Responses are missing, so summed scores cannot match candidates: give their abilities.", nameof(data));

    public static Matching OnAbilities(ResponseData data, int[] groups, ReadOnlySpan<double> abilities, int levelCount)
    {
        if (abilities.Length != data.CandidateCount)
        {
            throw new ArgumentException($"{data.CandidateCount} candidates need as many abilities, not {abilities.Length}.", nameof(abilities));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(levelCount, 2);
        double[] theta = abilities.ToArray();
        int[] order = [.. Enumerable.Range(0, theta.Length).Where(n => groups[n] >= 0 && double.IsFinite(theta[n])).OrderBy(n => theta[n])];
        int[] level = new int[theta.Length];
        Array.Fill(level, -1);
        double[] sums = new double[levelCount];
        int[] counts = new int[levelCount];
        for (int place = 0; place < order.Length; place++)
        {
            int at = (int)((long)place * levelCount / order.Length);

            // Candidates of equal ability are never parted.
            level[order[place]] = place > 0 && theta[order[place]] == theta[order[place - 1]] ? level[order[place - 1]] : at;
            sums[level[order[place]]] += theta[order[place]];
            counts[level[order[place]]]++;
        }

        return new Matching(data, groups, level, [.. sums.Select((sum, l) => counts[l] > 0 ? sum / counts[l] : 0)]);
    }

    /// <summary>The responses to every item, in one pass over the data.</summary>
    public StratifiedResponses[] Stratify(bool[] inScore)
    {
        double[] levels = _level is null ? [.. Enumerable.Range(0, _highestScore + 1).Select(score => (double)score)] : _levels;
        StratifiedResponses[] counts = [.. _data.CategoryCounts.Select(categories => new StratifiedResponses(levels, categories))];
        for (int n = 0; n < _data.CandidateCount; n++)
        {
            ResponseRow row = _data[n];
            int level = _level is null ? SummedScore(row, inScore) : _level[n];
            if (_groups[n] < 0 || level < 0)
            {
                continue;
            }

            for (int j = 0; j < row.Items.Length; j++)
            {
                int item = row.Items[j];
                int own = _level is null && !inScore[item] ? row.Scores[j] : 0;
                counts[item][level + own, _groups[n], row.Scores[j]]++;
            }
        }

        return counts;
    }

    private static int SummedScore(ResponseRow row, bool[] inScore)
    {
        int sum = 0;
        for (int j = 0; j < row.Scores.Length; j++)
        {
            sum += inScore[j] ? row.Scores[j] : 0;
        }

        return sum;
    }
}
