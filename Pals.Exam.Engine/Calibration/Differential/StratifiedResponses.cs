namespace Pals.Exam.Engine.Calibration.Differential;

/// <summary>
/// Counts of one item's scores by group and matching level: <c>[level, group, score]</c> with group 0 the reference and 1 the focal group.
/// </summary>
internal sealed class StratifiedResponses
{
    private readonly double[] _counts;

    public StratifiedResponses(double[] levels, int categories)
    {
        Levels = levels;
        Categories = categories;
        _counts = new double[levels.Length * 2 * categories];
    }

    /// <summary>The matching variable of each level.</summary>
    public double[] Levels { get; }

    public int Categories { get; }

    public ref double this[int level, int group, int score] => ref _counts[(level * 2 + group) * Categories + score];

    public double GroupTotal(int level, int group)
    {
        double sum = 0;
        for (int k = 0; k < Categories; k++)
        {
            sum += this[level, group, k];
        }

        return sum;
    }

    public double GroupTotal(int group)
    {
        double sum = 0;
        for (int level = 0; level < Levels.Length; level++)
        {
            sum += GroupTotal(level, group);
        }

        return sum;
    }
}
