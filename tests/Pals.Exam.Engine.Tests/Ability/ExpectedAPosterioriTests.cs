using System.Collections.Immutable;
using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Calibration;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Tests.Ability;

/// <summary>
/// Posterior means where guessing leaves a posterior that is not one hump: a narrow peak with a plateau towards the lower end of the pool, on which the
/// prior alone falls off, or two peaks. Every one is scored alone and among others, against dense points over all of the prior.
/// </summary>
public sealed class ExpectedAPosterioriTests
{
    // In posterior standard deviations, and relatively. Points are accepted when their halves agree to 1e-6 about the mode and to 1e-4, whose square counts,
    // over the prior, and when what lies beyond them is below 1e-6 of the variance.
    private const double Tolerance = 1e-6;

    // Points so close resolve a peak of 0.02, and the narrowest here is 0.05, by more than two to its standard deviation: less than rounding is left.
    private const int DensePoints = 4801;

    // Beyond it the normal density is 2e-32 of its highest.
    private const double DenseReach = 12;

    [Theory]
    [InlineData(50, 0.2, -3)]
    [InlineData(50, 0.2, -2.2)]
    [InlineData(200, 0.2, -2.2)]
    [InlineData(200, 0.2, -1.9)]
    [InlineData(200, 0.35, -1.9)]
    [InlineData(100, 0.05, -2)]
    public void Estimate_SharpItemsAndGuessingAtTheLowerEnd_EqualsDenseQuadrature(int count, double guessing, double theta)
    {
        ImmutableArray<ItemParameters> items = [.. Difficulties(count, 2).Select(b => ThreeParameter(b, guessing))];
        AssertEqualDense(items, Answers(items, theta, 12), NormalPrior.Standard);
        AssertEqualDense(items, Answers(items, theta, 5), new NormalPrior(0.5, 2));
    }

    [Theory]
    [InlineData(0.9)]
    [InlineData(0.97)]
    public void Estimate_SharpItemsAndSlipsAtTheUpperEnd_EqualsDenseQuadrature(double upper)
    {
        ImmutableArray<ItemParameters> items =
            [.. Difficulties(200, 2).Select(b => ItemParameters.Dichotomous(ItemModel.FourParameterLogistic, 5, b, 0.2, upper))];
        AssertEqualDense(items, Answers(items, 2, 12), NormalPrior.Standard);
    }

    /// <summary>A peak above the easiest items, and below them a plateau, from as high as the peak to hardly seen.</summary>
    [Fact]
    public void Estimate_PeakAndPlateau_EqualsDenseQuadrature()
    {
        const int Count = 120;
        ImmutableArray<ItemParameters> items = [.. Enumerable.Repeat(ThreeParameter(-1, 0.25), Count)];
        int[][] answers = [.. Enumerable.Range(30, 30).Select(right => Enumerable.Range(0, Count).Select(i => i < right ? 1 : 0).ToArray())];
        AssertEqualDense(items, answers, NormalPrior.Standard);
    }

    /// <summary>Hard items right as no one guesses them, and a few easy ones wrong: two narrow peaks four logits apart, and either may be the higher.</summary>
    [Fact]
    public void Estimate_TwoNarrowPeaks_EqualsDenseQuadrature()
    {
        const int Easy = 100;
        const int Hard = 100;
        ImmutableArray<ItemParameters> items =
            [.. Enumerable.Repeat(ThreeParameter(-2, 0.2), Easy), .. Enumerable.Repeat(ThreeParameter(2, 0.2), Hard)];
        int[][] answers =
        [
            .. from wrong in new[] { 1, 2, 3 }
               from right in Enumerable.Range(0, 13).Select(k => 40 + 4 * k)
               select Enumerable.Range(0, Easy + Hard).Select(i => i < Easy ? (i < wrong ? 0 : 1) : (i - Easy < right ? 1 : 0)).ToArray(),
        ];
        AssertEqualDense(items, answers, NormalPrior.Standard);
    }

    /// <summary>The scale has no origin: a prior and items far from zero, with a narrow posterior so far out in the prior that its common points miss it.</summary>
    [Theory]
    [InlineData(0, 7)]
    [InlineData(0, -7)]
    [InlineData(0.2, 7)]
    [InlineData(0.2, -7)]
    public void Estimate_PriorFarFromZero_EqualsDenseQuadrature(double guessing, double distance)
    {
        double theta = 100 + distance;
        ImmutableArray<ItemParameters> items = [.. Difficulties(300, 1).Select(b => ThreeParameter(theta + b, guessing))];
        AssertEqualDense(items, Answers(items, theta, 5), new NormalPrior(100, 1));
    }

    private static void AssertEqualDense(ImmutableArray<ItemParameters> items, int[][] answers, NormalPrior prior)
    {
        double[] z = [.. Enumerable.Range(0, DensePoints).Select(k => DenseReach * (2.0 * k / (DensePoints - 1) - 1))];
        double[] nodes = [.. z.Select(x => prior.Mean + prior.StandardDeviation * x)];
        double[] logWeights = [.. z.Select(x => -0.5 * x * x)];
        var responses = ResponseData.FromMatrix(
            [.. answers.Select((_, n) => $"C{n}")],
            [.. items.Select((_, i) => $"I{i}")],
            [.. answers.SelectMany(row => row.Select(score => (byte)score))]);
        AbilityEstimate[] together = ResponseScoring.Score(
            responses, items, new ScoringOptions { Method = ScoringMethod.ExpectedAPosteriori, Prior = prior });
        AbilityEstimate[] alone = [.. answers.Select(scores => ExpectedAPosteriori.Estimate(items.AsSpan(), scores, prior))];
        AbilityEstimate[] dense = [.. answers.Select(scores => ExpectedAPosteriori.Estimate(items.AsSpan(), scores, nodes, logWeights))];
        string worst = $"alone {Worst(alone, dense)}; among others {Worst(together, dense)}";
        Assert.True(alone.Concat(together).All(estimate => estimate.Status == EstimateStatus.Converged), worst);
        Assert.True(alone.Concat(together).Zip(dense.Concat(dense)).All(pair => Error(pair.First, pair.Second) <= Tolerance), worst);
    }

    private static string Worst(AbilityEstimate[] found, AbilityEstimate[] dense)
    {
        int n = Enumerable.Range(0, found.Length).MaxBy(k => Error(found[k], dense[k]));
        return $"pattern {n}: {found[n]} for {dense[n]}, error {Error(found[n], dense[n]):E1}";
    }

    private static double Error(AbilityEstimate found, AbilityEstimate dense) => Math.Max(
        Math.Abs(found.Ability - dense.Ability) / dense.StandardError, Math.Abs(found.StandardError / dense.StandardError - 1));

    private static IEnumerable<double> Difficulties(int count, double widest) =>
        Enumerable.Range(0, count).Select(i => widest * (2.0 * i / (count - 1) - 1));

    private static ItemParameters ThreeParameter(double b, double c) => ItemParameters.Dichotomous(ItemModel.ThreeParameterLogistic, 5, b, c);

    private static int[][] Answers(ImmutableArray<ItemParameters> items, double theta, int candidates)
    {
        var random = new RandomStream(20261120);
        double[] logs = new double[2];
        return
        [
            .. Enumerable.Range(0, candidates).Select(_ => items.Select(item =>
            {
                item.LogProbabilities(theta, logs);
                return random.NextDouble() < Math.Exp(logs[1]) ? 1 : 0;
            }).ToArray()),
        ];
    }
}
