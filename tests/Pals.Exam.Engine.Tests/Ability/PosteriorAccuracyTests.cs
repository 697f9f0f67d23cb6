using System.Collections.Immutable;
using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.Engine.Tests.Support;

namespace Pals.Exam.Engine.Tests.Ability;

/// <summary>
/// The converged posterior against three integrals that owe nothing to expectation propagation: dense quadrature in two dimensions, quadrature over
/// the common factor in six, importance sampling in six. Means, variances and the composite that decides; 0 to 60 answers.
/// </summary>
public sealed class PosteriorAccuracyTests
{
    /// <summary>What the estimate may differ from the exact posterior in its means, in logits (requirement).</summary>
    private const double MeanTolerance = 1e-3;

    /// <summary>The same for variances, relatively (requirement).</summary>
    private const double VarianceTolerance = 0.01;

    /// <summary>The share of a tolerance that four standard errors of a sampled reference may take.</summary>
    private const double SampledShare = 0.5;

    public static TheoryData<ItemModel, double> ModelsAndCorrelations()
    {
        var data = new TheoryData<ItemModel, double>();
        foreach (ItemModel model in new[] { ItemModel.TwoParameterLogistic, ItemModel.ThreeParameterLogistic })
        {
            foreach (double correlation in new[] { 0, 0.3, 0.7, 0.95 })
            {
                data.Add(model, correlation);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(ModelsAndCorrelations))]
    public void Converge_TwoDimensions_EqualsDenseQuadrature(ItemModel model, double correlation)
    {
        for (int count = 0; count <= 60; count++)
        {
            AbilityPosterior posterior = Posterior(2, correlation, model, count, out List<Response> responses);
            AssertEquals(DenseQuadrature.Moments(correlation, responses), posterior, $"{count} answers");
        }
    }

    [Theory]
    [MemberData(nameof(ModelsAndCorrelations))]
    public void Converge_SixDimensions_EqualsQuadratureOverTheCommonFactor(ItemModel model, double correlation)
    {
        for (int count = 0; count <= 60; count++)
        {
            AbilityPosterior posterior = Posterior(6, correlation, model, count, out List<Response> responses);
            AssertEquals(CommonFactorQuadrature.Moments(6, correlation, responses), posterior, $"{count} answers");
        }
    }

    [Theory]
    [MemberData(nameof(ModelsAndCorrelations))]
    public void Converge_SixDimensions_EqualsImportanceSampling(ItemModel model, double correlation)
    {
        foreach (int count in new[] { 0, 1, 4, 15, 60 })
        {
            AbilityPosterior posterior = Posterior(6, correlation, model, count, out List<Response> responses);
            AssertEqualsSampled(Candidates.Prior(6, correlation), posterior, responses, $"{count} answers");
        }
    }

    /// <summary>
    /// Correlations between 0.15 and 0.9 that two factors make, the second one with loadings of both signs: one common factor cannot explain them.
    /// </summary>
    [Theory]
    [InlineData(ItemModel.TwoParameterLogistic)]
    [InlineData(ItemModel.ThreeParameterLogistic)]
    public void Converge_SixDimensionsOfTwoFactors_EqualsImportanceSampling(ItemModel model)
    {
        double[] first = [0.9, 0.85, 0.8, 0.75, 0.7, 0.6];
        double[] second = [0.35, 0.4, -0.35, -0.4, 0.3, -0.5];
        AbilityPrior prior = AbilityPrior.Create(
            [0, 0, 0, 0, 0, 0],
            [1, 1, 1, 1, 1, 1],
            [.. Enumerable.Range(0, 6).Select(i => Enumerable.Range(0, 6).Select(j => i == j ? 1 : first[i] * first[j] + second[i] * second[j]).ToImmutableArray())]);
        foreach (int count in new[] { 1, 4, 15, 30, 60 })
        {
            var random = new RandomStream(11, (ulong)count);
            double common = random.NextNormal();
            double other = random.NextNormal();
            double[] theta =
            [
                .. first.Zip(second, (a, b) => a * common + b * other + Math.Sqrt(1 - a * a - b * b) * random.NextNormal()),
            ];
            List<Response> responses = Candidates.Respond(theta, count, model, ref random);
            AbilityPosterior posterior = Candidates.Posterior(prior, responses);
            posterior.Converge();
            AssertEqualsSampled(prior, posterior, responses, $"{count} answers");
        }
    }

    private static AbilityPosterior Posterior(int dimensions, double correlation, ItemModel model, int count, out List<Response> responses)
    {
        var random = new RandomStream(5, (ulong)count);
        responses = Candidates.Respond(Candidates.Draw(dimensions, correlation, ref random), count, model, ref random);
        AbilityPosterior posterior = Candidates.Posterior(Candidates.Prior(dimensions, correlation), responses);
        posterior.Converge();
        Assert.True(posterior.IsConverged);
        return posterior;
    }

    private static void AssertEqualsSampled(AbilityPrior prior, AbilityPosterior posterior, List<Response> responses, string at)
    {
        (ExactMoments moments, double meanError, double varianceError) = ImportanceSampling.Moments(prior, posterior, responses);
        Assert.InRange(4 * meanError, 0, SampledShare * MeanTolerance);
        Assert.InRange(4 * varianceError, 0, SampledShare * VarianceTolerance);
        AssertEquals(moments, posterior, at);
    }

    private static void AssertEquals(ExactMoments exact, AbilityPosterior posterior, string at)
    {
        for (int d = 0; d < posterior.Dimensions; d++)
        {
            AssertEquals(exact.Mean[d], exact.Variance[d], posterior.Mean(d), posterior.Variance(d), $"{at}, dimension {d}");
        }

        double deviation = posterior.Composite.StandardDeviation;
        AssertEquals(exact.AverageMean, exact.AverageVariance, posterior.Composite.Mean, deviation * deviation, $"{at}, composite");
    }

    private static void AssertEquals(double mean, double variance, double foundMean, double foundVariance, string at) => Assert.True(
        Math.Abs(foundMean - mean) < MeanTolerance && Math.Abs(foundVariance / variance - 1) < VarianceTolerance,
        $"{at}: mean {foundMean:F5} for {mean:F5}, variance {foundVariance:F5} for {variance:F5}");
}
