namespace Pals.Exam.Engine.Assembly;

/// <summary>
/// A raw score on a written form, where every item is worth one point and an item with partial credit gives its share of it: 3 of 4 parts are 0.75.
/// Kept as a whole number of equal parts, so that a candidate exactly at the raw cut is never failed by rounding.
/// </summary>
/// <param name="Parts">The score in parts.</param>
/// <param name="PartsPerPoint">How many parts make a point: the least common multiple of the items' highest scores.</param>
public readonly record struct RawScore(int Parts, int PartsPerPoint)
{
    /// <summary>The score in points.</summary>
    public double Points => (double)Parts / PartsPerPoint;

    /// <summary>True when the score is at least <paramref name="points"/>.</summary>
    public bool Reaches(int points) => Parts >= (long)points * PartsPerPoint;
}
