using System.Collections.Immutable;
using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.Engine.Tests.Support;

namespace Pals.Exam.Engine.Tests.Ability;

/// <summary>The vector kernels of the joint posterior against the same operations in the same order, one number at a time.</summary>
public sealed class VectorTwinTests
{
    private const int Most = 256;

    [Fact]
    public void Multiply_EveryNumberOfDimensions_EqualsScalarTwinToTheLastBit()
    {
        var random = new RandomStream(1);
        for (int n = 1; n <= Most; n++)
        {
            JointNormal joint = Joint(n, ref random, out double[] weights);
            double[] mean = [.. Enumerable.Range(0, n).Select(joint.Mean)];
            double[][] covariance = [.. Enumerable.Range(0, n).Select(i => Enumerable.Range(0, n).Select(j => joint.Covariance(i, j)).ToArray())];
            foreach (int d in new[] { n - 1, n / 2 })
            {
                double precision = 0.1 + random.NextDouble();
                double shift = random.NextNormal();
                joint.Multiply(d, precision, shift);
                Multiply(mean, covariance, d, precision, shift);
            }

            joint.UpdateComposite();
            for (int i = 0; i < n; i++)
            {
                Assert.Equal(mean[i], joint.Mean(i));
                Assert.Equal(covariance[i], Enumerable.Range(0, n).Select(j => joint.Covariance(i, j)).ToArray());
                double withComposite = 0;
                for (int j = 0; j < n; j++)
                {
                    withComposite += weights[j] * covariance[j][i];
                }

                Assert.Equal(withComposite, joint.CovarianceWithComposite(i));
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void FindOnWholeGrid_AnyCurve_EqualsScalarTwinToTheLastBit(int stride)
    {
        var grid = new AbilityGrid(-0.2, 1.1);
        for (ulong seed = 0; seed < 200; seed++)
        {
            var random = new RandomStream(seed, 7);
            long[] curve = new long[AbilityGrid.PointCount];
            long[] row = new long[AbilityGrid.PointCount];
            for (int k = random.NextInt32(60); k > 0; k--)
            {
                ItemParameters item = ItemParameters.Dichotomous(ItemModel.ThreeParameterLogistic, 0.05 + 4.95 * random.NextDouble(), 3 * random.NextNormal(), 0.2);
                LikelihoodRow.Write(item, random.NextInt32(2), grid, row);
                AbilityPosterior.AddRow(curve, row);
            }

            double cavityMean = 3 * random.NextNormal();
            double precision = Math.Exp(2 * random.NextNormal());
            var guess = new Moments(2 * random.NextNormal(), 1);
            Moments vector = TiltedMoments.FindOnWholeGrid(curve, grid, cavityMean, precision, guess, narrow: false, stride);
            Assert.Equal(WholeGrid(curve, grid, cavityMean, precision, guess.Mean, stride), vector);
        }
    }

    /// <summary>Both spans from starts that are aligned to no vector, values up to the largest that a sum of 1,000 answers can reach.</summary>
    [Fact]
    public void AddRow_UnalignedStarts_EqualsScalarSum()
    {
        var random = new RandomStream(2);
        for (int offset = 0; offset < 8; offset++)
        {
            long[] curve = [.. Enumerable.Range(0, AbilityGrid.PointCount + offset).Select(_ => (long)random.NextUInt64() >> 2)];
            long[] row = [.. Enumerable.Range(0, AbilityGrid.PointCount + offset).Select(_ => (long)random.NextUInt64() >> 2)];
            long[] expected = [.. curve.Select((value, k) => k < offset ? value : value + row[k])];
            AbilityPosterior.AddRow(curve.AsSpan(offset), row.AsSpan(offset));
            Assert.Equal(expected, curve);
        }
    }

    private static JointNormal Joint(int n, ref RandomStream random, out double[] weights)
    {
        double[] loadings = new double[n];
        double[] values = new double[n];
        for (int i = 0; i < n; i++)
        {
            loadings[i] = 1.8 * random.NextDouble() - 0.9;
            values[i] = random.NextDouble() / n;
        }

        weights = values;
        AbilityPrior prior = AbilityPrior.Create(
            [.. loadings],
            [.. loadings.Select(loading => 1 + loading * loading)],
            [.. Enumerable.Range(0, n).Select(i => Enumerable.Range(0, n).Select(j => i == j ? 1 : loadings[i] * loadings[j]).ToImmutableArray())]);
        var joint = new JointNormal(prior, weights);
        joint.Reset();
        return joint;
    }

    private static void Multiply(double[] mean, double[][] covariance, int d, double precision, double shift)
    {
        double[] column = (double[])covariance[d].Clone();
        double scale = 1 / (1 + precision * column[d]);
        double move = (shift - precision * mean[d]) * scale;
        double shrink = precision * scale;
        for (int i = 0; i < mean.Length; i++)
        {
            mean[i] += move * column[i];
            double factor = shrink * column[i];
            for (int j = 0; j < mean.Length; j++)
            {
                covariance[i][j] -= factor * column[j];
            }
        }
    }

    private static Moments WholeGrid(long[] curve, AbilityGrid grid, double cavityMean, double cavityPrecision, double center, int stride)
    {
        double half = 0.5 * cavityPrecision;
        var points = new List<(double Y, double Log)>();
        for (int phase = 0; phase < AbilityGrid.Phases; phase += stride)
        {
            for (int slot = 0; slot < AbilityGrid.PhaseLength; slot++)
            {
                // Eight lanes from a vector's first point on, as the kernel counts them.
                double start = grid[slot / 8 * 8 * AbilityGrid.Phases + phase] - center;
                double y = slot % 8 * (AbilityGrid.Phases * grid.Step) + start;
                double x = y + (center - cavityMean);
                points.Add((y, curve[phase * AbilityGrid.PhaseLength + slot] * LikelihoodRow.Unit - half * x * x));
            }
        }

        double top = points.Max(point => point.Log);
        double[] sum = new double[8];
        double[] first = new double[8];
        double[] second = new double[8];
        for (int k = 0; k < points.Count; k++)
        {
            double weight = PortableMath.Exp(points[k].Log - top);
            double moment = weight * points[k].Y;
            sum[k % 8] += weight;
            first[k % 8] += moment;
            second[k % 8] += moment * points[k].Y;
        }

        double scale = 1 / Total(sum);
        double mean = Total(first) * scale;
        return new Moments(center + mean, Math.Max(Total(second) * scale - mean * mean, grid.Step * grid.Step / (12 * 256)));
    }

    private static double Total(double[] lane) => ((lane[0] + lane[4]) + (lane[2] + lane[6])) + ((lane[1] + lane[5]) + (lane[3] + lane[7]));
}
