using Pals.Exam.ItemBank.Validation;

namespace Pals.Exam.ItemBank.Tests.Validation;

public sealed class ChanceTests
{
    /// <summary>Sums of at most a few thousand terms in double precision.</summary>
    private const double RelativeTolerance = 1e-12;

    /// <summary>Expected values by exact rational arithmetic (Python's fractions).</summary>
    [Theory]
    [InlineData(20, 11, 0.003942141664083465)]
    [InlineData(5, 5, 0.0009765625)]
    [InlineData(10, 0, 1)]
    public void BinomialUpperTail_OneQuarter_MatchesExactArithmetic(int trials, int successes, double expected)
    {
        Assert.Equal(expected, Chance.BinomialUpperTail(trials, successes, 0.25), expected * RelativeTolerance);
    }

    /// <summary>Expected values by exact rational arithmetic over all outcomes (Python's fractions).</summary>
    [Theory]
    [InlineData(new[] { 5, 5, 5, 5 }, 1)]
    [InlineData(new[] { 8, 4, 4, 4 }, 0.5281951299111824)]
    [InlineData(new[] { 10, 4, 3, 3 }, 0.1364157313510077)]
    [InlineData(new[] { 12, 3, 3, 2 }, 0.012126187495596241)]
    [InlineData(new[] { 5, 0, 0, 0 }, 0.00390625)]
    public void EqualShares_Counts_MatchesExactArithmetic(int[] counts, double expected)
    {
        Assert.Equal(expected, Chance.EqualShares(counts), expected * RelativeTolerance);
    }
}
