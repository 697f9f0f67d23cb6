using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Tests.Support;

/// <summary>An answer to an item of one dimension.</summary>
internal readonly record struct Response(int Dimension, ItemParameters Item, int Score);

/// <summary>Simulated candidates and their posteriors.</summary>
internal static class Candidates
{
    /// <summary>θ ~ N(0, R) with equal correlations, from one common factor.</summary>
    public static double[] Draw(int dimensions, double correlation, ref RandomStream random)
    {
        double common = Math.Sqrt(correlation) * random.NextNormal();
        double[] theta = new double[dimensions];
        for (int d = 0; d < dimensions; d++)
        {
            theta[d] = common + Math.Sqrt(1 - correlation) * random.NextNormal();
        }

        return theta;
    }

    /// <summary>Answers of a candidate to <paramref name="count"/> random items, dealt to the dimensions in turn.</summary>
    public static List<Response> Respond(double[] theta, int count, ItemModel model, ref RandomStream random)
    {
        var responses = new List<Response>();
        for (int k = 0; k < count; k++)
        {
            int d = k % theta.Length;
            double a = 1.2 * Math.Exp(0.3 * random.NextNormal());
            double b = theta[d] + random.NextNormal();
            ItemParameters item = ItemParameters.Dichotomous(model, a, b, model == ItemModel.ThreeParameterLogistic ? 0.2 : 0);
            responses.Add(new Response(d, item, random.NextDouble() < item.ExpectedScore(theta[d]) ? 1 : 0));
        }

        return responses;
    }

    public static AbilityPrior Prior(int dimensions, double correlation) => AbilityPrior.Create(
        [.. Enumerable.Repeat(0.0, dimensions)],
        [.. Enumerable.Repeat(1.0, dimensions)],
        TestPools.Equicorrelated(dimensions, correlation));

    public static AbilityPosterior Start(AbilityPrior prior, double steepest = 5)
    {
        var grids = new AbilityGrid[prior.Dimensions];
        for (int d = 0; d < grids.Length; d++)
        {
            grids[d] = new AbilityGrid(prior.Mean[d], Math.Sqrt(prior.Covariance[d * prior.Dimensions + d]));
        }

        return new AbilityPosterior(prior, grids, [.. Enumerable.Repeat(1.0 / grids.Length, grids.Length)], [.. Enumerable.Repeat(steepest, grids.Length)]);
    }

    public static void Add(AbilityPosterior posterior, Response response, AbilityPrior prior)
    {
        long[] row = new long[AbilityGrid.PointCount];
        int d = response.Dimension;
        var grid = new AbilityGrid(prior.Mean[d], Math.Sqrt(prior.Covariance[d * prior.Dimensions + d]));
        LikelihoodRow.Write(response.Item, response.Score, grid, row);
        posterior.Add(d, row);
    }

    public static AbilityPosterior Posterior(AbilityPrior prior, IEnumerable<Response> responses)
    {
        AbilityPosterior posterior = Start(prior, responses.Select(response => response.Item.Discrimination).DefaultIfEmpty(1).Max());
        foreach (Response response in responses)
        {
            Add(posterior, response, prior);
        }

        return posterior;
    }
}
