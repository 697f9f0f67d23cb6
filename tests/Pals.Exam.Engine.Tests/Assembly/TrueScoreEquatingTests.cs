using Pals.Exam.Engine.Assembly;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Tests.Assembly;

public sealed class TrueScoreEquatingTests
{
    // Bisection ends at neighbouring doubles of an ability of order 1; scores of 10 points then agree to some 1e-14.
    private const double Rounding = 1e-11;

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(8.4)]
    public void Equivalent_FormsOfEqualItems_FollowsTheLogit(double score)
    {
        // Ten items of difficulty 0 against ten of 0.5: an expected score x means θ = ln(x / (10 − x)), which earns 10 / (1 + exp(0.5 − θ)).
        (WrittenForm x, WrittenForm y) = Forms(0, 0);
        double theta = Math.Log(score / (10 - score));
        Assert.Equal(10 / (1 + Math.Exp(0.5 - theta)), TrueScoreEquating.Equivalent(x, y, score), Rounding);
        Assert.Equal(theta, TrueScoreEquating.AbilityAt(x, score)!.Value, Rounding);
    }

    [Fact]
    public void Equivalent_ThereAndBack_IsTheSameScore()
    {
        (WrittenForm x, WrittenForm y) = Forms(0.2, 0.25);
        foreach (double score in new[] { 0.5, 1.9, 3, 6.2, 9.9 })
        {
            Assert.Equal(score, TrueScoreEquating.Equivalent(y, x, TrueScoreEquating.Equivalent(x, y, score)), Rounding);
        }
    }

    [Fact]
    public void Equivalent_BelowGuessing_FollowsTheLineOfKolen()
    {
        // Sums of the lower asymptotes are 2 and 2.5: below, equivalents are proportional.
        (WrittenForm x, WrittenForm y) = Forms(0.2, 0.25);
        Assert.Equal(0, TrueScoreEquating.Equivalent(x, y, 0));
        Assert.Equal(1.25, TrueScoreEquating.Equivalent(x, y, 1), Rounding);
        Assert.Equal(2.5, TrueScoreEquating.Equivalent(x, y, 2), Rounding);
        Assert.Equal(10, TrueScoreEquating.Equivalent(x, y, 10));
    }

    [Fact]
    public void Equivalent_TheCutOfAForm_IsTheCutOfTheOther()
    {
        (WrittenForm x, WrittenForm y) = Forms(0.2, 0.1);
        Assert.Equal(y.Cut.ExactScore, TrueScoreEquating.Equivalent(x, y, x.Cut.ExactScore), Rounding);
    }

    [Fact]
    public void Equivalent_ScoreOutsideTheForm_IsRefused()
    {
        (WrittenForm x, WrittenForm y) = Forms(0, 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => TrueScoreEquating.Equivalent(x, y, 10.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => TrueScoreEquating.Equivalent(x, y, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => TrueScoreEquating.AbilityAt(x, 0));
    }

    /// <summary>Ten items of difficulty 0 and ten of 0.5, slope 1, with lower asymptotes; the cut is at 0.3.</summary>
    private static (WrittenForm X, WrittenForm Y) Forms(double cx, double cy)
    {
        ItemPool pool = ItemPool.Create(
        [
            .. Enumerable.Range(0, 10).Select(i => new PoolItem($"X{i}", ItemParameters.Dichotomous(ItemModel.ThreeParameterLogistic, 1, 0, cx), "area")),
            .. Enumerable.Range(0, 10).Select(i => new PoolItem($"Y{i}", ItemParameters.Dichotomous(ItemModel.ThreeParameterLogistic, 1, 0.5, cy), "area")),
        ]);
        return (WrittenForm.Create(pool, [.. Enumerable.Range(0, 10)], 0.3), WrittenForm.Create(pool, [.. Enumerable.Range(10, 10)], 0.3));
    }
}
