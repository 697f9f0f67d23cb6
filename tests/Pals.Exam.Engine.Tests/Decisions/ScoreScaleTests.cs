using Pals.Exam.Engine.Decisions;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Tests.Support;

namespace Pals.Exam.Engine.Tests.Decisions;

public sealed class ScoreScaleTests
{
    private const double Rounding = 1e-11;

    private static readonly ItemPool Pool = ItemPool.Create(
    [
        new PoolItem("A1", ItemParameters.Dichotomous(ItemModel.ThreeParameterLogistic, 1.1, -0.5, 0.2), "area-1"),
        new PoolItem("A2", ItemParameters.PartialCredit(0.9, [-0.4, 0.8]), "area-1"),
        new PoolItem("A3", ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, 1.4, 0.3), "area-1") { IsPretest = true },
        new PoolItem("B1", ItemParameters.Dichotomous(ItemModel.ThreeParameterLogistic, 1.3, 0.7, 0.25), "area-2"),
    ]);

    [Fact]
    public void PercentCorrect_Form_EqualsTheExpectedPoints()
    {
        // 3PL: 0.2 + 0.8 / (1 + exp(−1.1·0.9)); two 2PL items of difficulty 0: 0.5 each at θ = 0.
        var single = new ScoreScale([ItemParameters.Dichotomous(ItemModel.ThreeParameterLogistic, 1.1, -0.5, 0.2)]);
        Assert.Equal(100 * (0.2 + 0.8 / (1 + Math.Exp(-1.1 * 0.9))), single.PercentCorrect(0.4), Rounding);
        ItemParameters even = ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, 1.7, 0);
        Assert.Equal(50, new ScoreScale([even, even]).PercentCorrect(0), Rounding);
    }

    [Fact]
    public void AbilityAt_EightyFourPercent_InvertsTheCurve()
    {
        ScoreScale scale = ScoreScale.Create(Definition(1, 2), Pool);
        foreach (double percent in new[] { 30.0, 50, 84, 99 })
        {
            Assert.Equal(percent, scale.PercentCorrect(scale.AbilityAt(percent)), Rounding);
        }

        // A 2PL item reaches 84 % at b + ln(0.84/0.16)/a.
        var single = new ScoreScale([ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, 1.6, 0.2)]);
        Assert.Equal(0.2 + Math.Log(0.84 / 0.16) / 1.6, single.AbilityAt(84), Rounding);
    }

    [Fact]
    public void Create_Weights_CountTopicAreasNotItems()
    {
        ScoreScale scale = ScoreScale.Create(Definition(1, 2), Pool);
        double theta = 0.3;
        double first = (Pool.Parameters(0).ExpectedScore(theta) + Pool.Parameters(1).ExpectedScore(theta)) / 3;
        double second = Pool.Parameters(3).ExpectedScore(theta);
        Assert.Equal(100 * (first + 2 * second) / 3, scale.PercentCorrect(theta), Rounding);
    }

    [Fact]
    public void PercentCorrect_ManyAbilitiesAtOnce_EqualsOneByOneAtEveryLength()
    {
        var scale = new ScoreScale(
        [
            ItemParameters.Dichotomous(ItemModel.OneParameterLogistic, 1, 0.4),
            ItemParameters.Dichotomous(ItemModel.FourParameterLogistic, 5, -0.5, 0.2, 0.97),
            ItemParameters.PartialCredit(0.9, [-0.4, 0.8, 0.1, -2]),
            ItemParameters.PartialCredit(0.05, [3]),
            ItemParameters.Graded(1.4, [-1, 0.2, 1.7]),
        ]);
        double[] abilities = [.. Enumerable.Range(0, 256).Select(k => (k - 128) / 6.0)];
        for (int length = 0; length <= abilities.Length; length++)
        {
            double[] percents = new double[length + 1];
            percents[length] = -1;
            scale.PercentCorrect(abilities.AsSpan(0, length), percents);

            Assert.Equal(-1, percents[length]);
            for (int k = 0; k < length; k++)
            {
                Assert.Equal(scale.PercentCorrect(abilities[k]), percents[k], Rounding);
            }
        }

        Assert.Throws<ArgumentException>(() => scale.PercentCorrect(abilities, new double[255]));
    }

    [Fact]
    public void AbilityAt_BelowGuessing_IsRefusedWithWhatIsPossible()
    {
        var scale = new ScoreScale([ItemParameters.Dichotomous(ItemModel.ThreeParameterLogistic, 1.1, -0.5, 0.2)]);
        Assert.Contains("20.000", Assert.Throws<ArgumentOutOfRangeException>(() => scale.AbilityAt(15)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => scale.AbilityAt(100));
        Assert.Throws<ArgumentOutOfRangeException>(() => scale.AbilityAt(double.NaN));
        Assert.Throws<ArgumentException>(() => new ScoreScale([]));
    }

    private static ExamDefinition Definition(double first, double second) => TestPools.Definition(2) with
    {
        TopicAreas = [new TopicAreaDefinition("area-1", "One", first, 0, 9), new TopicAreaDefinition("area-2", "Two", second, 0, 9)],
    };
}
