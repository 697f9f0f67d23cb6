using Pals.Exam.ItemBank.Validation.Rules;

namespace Pals.Exam.ItemBank.Tests.Validation;

public sealed class ReadingLevelTests
{
    private const double Tolerance = 1e-9;

    [Theory]
    // 6 words, 6 syllables, 1 sentence: 0.39·6 + 11.8·1 − 15.59.
    [InlineData("The cat sat on the mat.", -1.45)]
    // 9 words, 12 syllables in 2 sentences; the stop in 0.1 ends none.
    [InlineData("Give 0.1 mg at once. Then open the airway again.", (0.39 * 9 / 2) + (11.8 * 12 / 9) - 15.59)]
    // A silent e is not counted: 3 words, 3 syllables.
    [InlineData("Take one dose.", (0.39 * 3) + 11.8 - 15.59)]
    public void Grade_CountedByHand_MatchesTheFormula(string text, double expected)
    {
        Assert.Equal(expected, ReadingLevelRule.Grade(text), Tolerance);
    }
}
