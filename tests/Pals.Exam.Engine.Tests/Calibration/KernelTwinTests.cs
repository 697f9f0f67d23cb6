using System.Runtime.Intrinsics;
using Pals.Exam.Engine.Calibration;
using Pals.Exam.Engine.Calibration.Fit;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Tests.Calibration;

/// <summary>
/// The calibration's vector kernels, each against the same sums one number at a time, for every number of rows, candidates or grid points up to 256.
/// Rows themselves have lengths of 64, 128, 192 and 256: a grid is padded to them.
/// </summary>
public sealed unsafe class KernelTwinTests
{
    private const int Most = 256;

    /// <summary>Sums of at most 256 terms in another order, and an exponential good to a few units in the last place.</summary>
    private const double DoubleRounding = 1e-12;

    /// <summary>The same in single precision, relative to the largest term.</summary>
    private const double SingleRounding = 2e-5;

    [Fact]
    public void ExpAndLog_DifferentLanes_EqualEveryLaneAlone()
    {
        var random = new RandomStream(1);
        for (int i = 0; i < 2000; i++)
        {
            double[] x = [.. Enumerable.Range(0, 8).Select(lane => i == 0 && lane == 3 ? double.NegativeInfinity : -700 * random.NextDouble() * random.NextDouble())];
            Vector512<double> exp = VectorFunctions.Exp(Vector512.Create(x));
            Vector512<double> log = VectorFunctions.Log(exp);
            for (int lane = 0; lane < 8; lane++)
            {
                Assert.Equal(VectorFunctions.Exp(Vector512.Create(x[lane]))[7 - lane], exp[lane]);
                Assert.Equal(VectorFunctions.Log(Vector512.Create(exp[lane]))[7 - lane], log[lane]);
            }
        }
    }

    [Fact]
    public void Add_EveryLength_EqualsScalarSum()
    {
        var random = new RandomStream(2);
        for (int length = 0; length <= Most; length += Vector512<double>.Count)
        {
            for (int offset = 0; offset < 8; offset += 3)
            {
                double[] a = Normals(length + offset, ref random);
                double[] b = Normals(length + offset, ref random);
                double[] sum = new double[length + offset];
                VectorFunctions.Add(a.AsSpan(offset), b.AsSpan(offset), sum.AsSpan(offset));
                Assert.Equal(a.Zip(b, (x, y) => x + y).Skip(offset), sum.Skip(offset));
            }
        }
    }

    [Theory]
    [InlineData(64)]
    [InlineData(128)]
    [InlineData(192)]
    [InlineData(256)]
    public void Posteriors_EveryNumberOfRows_EqualScalarTwins(int stride)
    {
        const float Step = 1f / 1024;
        var random = new RandomStream(3);
        int[] table = [.. Enumerable.Range(0, Most * stride).Select(_ => -random.NextInt32(3000))];
        double[] exactTable = [.. table.Select(x => x * (double)Step)];
        int[] prior = [.. Enumerable.Range(0, stride).Select(q => -40 * Math.Abs(q - stride / 2))];
        double[] exactPrior = [.. prior.Select(x => x * (double)Step)];
        int[] rows = [.. Enumerable.Range(0, Most)];
        float[] posterior = new float[stride];
        double[] exactPosterior = new double[stride];
        for (int count = 0; count <= Most; count++)
        {
            int[] starts = [0, count];
            double single;
            double exact;
            fixed (int* t = table, p = prior, r = rows, s = starts)
            fixed (double* et = exactTable, ep = exactPrior, ed = exactPosterior)
            fixed (float* d = posterior)
            {
                single = PosteriorKernels.Posteriors(t, p, r, s, 0, 1, null, stride, Step, d);
                exact = PosteriorKernels.PosteriorsExact(et, ep, r, s, 0, 1, null, stride, ed);
            }

            double[] logs = [.. exactPrior.Select((x, q) => x + Enumerable.Range(0, count).Sum(k => exactTable[k * stride + q]))];
            double top = logs.Max();
            double[] weights = [.. logs.Select(x => Math.Exp(x - top))];
            double likelihood = weights.Sum();
            Assert.Equal(top + Math.Log(likelihood), exact, DoubleRounding * Math.Max(1, -top));
            Assert.Equal(top + Math.Log(likelihood), single, SingleRounding);
            for (int q = 0; q < stride; q++)
            {
                Assert.Equal(weights[q] / likelihood, exactPosterior[q], DoubleRounding);
                Assert.Equal(weights[q] / likelihood, posterior[q], SingleRounding);
            }
        }
    }

    [Theory]
    [InlineData(64)]
    [InlineData(256)]
    public void AddRows_EveryNumberOfCandidates_EqualScalarTwins(int stride)
    {
        var random = new RandomStream(4);
        float[] posteriors = [.. Enumerable.Range(0, Most * stride).Select(_ => (float)random.NextDouble())];
        double[] exactPosteriors = [.. Enumerable.Range(0, Most * stride).Select(_ => random.NextDouble())];
        ushort[] list = [.. Enumerable.Range(0, Most).Select(k => (ushort)(k * 37 % Most))];
        for (int count = 0; count <= Most; count++)
        {
            double[] start = Normals(stride, ref random);
            double[] sums = (double[])start.Clone();
            double[] exactSums = (double[])start.Clone();
            fixed (float* p = posteriors)
            fixed (double* e = exactPosteriors, d = sums, ed = exactSums)
            fixed (ushort* l = list)
            {
                PosteriorKernels.AddRows(p, l, count, stride, d);
                PosteriorKernels.AddRowsExact(e, l, count, stride, ed);
            }

            for (int q = 0; q < stride; q++)
            {
                float sum = 0;
                double exactSum = start[q];
                for (int k = 0; k < count; k++)
                {
                    sum += posteriors[list[k] * stride + q];
                    exactSum += exactPosteriors[list[k] * stride + q];
                }

                Assert.Equal(start[q] + sum, sums[q]);
                Assert.Equal(exactSum, exactSums[q]);
            }
        }
    }

    [Theory]
    [InlineData(64)]
    [InlineData(192)]
    public void CentredScores_EveryNumberOfCandidates_EqualScalarTwins(int stride)
    {
        var random = new RandomStream(5);
        float[] posteriors = [.. Enumerable.Range(0, Most * stride).Select(_ => (float)random.NextDouble() / stride)];
        float[] score = [.. Enumerable.Range(0, stride).Select(_ => (float)random.NextNormal())];
        ushort[] list = [.. Enumerable.Range(0, Most).Select(k => (ushort)(k * 37 % Most))];

        // Each candidate points at rows k mod 3 and 3 + k mod 5; of these the rows from 2 on count.
        const int Rows = 8;
        const int FirstRow = 2;
        int[] rows = [.. Enumerable.Range(0, Most).SelectMany(n => new[] { n % 3, 3 + n % 5 })];
        int[] starts = [.. Enumerable.Range(0, Most + 1).Select(n => 2 * n)];
        for (int count = 0; count <= Most; count += count < 32 ? 1 : 7)
        {
            float[] sums = new float[Rows * stride];
            float[] everyone = new float[stride];
            float[] centred = new float[Most * stride];
            float[] alsoEveryone = new float[stride];
            float[] gathered = new float[stride];
            fixed (float* p = posteriors, s = score, sum = sums, all = everyone, c = centred, also = alsoEveryone, g = gathered)
            fixed (ushort* l = list)
            fixed (int* r = rows, st = starts)
            {
                CentredScoreKernel.Add(p, l, count, s, r, st, FirstRow, stride, sum, all);
                CentredScoreKernel.Write(p, l, count, s, stride, c, also);
                CentredScoreKernel.Gather(c, l, count, stride, g);
            }

            double[] expected = new double[Rows * stride];
            double[] total = new double[stride];
            for (int k = 0; k < count; k++)
            {
                int n = list[k];
                double weight = 0;
                double product = 0;
                for (int q = 0; q < stride; q++)
                {
                    weight += posteriors[n * stride + q];
                    product += posteriors[n * stride + q] * (double)score[q];
                }

                for (int q = 0; q < stride; q++)
                {
                    double value = posteriors[n * stride + q] * (score[q] - product / weight);
                    Assert.Equal(value, centred[n * stride + q], SingleRounding);
                    total[q] += value;
                    foreach (int row in rows[starts[n]..starts[n + 1]])
                    {
                        expected[row * stride + q] += row >= FirstRow ? value : 0;
                    }
                }
            }

            for (int q = 0; q < stride; q++)
            {
                Assert.Equal(total[q], everyone[q], SingleRounding);
                Assert.Equal(total[q], alsoEveryone[q], SingleRounding);
                Assert.Equal(total[q], gathered[q], SingleRounding);
            }

            for (int i = 0; i < expected.Length; i++)
            {
                Assert.Equal(expected[i], sums[i], SingleRounding);
            }
        }
    }

    [Theory]
    [InlineData("2pl")]
    [InlineData("3pl")]
    [InlineData("4pl")]
    [InlineData("graded")]
    [InlineData("gpcm")]
    public void ItemCurves_EveryNumberOfGridPoints_EqualThemselvesPointByPoint(string kind)
    {
        ItemParameters parameters = kind switch
        {
            "3pl" => ItemParameters.Dichotomous(ItemModel.ThreeParameterLogistic, 1.7, -0.4, 0.22),
            "4pl" => ItemParameters.Dichotomous(ItemModel.FourParameterLogistic, 2.2, 0.9, 0.12, 0.94),
            "graded" => ItemParameters.Graded(1.4, [-1.2, 0.1, 1.9]),
            "gpcm" => ItemParameters.PartialCredit(0.8, [0.7, -0.9]),
            _ => ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, 5, 1.3),
        };
        WorkingItem item = WorkingItem.Anchor(0, "I", parameters, 0);
        int m = item.ParameterCount;
        double[] xi = new double[m];
        item.Read([], 1, xi);
        double[] log = new double[item.Categories];
        for (int count = 2; count <= Most; count++)
        {
            var grid = new Quadrature(count);
            double[] rows = new double[item.Categories * grid.Stride];
            item.LogProbabilities(xi, grid, rows);
            for (int q = 0; q < count; q++)
            {
                parameters.LogProbabilities(grid.Points[q], log);
                for (int k = 0; k < log.Length; k++)
                {
                    Assert.Equal(log[k], rows[k * grid.Stride + q], DoubleRounding * Math.Max(10, -log[k]));
                }
            }

            // Derivatives are sums over points: those of all points are the sum of those of each alone.
            double[] counts = new double[item.Categories * grid.Stride];
            double[] gradient = new double[m];
            double[] information = new double[m * m];
            double[] sum = new double[m + m * m];
            for (int q = 0; q < count; q += Math.Max(1, count / 40))
            {
                double[] single = new double[counts.Length];
                for (int k = 0; k < item.Categories; k++)
                {
                    single[k * grid.Stride + q] = counts[k * grid.Stride + q] = 0.1 + (q * 7 + k * 3) % 5;
                }

                item.Derivatives(xi, grid, single, gradient, information);
                sum = [.. sum.Zip(gradient.Concat(information), (x, y) => x + y)];
            }

            item.Derivatives(xi, grid, counts, gradient, information);
            foreach ((double expected, double found) in sum.Zip(gradient.Concat(information)))
            {
                Assert.Equal(expected, found, DoubleRounding * Math.Max(1000, Math.Abs(expected)));
            }
        }
    }

    [Fact]
    public void ExpectationPropagation_EveryNumberOfGridPoints_EqualsPlainSums()
    {
        var random = new RandomStream(6);
        for (int count = 16; count <= Most; count++)
        {
            var grid = new Quadrature(count);
            double[] curve = new double[grid.Stride];
            for (int q = 0; q < count; q++)
            {
                double x = grid.Points[q] - 0.4;
                curve[q] = -0.5 * x * x - 0.05 * x * x * x * x + 0.1 * random.NextDouble();
            }

            // The padding of a row has no weight.
            curve.AsSpan(count).Fill(double.NegativeInfinity);
            double[] tilted = new double[grid.Stride];
            var posterior = new ExpectationPropagation(grid, [0.2], [1.3]);
            double logLikelihood = posterior.Run((double[])curve.Clone(), tilted, new double[1], new double[1]);

            double[] log = [.. Enumerable.Range(0, count).Select(q => curve[q] - 0.5 * (grid.Points[q] - 0.2) * (grid.Points[q] - 0.2) / 1.3)];
            double top = log.Max();
            double[] weight = [.. log.Select(x => Math.Exp(x - top))];
            double total = weight.Sum();
            double mean = weight.Select((w, q) => w * grid.Points[q]).Sum() / total;
            double variance = weight.Select((w, q) => w * (grid.Points[q] - mean) * (grid.Points[q] - mean)).Sum() / total;
            double spacing = 2 * Quadrature.Bound / (count - 1);

            // The site is settled to 1e-9 only.
            const double Settled = 1e-8;
            Assert.Equal(mean, posterior.Mean[0], Settled);
            Assert.Equal(variance, posterior.Covariance[0], Settled);
            Assert.Equal(top + Math.Log(total * spacing / Math.Sqrt(2 * Math.PI * 1.3)), logLikelihood, Settled);
            for (int q = 0; q < grid.Stride; q++)
            {
                Assert.Equal(q < count ? weight[q] / total : 0, tilted[q], Settled);
            }
        }
    }

    [Fact]
    public void ExpectationStep_EveryNumberOfGridPoints_EqualsPlainQuadrature()
    {
        // Single-precision posteriors and log-likelihoods in multiples of about a millionth.
        const double Fast = 2e-5;
        ItemParameters[] truth =
        [
            ItemParameters.Dichotomous(ItemModel.ThreeParameterLogistic, 1.4, -0.5, 0.2),
            ItemParameters.Graded(1.3, [-1, 0.3, 2]),
            ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, 0.8, 0.7),
            ItemParameters.PartialCredit(1.1, [0.5, -0.5]),
        ];
        ResponseData data = ReferenceData.Draw(truth, 9, seed: 8, missing: 0.2);
        using var team = new ThreadTeam(1);
        double[][] scores = [.. truth.Select(item => new double[item.CategoryCount])];
        for (int count = 2; count <= Most; count++)
        {
            var grid = new Quadrature(count);
            WorkingItem[] items = [.. truth.Select((item, i) => WorkingItem.Anchor(i, $"I{i + 1}", item, 0))];
            var model = new WorkingModel(items, sharedSlope: false, freeMean: false, freeDeviation: false, [], []);
            var step = new ExpectationStep(ResponseRows.Create(data, [true, true, true, true]), model, grid, team);
            double[] weights = new double[grid.Stride];
            grid.LogWeights(0, 1, weights);
            double expected = 0;
            for (int n = 0; n < data.CandidateCount; n++)
            {
                double[] log = weights[..count];
                ResponseRow row = data[n];
                for (int q = 0; q < count; q++)
                {
                    for (int j = 0; j < row.Items.Length; j++)
                    {
                        truth[row.Items[j]].LogProbabilities(grid.Points[q], scores[row.Items[j]]);
                        log[q] += scores[row.Items[j]][row.Scores[j]];
                    }
                }

                expected += Elementary.LogSumExp(log);
            }

            Assert.Equal(expected, step.Run([], exact: true), DoubleRounding * Math.Abs(expected));
            Assert.Equal(expected, step.Run([], exact: false), Fast * Math.Abs(expected));
        }
    }

    [Fact]
    public void CategoryCounts_EveryNumberOfItems_EqualScalarMaxima()
    {
        var random = new RandomStream(9);
        for (int items = 1; items <= Most; items++)
        {
            byte[] scores = [.. Enumerable.Range(0, 3 * items).Select(_ => (byte)random.NextInt32(ResponseData.HighestScore + 1))];
            ResponseData data = ResponseData.FromMatrix(["a", "b", "c"], [.. Enumerable.Range(0, items).Select(i => $"I{i}")], scores);
            Assert.Equal(
                Enumerable.Range(0, items).Select(i => 1 + new[] { 1, scores[i], scores[items + i], scores[2 * items + i] }.Max()), data.CategoryCounts);
        }
    }

    [Fact]
    public void SquaredLength_EverySize_EqualsScalarCholesky()
    {
        var random = new RandomStream(10);
        for (int size = 1; size <= Most; size += size < 80 ? 1 : 11)
        {
            // Lower triangle with a diagonal that dominates.
            double[][] factor = [.. Enumerable.Range(0, size).Select(i => Enumerable.Range(0, i + 1).Select(j => i == j ? 2 + random.NextDouble() : random.NextNormal() / size).ToArray())];
            double[][] matrix = [.. Enumerable.Range(0, size).Select(i => Enumerable.Range(0, size).Select(
                j => j > i ? 0 : Enumerable.Range(0, j + 1).Sum(k => factor[i][k] * factor[j][k])).ToArray())];
            double[] solution = Normals(size, ref random);
            double[] residual = [.. factor.Select(row => row.Zip(solution, (x, y) => x * y).Sum())];
            double? found = Projection.SquaredLength(matrix, residual, []);
            Assert.Equal(1, found!.Value / solution.Sum(x => x * x), DoubleRounding);
        }
    }

    private static double[] Normals(int length, ref RandomStream random)
    {
        double[] values = new double[length];
        for (int i = 0; i < length; i++)
        {
            values[i] = random.NextNormal();
        }

        return values;
    }
}
