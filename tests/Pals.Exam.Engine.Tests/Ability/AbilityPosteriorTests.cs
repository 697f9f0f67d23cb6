using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.Engine.Tests.Support;

namespace Pals.Exam.Engine.Tests.Ability;

public sealed class AbilityPosteriorTests
{
    /// <summary>What expectation propagation with one site a dimension may differ from the exact posterior (requirement).</summary>
    private const double MeanTolerance = 1e-3;

    /// <summary>The same for variances, relatively (requirement).</summary>
    private const double VarianceTolerance = 0.01;

    /// <summary>Four standard errors of the sampling at 400,000 draws, and what the factorized correction leaves in six dimensions.</summary>
    private const double SampledMeanTolerance = 4e-3;

    /// <summary>The same for variances, relatively.</summary>
    private const double SampledVarianceTolerance = 0.015;

    /// <summary>
    /// At a correlation of 0.95 with guessing, the areas are nearly one and the ratios of their likelihoods to their sites nearly dependent: the
    /// factorized correction then leaves up to 2 % of the variance (1 % of the standard deviation).
    /// </summary>
    private const double NearSingularVarianceTolerance = 0.025;

    /// <summary>How far the working posterior may be from the converged one, which is corrected beyond expectation propagation; in logits and relatively.</summary>
    private const double WorkingTolerance = 0.01;

    [Theory]
    [InlineData(ItemModel.TwoParameterLogistic, 0.0)]
    [InlineData(ItemModel.TwoParameterLogistic, 0.5)]
    [InlineData(ItemModel.TwoParameterLogistic, 0.8)]
    [InlineData(ItemModel.TwoParameterLogistic, 0.95)]
    [InlineData(ItemModel.ThreeParameterLogistic, 0.0)]
    [InlineData(ItemModel.ThreeParameterLogistic, 0.5)]
    [InlineData(ItemModel.ThreeParameterLogistic, 0.8)]
    [InlineData(ItemModel.ThreeParameterLogistic, 0.95)]
    public void Converge_TwoDimensions_EqualsDenseQuadrature(ItemModel model, double correlation)
    {
        AbilityPrior prior = Candidates.Prior(2, correlation);
        double worstMean = 0;
        double worstVariance = 0;
        foreach (int count in new[] { 0, 1, 2, 3, 5, 8, 13, 20, 40, 60 })
        {
            for (ulong seed = 0; seed < 4; seed++)
            {
                var random = new RandomStream(seed, (ulong)count);
                List<Response> responses = Candidates.Respond(Candidates.Draw(2, correlation, ref random), count, model, ref random);
                AbilityPosterior posterior = Candidates.Posterior(prior, responses);
                posterior.Converge();
                Assert.True(posterior.IsConverged);
                (double[] mean, double[] variance) = DenseQuadrature(correlation, responses);
                for (int d = 0; d < 2; d++)
                {
                    worstMean = Math.Max(worstMean, Math.Abs(posterior.Mean(d) - mean[d]));
                    worstVariance = Math.Max(worstVariance, Math.Abs(posterior.Variance(d) / variance[d] - 1));
                }
            }
        }

        Assert.True(worstMean < MeanTolerance && worstVariance < VarianceTolerance, $"mean {worstMean:E2}, variance {worstVariance:E2}");
    }

    [Theory]
    [InlineData(ItemModel.TwoParameterLogistic, 0.3)]
    [InlineData(ItemModel.TwoParameterLogistic, 0.7)]
    [InlineData(ItemModel.TwoParameterLogistic, 0.95)]
    [InlineData(ItemModel.ThreeParameterLogistic, 0.3)]
    [InlineData(ItemModel.ThreeParameterLogistic, 0.7)]
    [InlineData(ItemModel.ThreeParameterLogistic, 0.95)]
    public void Converge_SixDimensions_EqualsImportanceSampling(ItemModel model, double correlation)
    {
        AbilityPrior prior = Candidates.Prior(6, correlation);
        foreach (int count in new[] { 1, 6, 15, 30, 60 })
        {
            var random = new RandomStream(5, (ulong)count);
            List<Response> responses = Candidates.Respond(Candidates.Draw(6, correlation, ref random), count, model, ref random);
            AbilityPosterior posterior = Candidates.Posterior(prior, responses);
            posterior.Converge();
            (double[] mean, double[] variance) = ImportanceSampling.Moments(posterior, correlation, ref random);
            for (int d = 0; d < 6; d++)
            {
                Assert.True(
                    Math.Abs(posterior.Mean(d) - mean[d]) < SampledMeanTolerance
                        && Math.Abs(posterior.Variance(d) / variance[d] - 1) < (correlation > 0.9 ? NearSingularVarianceTolerance : SampledVarianceTolerance),
                    $"{count} answers, dimension {d}: mean {posterior.Mean(d):F4} for {mean[d]:F4}, variance {posterior.Variance(d):F4} for {variance[d]:F4}");
            }
        }
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 0.6)]
    [InlineData(6, 0.9)]
    public void Converge_AnswersInAnotherOrder_GivesTheSameBits(int dimensions, double correlation)
    {
        AbilityPrior prior = Candidates.Prior(dimensions, correlation);
        for (ulong seed = 0; seed < 20; seed++)
        {
            var random = new RandomStream(seed);
            List<Response> responses = Candidates.Respond(
                Candidates.Draw(dimensions, correlation, ref random), 40, ItemModel.ThreeParameterLogistic, ref random);
            AbilityPosterior forward = Candidates.Posterior(prior, responses);
            responses.Reverse();
            AbilityPosterior backward = Candidates.Posterior(prior, responses);
            forward.Converge();
            backward.Converge();
            for (int d = 0; d < dimensions; d++)
            {
                Assert.Equal(forward.Mean(d), backward.Mean(d));
                Assert.Equal(forward.Variance(d), backward.Variance(d));
            }

            Assert.Equal(forward.Composite, backward.Composite);
        }
    }

    [Fact]
    public void Add_EveryAnswer_StaysCloseToTheConvergedPosterior()
    {
        AbilityPrior prior = Candidates.Prior(6, 0.7);
        var random = new RandomStream(8);
        for (int candidate = 0; candidate < 20; candidate++)
        {
            AbilityPosterior working = Candidates.Start(prior);
            foreach (Response response in Candidates.Respond(Candidates.Draw(6, 0.7, ref random), 60, ItemModel.TwoParameterLogistic, ref random))
            {
                Candidates.Add(working, response, prior);
                AbilityPosterior converged = working.CloneConverged();
                for (int d = 0; d < 6; d++)
                {
                    Assert.InRange(working.Mean(d), converged.Mean(d) - WorkingTolerance, converged.Mean(d) + WorkingTolerance);
                    Assert.InRange(working.Variance(d) / converged.Variance(d), 1 - WorkingTolerance, 1 + WorkingTolerance);
                }
            }
        }
    }

    [Fact]
    public void Converge_OneDimension_EqualsDenseQuadrature()
    {
        // a = 1, 1.2, 0.8; b = −1, 0, 1; answers 1, 0, 1; N(0, 1): 0.14470306 with SD 0.78853563 by the trapezoid rule on 1,001 points in ±8 (Python).
        const double PrintedTolerance = 1e-8;
        AbilityPrior prior = AbilityPrior.Normal(0, 1);
        AbilityPosterior posterior = Candidates.Posterior(
            prior,
            [
                new Response(0, ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, 1, -1), 1),
                new Response(0, ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, 1.2, 0), 0),
                new Response(0, ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, 0.8, 1), 1),
            ]);
        posterior.Converge();
        Assert.Equal(0.14470306, posterior.Mean(0), PrintedTolerance);
        Assert.Equal(0.78853563, Math.Sqrt(posterior.Variance(0)), PrintedTolerance);
    }

    [Fact]
    public void Add_WrongAnswer_NeverRaisesTheEstimateOfItsArea()
    {
        // What the working posterior owes to sweeps not yet made; an answer that tells next to nothing can move it by so much either way.
        const double UnfinishedSweeps = 1e-4;
        AbilityPrior prior = Candidates.Prior(3, 0.7);
        for (ulong seed = 0; seed < 60; seed++)
        {
            var random = new RandomStream(seed, 17);
            int count = random.NextInt32(30);
            List<Response> responses = Candidates.Respond(Candidates.Draw(3, 0.7, ref random), count, ItemModel.ThreeParameterLogistic, ref random);
            AbilityPosterior before = Candidates.Posterior(prior, responses);
            ItemParameters item = ItemParameters.Dichotomous(ItemModel.ThreeParameterLogistic, 0.3 + 2 * random.NextDouble(), 2 * random.NextNormal(), 0.2);
            AbilityPosterior wrong = Candidates.Posterior(prior, [.. responses, new Response(0, item, 0)]);
            AbilityPosterior right = Candidates.Posterior(prior, [.. responses, new Response(0, item, 1)]);
            Assert.True(wrong.Mean(0) <= before.Mean(0) + UnfinishedSweeps && right.Mean(0) >= before.Mean(0) - UnfinishedSweeps);
            before.Converge();
            wrong.Converge();
            right.Converge();
            Assert.True(wrong.Mean(0) <= before.Mean(0) && right.Mean(0) >= before.Mean(0));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Add_OneAnswer_LeavesTheStandardDeviationNearThePriors(int score)
    {
        AbilityPrior prior = Candidates.Prior(6, 0.7);
        ItemParameters item = ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, 1.5, 0);
        AbilityPosterior posterior = Candidates.Posterior(prior, [new Response(2, item, score)]);

        // One item of a = 1.5 carries at most a²/4 = 0.56 of information beside the prior's 1.
        Assert.InRange(posterior.Variance(2), 1 / 1.56, 1);
        Assert.InRange(posterior.Variance(0), posterior.Variance(2), 1);
    }

    private static (double[] Mean, double[] Variance) DenseQuadrature(double correlation, List<Response> responses)
    {
        const int Points = 321;
        const double Limit = 8;
        double step = 2 * Limit / (Points - 1);
        double[][] log = [new double[Points], new double[Points]];
        Span<double> scores = stackalloc double[2];
        foreach (Response response in responses)
        {
            for (int k = 0; k < Points; k++)
            {
                response.Item.LogProbabilities(-Limit + k * step, scores);
                log[response.Dimension][k] += scores[response.Score];
            }
        }

        double sum = 0;
        double[] first = new double[2];
        double[] second = new double[2];
        double shift = log[0].Max() + log[1].Max();
        for (int i = 0; i < Points; i++)
        {
            double x = -Limit + i * step;
            for (int j = 0; j < Points; j++)
            {
                double y = -Limit + j * step;
                double quadratic = (x * x - 2 * correlation * x * y + y * y) / (1 - correlation * correlation);
                double weight = Math.Exp(log[0][i] + log[1][j] - shift - 0.5 * quadratic);
                sum += weight;
                first[0] += weight * x;
                first[1] += weight * y;
                second[0] += weight * x * x;
                second[1] += weight * y * y;
            }
        }

        double[] mean = [first[0] / sum, first[1] / sum];
        return (mean, [second[0] / sum - mean[0] * mean[0], second[1] / sum - mean[1] * mean[1]]);
    }
}
