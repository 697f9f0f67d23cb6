using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.Engine.Tests.Support;

namespace Pals.Exam.Engine.Tests.Ability;

public sealed class TiltedMomentsTests
{
    private static readonly AbilityGrid Grid = new(0.25, 1.25);

    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 4)]
    [InlineData(4, 4)]
    [InlineData(4, 3)]
    [InlineData(4, 2)]
    public void Window_EveryPlace_EqualsScalarTwinToTheLastBit(int stride, int vectors)
    {
        long[] curve = Curve(12, seed: 1);
        for (int first = 0; first + 2 * stride * vectors <= AbilityGrid.PhaseLength; first++)
        {
            double center = Grid[4 * first + 16];
            Moments scalar = ScalarWindow(curve, 0.3, 1.7, center, stride, first, vectors);
            Assert.Equal(scalar, GridMoments.Window(curve, Grid, 0.3, 1.7, center, stride, first, vectors, withShape: true));
            Assert.Equal(
                new Moments(scalar.Mean, scalar.Variance), GridMoments.Window(curve, Grid, 0.3, 1.7, center, stride, first, vectors));
        }
    }

    [Fact]
    public void HalfSteps_EveryPlace_AgreesWithInterpolationPointByPoint()
    {
        // Rounding of 32 log-densities of some tens and of the sums over them.
        const double RoundingTolerance = 1e-11;
        long[] curve = Curve(60, seed: 6);
        int windows = 0;
        for (int origin = 0; origin < AbilityGrid.PointCount; origin++)
        {
            if (!HalfSteps.Fits(origin))
            {
                continue;
            }

            windows++;
            double center = Grid[origin] + 7.6 * Grid.Step;
            double precision = 1 / (0.8 * 0.8 * Grid.Step * Grid.Step);
            Moments found = HalfSteps.Window(curve, Grid, center, precision, center, origin);
            double[] y = [.. Enumerable.Range(0, 32).Select(j => Grid[origin] + 0.5 * j * Grid.Step - center)];
            double[] log = [.. y.Select((x, j) => NarrowMoments.Interpolate(curve, origin + 0.5 * j) - 0.5 * precision * x * x)];
            double[] weight = [.. log.Select(value => Math.Exp(value - log.Max()))];
            double mean = weight.Zip(y, (w, x) => w * x).Sum() / weight.Sum();
            double variance = weight.Zip(y, (w, x) => w * x * x).Sum() / weight.Sum() - mean * mean;
            Assert.Equal(center + mean, found.Mean, RoundingTolerance);
            Assert.Equal(1, found.Variance / variance, RoundingTolerance);
        }

        Assert.Equal(AbilityGrid.PointCount - 22, windows);
    }

    [Fact]
    public void Find_BetweenNarrowAndWide_EqualsDenseInterpolation()
    {
        // Standard deviations from a third of a step to two: around all changes of method. A window's spacing h may be 1.15 of the standard deviation s
        // that it finds: 2 exp(−2π²s²/h²) = 7e-7 in each sum, and 4π²s²/h² times as much, 2.2e-5, in the variance.
        const double Tolerance = 2.5e-5;
        long[] curve = Curve(10, seed: 7);
        for (double deviation = 0.33; deviation < 2; deviation += 0.01)
        {
            double sd = deviation * Grid.Step;
            double precision = 1 / (sd * sd);
            double center = 0.35 + 0.1 * deviation;
            Moments found = TiltedMoments.Find(curve, Grid, center, precision, new Moments(center + 0.3 * sd, 1.2 * sd * sd), coarsestStride: 4);
            double sum = 0;
            double first = 0;
            double second = 0;
            double top = NarrowMoments.Interpolate(curve, (center - Grid.Start) / Grid.Step);
            for (int k = -4000; k <= 4000; k++)
            {
                double x = k * sd / 500;
                double weight = Math.Exp(NarrowMoments.Interpolate(curve, (center + x - Grid.Start) / Grid.Step) - top - 0.5 * precision * x * x);
                sum += weight;
                first += weight * x;
                second += weight * x * x;
            }

            double mean = first / sum;
            double meanError = (found.Mean - center - mean) / sd;
            double varianceError = found.Variance / (second / sum - mean * mean) - 1;
            Assert.True(Math.Abs(meanError) < Tolerance && Math.Abs(varianceError) < Tolerance, $"{deviation:F2} steps: {meanError:E2}, {varianceError:E2}");
        }
    }

    [Fact]
    public void AddRow_RandomRows_EqualsScalarSum()
    {
        long[] curve = Curve(5, seed: 2);
        long[] row = Curve(1, seed: 3);
        long[] expected = [.. curve.Zip(row, (x, y) => x + y)];
        AbilityPosterior.AddRow(curve, row);
        Assert.Equal(expected, curve);
    }

    [Fact]
    public void Find_AnyCavity_EqualsTheWholeGrid()
    {
        // The window leaves out what lies beyond 6 to 8 standard deviations: nothing of a normal variance, but up to some 1e-4 of the far tail
        // that a run of surprising answers to items with guessing leaves. The working posterior is good to 1e-3 anyway.
        const double Tolerance = 1e-3;
        var random = new RandomStream(4);
        for (int i = 0; i < 2000; i++)
        {
            double mean = Grid[64] + random.NextNormal();
            double precision = 0.7 + 3 * random.NextDouble();
            double theta = mean + random.NextNormal() / Math.Sqrt(precision);
            long[] curve = Curve(random.NextInt32(40), seed: 100 + (ulong)i, theta);
            var guess = new Moments(mean, 1 / precision);
            Moments window = TiltedMoments.Find(curve, Grid, mean, precision, guess, coarsestStride: 4);
            window = TiltedMoments.Find(curve, Grid, mean, precision, window, coarsestStride: 4);
            Moments whole = TiltedMoments.FindOnWholeGrid(curve, Grid, mean, precision, window, narrow: false);
            Assert.Equal(whole.Mean, window.Mean, Tolerance);
            Assert.Equal(1, window.Variance / whole.Variance, Tolerance);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(1.35)]
    public void Steepness_PartialCreditOfTwoSteps_BoundsTheNearestPole(double distance)
    {
        // With u = exp(a(θ − b)) the curves have the denominator 1 + u exp(a·distance/2) + u², whose zeros have |u| = 1 and the angle acos(−exp(a·distance/2)/2).
        foreach (double a in new[] { 0.5, 1 })
        {
            double angle = Math.Acos(-0.5 * Math.Exp(0.5 * a * distance));
            double steepness = TiltedMoments.Steepness(ItemParameters.PartialCredit(a, [0.3 - distance / 2, 0.3 + distance / 2]));
            Assert.InRange(steepness, Math.PI * a / angle, 2 * a);
        }
    }

    [Fact]
    public void Find_PartialCreditInMiddlingSteps_EqualsTheWholeGrid()
    {
        // A spacing of 1.15 standard deviations errs by 7e-7, the nearest pole by 1e-6; the tail beyond six by less.
        const double Tolerance = 1e-5;
        ItemParameters item = ItemParameters.PartialCredit(1, [-1.25, -0.75, -0.25, 0.25, 0.75, 1.25]);
        int coarsest = TiltedMoments.CoarsestStride(Grid, TiltedMoments.Steepness(item));
        Assert.InRange(coarsest, 2, 4);
        Assert.True(coarsest > TiltedMoments.CoarsestStride(Grid, item.MaximumScore * item.Discrimination));
        long[] row = new long[AbilityGrid.PointCount];
        for (int score = 0; score <= item.MaximumScore; score++)
        {
            LikelihoodRow.Write(item, score, Grid, row);
            for (double precision = 0.7; precision < 6; precision += 0.1)
            {
                var guess = new Moments(0.2, 1 / precision);
                Moments window = TiltedMoments.Find(row, Grid, 0.2, precision, guess, coarsest);
                Moments whole = TiltedMoments.FindOnWholeGrid(row, Grid, 0.2, precision, window, narrow: false);
                Assert.Equal(whole.Mean, window.Mean, Tolerance);
                Assert.Equal(1, window.Variance / whole.Variance, Tolerance);
            }
        }
    }

    [Fact]
    public void Find_FiveHundredSteepItems_EqualsDenseQuadrature()
    {
        // The curve of items with a = 5 is interpolated on steps of 0.16 logits: see NarrowMoments.
        const double Tolerance = 2e-3;
        var random = new RandomStream(5);
        var items = new List<(ItemParameters Item, int Score)>();
        for (int k = 0; k < 500; k++)
        {
            ItemParameters item = ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, 5, 0.4 + 0.1 * random.NextNormal());
            items.Add((item, random.NextDouble() < item.ExpectedScore(0.4) ? 1 : 0));
        }

        long[] curve = new long[AbilityGrid.PointCount];
        long[] row = new long[AbilityGrid.PointCount];
        foreach ((ItemParameters item, int score) in items)
        {
            LikelihoodRow.Write(item, score, Grid, row);
            AbilityPosterior.AddRow(curve, row);
        }

        Moments found = TiltedMoments.Find(curve, Grid, 0, 1, new Moments(0, 1), TiltedMoments.CoarsestStride(Grid, 5));
        double sum = 0;
        double first = 0;
        double second = 0;
        Span<double> log = stackalloc double[2];
        double reference = double.NaN;
        for (double theta = 0.2; theta < 0.6; theta += 0.0005)
        {
            double value = -0.5 * theta * theta;
            foreach ((ItemParameters item, int score) in items)
            {
                item.LogProbabilities(theta, log);
                value += log[score];
            }

            reference = double.IsNaN(reference) ? value : reference;
            double weight = Math.Exp(value - reference);
            sum += weight;
            first += weight * theta;
            second += weight * theta * theta;
        }

        double deviation = Math.Sqrt(second / sum - first / sum * (first / sum));
        Assert.InRange(deviation, 0.01, 0.03);
        Assert.Equal(0, (found.Mean - first / sum) / deviation, Tolerance);
        Assert.Equal(1, Math.Sqrt(found.Variance) / deviation, Tolerance);
    }

    [Theory]
    [InlineData(0.05, 1)]
    [InlineData(0.05, 0)]
    [InlineData(5, 1)]
    [InlineData(5, 0)]
    public void Add_FiveHundredAnswersAllAlike_StaysFiniteAndMonotone(double a, int score)
    {
        foreach (int dimensions in new[] { 1, 2 })
        {
            foreach (double b in new[] { -20.0, 0, 20 })
            {
                AbilityPrior prior = Candidates.Prior(dimensions, 0.8);
                AbilityPosterior posterior = Candidates.Start(prior);
                ItemParameters item = ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, a, b);
                double last = 0;
                for (int k = 0; k < 500; k++)
                {
                    Candidates.Add(posterior, new Response(0, item, score), prior);
                    double mean = posterior.Mean(0);
                    Assert.True(double.IsFinite(mean) && posterior.Variance(0) > 0 && posterior.CompositeVariance > 0);
                    Assert.True(score == 1 ? mean >= last - 1e-6 : mean <= last + 1e-6, $"answer {k + 1}: {mean:R} after {last:R}");
                    last = mean;
                }

                posterior.Converge();
                Assert.True(posterior.IsConverged && double.IsFinite(posterior.Mean(0)) && posterior.Variance(0) > 0);
                Assert.True(double.IsFinite(posterior.Mean(dimensions - 1)) && posterior.Variance(dimensions - 1) > 0);
            }
        }
    }

    private static long[] Curve(int answers, ulong seed, double theta = 0)
    {
        var random = new RandomStream(seed);
        long[] curve = new long[AbilityGrid.PointCount];
        long[] row = new long[AbilityGrid.PointCount];
        for (int k = 0; k < answers; k++)
        {
            ItemParameters item = ItemParameters.Dichotomous(ItemModel.ThreeParameterLogistic, 0.5 + random.NextDouble(), random.NextNormal(), 0.2);
            LikelihoodRow.Write(item, random.NextDouble() < item.ExpectedScore(theta) ? 1 : 0, Grid, row);
            AbilityPosterior.AddRow(curve, row);
        }

        return curve;
    }

    /// <summary>The vectors of eight lanes written out, with the same operations in the same order.</summary>
    private static Moments ScalarWindow(
        long[] curve, double cavityMean, double cavityPrecision, double center, int stride, int first, int vectors)
    {
        double half = 0.5 * cavityPrecision;
        double toCavity = center - cavityMean;
        double[] y = new double[8 * vectors];
        double[] log = new double[8 * vectors];
        for (int j = 0; j < y.Length; j++)
        {
            // Vector j / 8 of the window: stride vectors to a phase, phases a stride apart.
            int vector = j / 8;
            int phase = vector / stride * stride;
            int slot = first + vector % stride * 8;
            double start = Grid[4 * slot + phase] - center;
            y[j] = j % 8 * (4 * Grid.Step) + start;
            double x = y[j] + toCavity;
            log[j] = curve[phase * AbilityGrid.PhaseLength + slot + j % 8] * LikelihoodRow.Unit - half * x * x;
        }

        double unit = log.Max() > log[8] + 600 ? log.Max() : log[8];
        double[] w = [.. log.Select(value => PortableMath.Exp(value - unit))];
        double[] wy = [.. w.Zip(y, (weight, value) => weight * value)];
        double[] wyy = [.. wy.Zip(y, (weight, value) => weight * value)];
        double[] cubes = [.. wyy.Zip(y, (weight, value) => weight * value)];
        double[] fourths = [.. cubes.Zip(y, (weight, value) => weight * value)];
        double scale = 1 / Sum(w);
        double mean = Sum(wy) * scale;
        double variance = Math.Max(Sum(wyy) * scale - mean * mean, Grid.Step * Grid.Step / (12 * 256));

        // Cumulants are taken about the mean as it comes out once it has been rounded.
        double found = center + mean - center;
        double third = Sum(cubes) * scale;
        double square = found * found;
        return new Moments(
            center + mean,
            variance,
            third - found * (3 * variance + square),
            Sum(fourths) * scale - found * (4 * third) + square * (6 * variance + 3 * square) - 3 * variance * variance);
    }

    private static double Sum(double[] values)
    {
        double[] lane = new double[8];
        for (int k = 0; k < 8; k++)
        {
            lane[k] = values[k];
            for (int j = k + 8; j < values.Length; j += 8)
            {
                lane[k] += values[j];
            }
        }

        return ((lane[0] + lane[4]) + (lane[2] + lane[6])) + ((lane[1] + lane[5]) + (lane[3] + lane[7]));
    }
}
