using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.Engine.Tests.Support;

namespace Pals.Exam.Engine.Tests.Ability;

public sealed class SitesTests
{
    /// <summary>
    /// What the series leaves after moves of up to 0.08 standard deviations: terms in the fifth cumulant, which an answer to a guessed item can make as
    /// large as 3; in standard deviations, and relatively in the variance. On average a fifteenth of that.
    /// </summary>
    private const double MeanTolerance = 3e-4;

    private const double VarianceTolerance = 1e-3;

    private const double Average = 1.0 / 15;

    /// <summary>
    /// How far the working posterior may be from the fixed point of expectation propagation: what four sweeps that end at 3e-5 leave where areas
    /// are nearly one, in standard deviations and relatively in the variance. The fixed point itself is known to 1e-9.
    /// </summary>
    private const double WorkingMeanTolerance = 5e-4;

    private const double WorkingVarianceTolerance = 1.5e-3;

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(12)]
    public void Foretell_CavityMovedALittle_IsTheRefreshedSite(int answers)
    {
        AbilityPrior prior = Candidates.Prior(2, 0.7);
        var grid = new AbilityGrid(0, 1);
        int foretold = 0;
        double meanErrors = 0;
        double varianceErrors = 0;
        for (ulong seed = 0; seed < 200; seed++)
        {
            var random = new RandomStream(seed, (ulong)answers);
            long[] curve = Curve(answers, ref random);
            var joint = new JointNormal(prior, [0.5, 0.5]);
            var sites = new Sites(joint, 2);
            sites.CountAnswer(0);
            sites.Rebuild();
            (double mean, double precision) = sites.Cavity(0);
            Moments tilted = TiltedMoments.Find(curve, grid, mean, precision, new Moments(joint.Mean(0), joint.Variance(0)), 4, withShape: true);
            sites.Match(0, mean, precision, tilted, 1);
            sites.Note(0, mean, precision, tilted);
            Assert.Equal((0u, 0u), sites.Foretell(0));

            // The other area learns something, which moves the cavity of this one by about a tenth of a standard deviation.
            joint.Multiply(1, 0.1 * random.NextDouble(), 0.25 * (2 * random.NextDouble() - 1));
            (uint tooFar, uint moved) = sites.Foretell(0);
            Assert.Equal(0u, (tooFar | moved) & ~1u);
            if (tooFar != 0)
            {
                continue;
            }

            foretold++;
            sites.Follow(0);
            (mean, precision) = sites.Cavity(0);
            Moments exact = TiltedMoments.FindOnWholeGrid(curve, grid, mean, precision, tilted, narrow: false);
            double meanError = Math.Abs(joint.Mean(0) - exact.Mean) / Math.Sqrt(exact.Variance);
            double varianceError = Math.Abs(joint.Variance(0) / exact.Variance - 1);
            Assert.InRange(meanError, 0, MeanTolerance);
            Assert.InRange(varianceError, 0, VarianceTolerance);
            meanErrors += meanError;
            varianceErrors += varianceError;
        }

        Assert.InRange(foretold, 50, 200);
        Assert.InRange(meanErrors / foretold, 0, Average * MeanTolerance);
        Assert.InRange(varianceErrors / foretold, 0, Average * VarianceTolerance);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.7)]
    [InlineData(0.95)]
    public void Add_EveryAnswer_StaysAtTheFixedPointOfPropagation(double correlation)
    {
        AbilityPrior prior = Candidates.Prior(6, correlation);
        for (ulong seed = 0; seed < 20; seed++)
        {
            var random = new RandomStream(seed, 3);
            AbilityPosterior working = Candidates.Start(prior, steepest: 2.8);
            foreach (Response response in Candidates.Respond(
                Candidates.Draw(6, correlation, ref random), 48, ItemModel.ThreeParameterLogistic, ref random))
            {
                // As in an exam, which now and then asks for the converged posterior and goes on.
                if (random.NextInt32(4) == 0)
                {
                    working = working.CloneConverged();
                    working.Resume();
                }

                Candidates.Add(working, response, prior);
                AbilityPosterior fixedPoint = working.CloneConverged();
                fixedPoint.Resume();
                for (int d = 0; d < 6; d++)
                {
                    Assert.Equal(0, (working.Mean(d) - fixedPoint.Mean(d)) / Math.Sqrt(fixedPoint.Variance(d)), WorkingMeanTolerance);
                    Assert.Equal(1, working.Variance(d) / fixedPoint.Variance(d), WorkingVarianceTolerance);
                }
            }
        }
    }

    private static long[] Curve(int answers, ref RandomStream random)
    {
        long[] curve = new long[AbilityGrid.PointCount];
        long[] row = new long[AbilityGrid.PointCount];
        for (int k = 0; k < answers; k++)
        {
            double a = 0.6 + 1.4 * random.NextDouble();
            ItemParameters item = ItemParameters.Dichotomous(ItemModel.ThreeParameterLogistic, a, 0.8 * random.NextNormal(), 0.2);
            LikelihoodRow.Write(item, random.NextDouble() < 0.6 ? 1 : 0, new AbilityGrid(0, 1), row);
            AbilityPosterior.AddRow(curve, row);
        }

        return curve;
    }
}
