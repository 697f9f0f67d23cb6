using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Items;

namespace Pals.Exam.Engine.Tests.Ability;

public sealed class PointEstimatorTests
{
    // Figures agreed by several programs, printed to 5–7 digits.
    private const double PrintedTolerance = 5e-7;

    private static readonly ItemParameters[] TwoParameterItems =
    [
        ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, 1, -1),
        ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, 1.2, 0),
        ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, 0.8, 1),
    ];

    private static readonly ItemParameters[] FourParameterItems =
    [
        ItemParameters.Dichotomous(ItemModel.FourParameterLogistic, 1.32, -0.63, 0.17, 0.87),
        ItemParameters.Dichotomous(ItemModel.FourParameterLogistic, 1.07, 0.18, 0.10, 0.93),
        ItemParameters.Dichotomous(ItemModel.FourParameterLogistic, 0.84, -0.84, 0.19, 1),
    ];

    [Fact]
    public void MaximumAPosteriori_ThreeTwoParameterItems_EqualsPublishedValue()
    {
        AbilityEstimate estimate = MaximumAPosteriori.Estimate(TwoParameterItems, [1, 0, 1], NormalPrior.Standard);
        Assert.Equal(0.1307695, estimate.Ability, PrintedTolerance);

        // Sometimes quoted as the posterior standard deviation of this pattern: it is 1/√(1 + I) at the mode.
        Assert.Equal(0.7705124, estimate.StandardError, PrintedTolerance);
        Assert.Equal(EstimateStatus.Converged, estimate.Status);
    }

    [Fact]
    public void ExpectedAPosteriori_ThirtyThreeNodes_EqualsPublishedValue()
    {
        (double[] nodes, double[] logWeights) = Grid(33, 4);
        AbilityEstimate estimate = ExpectedAPosteriori.Estimate(TwoParameterItems, [1, 0, 1], nodes, logWeights);
        Assert.Equal(0.1446946, estimate.Ability, PrintedTolerance);

        // By dense quadrature (2,001 points on ±8) 0.78853563; the 33 points leave an error in the fifth digit.
        const double coarseGridTolerance = 5e-5;
        Assert.Equal(0.78853563, estimate.StandardError, coarseGridTolerance);
    }

    [Fact]
    public void Estimates_ThreeFourParameterItems_EqualPublishedValues()
    {
        int[] scores = [0, 1, 0];
        const double fiveDigits = 5e-6; // −1.79308 is printed to five decimals.
        Assert.Equal(-1.79308, MaximumLikelihood.Estimate(FourParameterItems, scores).Ability, fiveDigits);
        Assert.Equal(-0.4741753, MaximumAPosteriori.Estimate(FourParameterItems, scores, NormalPrior.Standard).Ability, PrintedTolerance);
        (double[] nodes, double[] logWeights) = Grid(33, 4);
        Assert.Equal(-0.4565068, ExpectedAPosteriori.Estimate(FourParameterItems, scores, nodes, logWeights).Ability, PrintedTolerance);
        Assert.Equal(1.444873, MaximumLikelihood.StandardError(FourParameterItems, 0), PrintedTolerance);
        double information = FourParameterItems.Sum(i => i.Information(0));
        Assert.Equal(0.8222712, 1 / Math.Sqrt(information + NormalPrior.Standard.Precision), PrintedTolerance);
    }

    [Theory]
    [InlineData(ItemModel.Rasch, 1, 0, -15.57702)]
    [InlineData(ItemModel.TwoParameterLogistic, 1.5, 0, -15.12525)]
    [InlineData(ItemModel.ThreeParameterLogistic, 1, 0.2, -21.50401)]
    public void Information_ProductOverSevenAbilities_EqualsPublishedValue(ItemModel model, double a, double c, double expected)
    {
        ItemParameters item = ItemParameters.Dichotomous(model, a, 0.5, c);
        double log = Enumerable.Range(-3, 7).Sum(theta => Math.Log(item.Information(theta)));
        Assert.Equal(expected, log, 5e-6); // printed to five decimals
    }

    [Theory]
    [InlineData(0, -20)]
    [InlineData(1, 20)]
    public void MaximumLikelihood_ConstantPattern_IsUnbounded(int score, double end)
    {
        foreach (ItemParameters[] items in new[] { TwoParameterItems, FourParameterItems })
        {
            AbilityEstimate estimate = MaximumLikelihood.Estimate(items, [score, score, score]);
            Assert.Equal(new AbilityEstimate(end, double.PositiveInfinity, EstimateStatus.Unbounded), estimate);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void WeightedLikelihood_ConstantPattern_IsFinite(int score)
    {
        foreach (ItemParameters[] items in new[] { TwoParameterItems, FourParameterItems })
        {
            AbilityEstimate estimate = WeightedLikelihood.Estimate(items, [score, score, score]);
            Assert.Equal(EstimateStatus.Converged, estimate.Status);
            Assert.InRange(Math.Abs(estimate.Ability), 0.5, 10);
        }
    }

    [Fact]
    public void Estimates_NoResponses_SayThereIsNoInformation()
    {
        Assert.Equal(EstimateStatus.NoInformation, MaximumLikelihood.Estimate([], []).Status);
        Assert.Equal(EstimateStatus.NoInformation, WeightedLikelihood.Estimate([], []).Status);
        AbilityEstimate prior = MaximumAPosteriori.Estimate([], [], new NormalPrior(0.3, 0.7));
        Assert.Equal(0.3, prior.Ability, 1e-12);
        Assert.Equal(0.7, prior.StandardError, 1e-12);
    }

    [Fact]
    public void MaximumLikelihood_TwoModes_TakesTheHigher()
    {
        // Samejima (1973): the three-parameter likelihood may have several modes. The three right answers on hard items pull up, the four wrong
        // ones on easy items down; both modes are real, and a dense scan says which is higher.
        ItemParameters[] items =
        [
            .. Enumerable.Range(0, 4).Select(i => ItemParameters.Dichotomous(ItemModel.ThreeParameterLogistic, 2.5, -2 + 0.1 * i, 0.2)),
            .. Enumerable.Range(0, 4).Select(i => ItemParameters.Dichotomous(ItemModel.ThreeParameterLogistic, 2.5, 2 + 0.1 * i, 0.2)),
        ];
        foreach (int[] scores in new int[][] { [0, 1, 0, 1, 1, 1, 0, 1], [0, 1, 1, 1, 1, 1, 1, 1], [1, 0, 1, 0, 1, 1, 1, 0] })
        {
            AbilityEstimate estimate = MaximumLikelihood.Estimate(items, scores, new AbilityRange(-5, 5));
            double best = Enumerable.Range(0, 10001).Select(i => -5 + 0.001 * i).MaxBy(t => LogLikelihood(items, scores, t));
            Assert.Equal(best, estimate.Ability, 0.001); // the scan's own spacing
        }
    }

    [Fact]
    public void Estimates_FiveHundredItems_NeitherUnderflowNorCollapse()
    {
        ItemParameters[] items = [.. Enumerable.Range(0, 500).Select(i => ItemParameters.Dichotomous(
            ItemModel.ThreeParameterLogistic, 0.05 + 4.95 * (i % 7) / 6, -20 + 40.0 * i / 499, 0.2))];
        foreach (Func<int, int> answer in new Func<int, int>[] { _ => 0, _ => 1, i => i % 2, i => i < 250 ? 1 : 0, i => i < 250 ? 0 : 1 })
        {
            int[] scores = [.. Enumerable.Range(0, 500).Select(answer)];
            foreach (AbilityEstimate estimate in new[]
            {
                ExpectedAPosteriori.Estimate(items, scores, NormalPrior.Standard),
                MaximumAPosteriori.Estimate(items, scores, NormalPrior.Standard),
                WeightedLikelihood.Estimate(items, scores),
                MaximumLikelihood.Estimate(items, scores),
            })
            {
                Assert.True(double.IsFinite(estimate.Ability), $"{estimate}");
                Assert.True(estimate.StandardError > 0, $"{estimate}");
                Assert.NotEqual(EstimateStatus.NotConverged, estimate.Status);
            }
        }
    }

    [Fact]
    public void Estimates_WrongInsteadOfRight_NeverRise()
    {
        // A failure seen in other programs: an estimate that rises after a wrong answer.
        ItemParameters[] items = [.. CatRData.LogisticBank("bank500_3pl.csv").Take(12)];
        for (int mask = 0; mask < 1 << 12; mask += 37)
        {
            int[] scores = [.. Enumerable.Range(0, 12).Select(i => (mask >> i) & 1)];
            for (int i = 0; i < 12; i++)
            {
                if (scores[i] == 1)
                {
                    int[] worse = [.. scores];
                    worse[i] = 0;
                    Assert.True(
                        ExpectedAPosteriori.Estimate(items, worse, NormalPrior.Standard).Ability
                        < ExpectedAPosteriori.Estimate(items, scores, NormalPrior.Standard).Ability);
                }
            }
        }
    }

    [Fact]
    public void Estimates_AnyOrderOfAnswers_AreTheSame()
    {
        // Sums of 40 terms in another order.
        const double rounding = 1e-12;
        ItemParameters[] items = [.. CatRData.LogisticBank("bank500_3pl.csv").Take(38), ItemParameters.Graded(1.2, [-1, 0, 1]), ItemParameters.PartialCredit(1.1, [-0.5, 0.7])];
        int[] scores = [.. Enumerable.Range(0, 40).Select(i => i % 3 == 0 ? 0 : 1)];
        ItemParameters[] reversedItems = [.. items.Reverse()];
        int[] reversedScores = [.. scores.Reverse()];
        Assert.Equal(MaximumLikelihood.Estimate(items, scores).Ability, MaximumLikelihood.Estimate(reversedItems, reversedScores).Ability, rounding);
        Assert.Equal(WeightedLikelihood.Estimate(items, scores).Ability, WeightedLikelihood.Estimate(reversedItems, reversedScores).Ability, rounding);
        Assert.Equal(
            ExpectedAPosteriori.Estimate(items, scores, NormalPrior.Standard).Ability,
            ExpectedAPosteriori.Estimate(reversedItems, reversedScores, NormalPrior.Standard).Ability,
            rounding);
        Assert.Equal(
            MaximumAPosteriori.Estimate(items, scores, NormalPrior.Standard).Ability,
            MaximumAPosteriori.Estimate(reversedItems, reversedScores, NormalPrior.Standard).Ability,
            rounding);
    }

    [Fact]
    public void Estimate_Repeated_AllocatesNothing()
    {
        ItemParameters[] items = [.. CatRData.LogisticBank("bank500_3pl.csv").Take(20), ItemParameters.Graded(1.2, [-1, 0, 1]), ItemParameters.PartialCredit(1.1, [-0.5, 0.7])];
        int[] scores = [.. Enumerable.Range(0, 22).Select(i => i % 2)];
        double sum = All(items, scores);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 5; i++)
        {
            sum += All(items, scores);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(double.IsFinite(sum));

        static double All(ItemParameters[] items, int[] scores) =>
            MaximumLikelihood.Estimate(items, scores).Ability
            + WeightedLikelihood.Estimate(items, scores).Ability
            + MaximumAPosteriori.Estimate(items, scores, NormalPrior.Standard).Ability
            + ExpectedAPosteriori.Estimate(items, scores, NormalPrior.Standard).Ability;
    }

    [Fact]
    public void StandardError_AfterOneItem_DoesNotCollapse()
    {
        // Another: a standard error that collapses after one item. One answer cannot say more than its information.
        foreach (int score in new[] { 0, 1 })
        {
            Assert.InRange(MaximumAPosteriori.Estimate([TwoParameterItems[0]], [score], NormalPrior.Standard).StandardError, 0.85, 1);
            Assert.InRange(ExpectedAPosteriori.Estimate([TwoParameterItems[0]], [score], NormalPrior.Standard).StandardError, 0.85, 1);
        }
    }

    [Fact]
    public void Estimates_TopCategory_AreFinite()
    {
        // Another: a crash on the top category.
        ItemParameters[] items = [ItemParameters.Graded(1.2, [-1, 0, 1]), ItemParameters.PartialCredit(1.1, [-0.5, 0.7])];
        AbilityEstimate top = ExpectedAPosteriori.Estimate(items, [3, 2], NormalPrior.Standard);
        AbilityEstimate below = ExpectedAPosteriori.Estimate(items, [2, 2], NormalPrior.Standard);
        Assert.True(top.Ability > below.Ability);
        Assert.Equal(EstimateStatus.Unbounded, MaximumLikelihood.Estimate(items, [3, 2]).Status);
        Assert.Equal(EstimateStatus.Converged, WeightedLikelihood.Estimate(items, [3, 2]).Status);
    }

    [Fact]
    public void Estimate_BadArguments_NameTheValue()
    {
        Assert.Contains("3 items", Assert.Throws<ArgumentException>(() => MaximumLikelihood.Estimate(TwoParameterItems, [1])).Message, StringComparison.Ordinal);
        Assert.Contains("score is 2", Assert.Throws<ArgumentException>(() => MaximumLikelihood.Estimate(TwoParameterItems, [1, 2, 0])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new NormalPrior(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new NormalPrior(double.NaN, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AbilityRange(1, -1));
        Assert.Throws<ArgumentException>(() => MaximumLikelihood.Estimate(TwoParameterItems, [1, 0, 1], default));
        Assert.Throws<ArgumentException>(() => MaximumAPosteriori.Estimate(TwoParameterItems, [1, 0, 1], default));
        Assert.Throws<ArgumentException>(() => ExpectedAPosteriori.Estimate(TwoParameterItems, [1, 0, 1], default));
    }

    private static double LogLikelihood(ItemParameters[] items, int[] scores, double theta) =>
        new ResponsePattern(items, scores).LogLikelihood(theta);

    private static (double[] Nodes, double[] LogWeights) Grid(int count, double reach)
    {
        double[] nodes = [.. Enumerable.Range(0, count).Select(q => -reach + 2 * reach * q / (count - 1))];
        double[] logWeights = [.. nodes.Select(t => -0.5 * t * t)];

        // The published figures integrate by the trapezoid, which gives the two ends half the weight.
        logWeights[0] += Math.Log(0.5);
        logWeights[^1] += Math.Log(0.5);
        return (nodes, logWeights);
    }
}
