using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.Engine.Tests.Support;

namespace Pals.Exam.Engine.Tests.Ability;

public sealed class AbilityPosteriorTests
{
    /// <summary>
    /// How far the working posterior may be from the converged one, in logits and relatively. The latter is exact here; expectation propagation alone
    /// leaves up to 1.02 % of a variance over these 7,200 states.
    /// </summary>
    private const double WorkingTolerance = 0.0105;

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
}
