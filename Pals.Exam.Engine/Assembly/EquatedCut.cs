namespace Pals.Exam.Engine.Assembly;

/// <summary>
/// The passing standard as a raw score on one form, by item response theory true-score equating (Lord 1980, chapter 13; Kolen &amp; Brennan 2014,
/// chapter 6): the standard is an ability, and the form's test characteristic curve says which raw score that ability is expected to earn on it.
/// </summary>
/// <remarks>
/// The raw cut is the whole number nearest to the exact one, halves downwards; who reaches it passes. A raw score of k stands for everything from
/// k − ½ to k + ½, so that a candidate exactly at the standard passes about as often as not, which balances false passes and false fails there;
/// <see cref="PassProbability"/> says how often. Where the exact cut is the 42 of the reference form, the raw cut is 42.
/// </remarks>
/// <param name="Ability">The standard in logits, common to all forms.</param>
/// <param name="ExactScore">The form's expected raw score at that ability, in points.</param>
/// <param name="RawScore">The least whole number of points that passes.</param>
/// <param name="PassProbability">The probability that a candidate of exactly that ability passes the form.</param>
public sealed record EquatedCut(double Ability, double ExactScore, int RawScore, double PassProbability)
{
    /// <summary>The raw cut for an exact one: the nearest whole number, halves downwards.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The score is not finite or negative.</exception>
    public static int Round(double exactScore)
    {
        if (!(exactScore >= 0 && exactScore <= int.MaxValue))
        {
            throw new ArgumentOutOfRangeException(nameof(exactScore), exactScore, "An expected score of 0 or more is expected.");
        }

        return (int)Math.Ceiling(exactScore - 0.5);
    }
}
