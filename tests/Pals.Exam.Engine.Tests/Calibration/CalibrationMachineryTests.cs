using Pals.Exam.Engine.Calibration;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Engine.Tests.Calibration;

/// <summary>The parts that a calibration is made of, each against a plain computation of the same thing.</summary>
public sealed class CalibrationMachineryTests
{
    // Single-precision posteriors and log-likelihoods in multiples of about a millionth.
    private const double FastTolerance = 2e-5;
    private const double ExactTolerance = 1e-9;

    [Theory]
    [InlineData(0, false)]
    [InlineData(0.2, false)]
    [InlineData(0.8, false)]
    [InlineData(0, true)]
    [InlineData(0.2, true)]
    [InlineData(0.8, true)]
    public void ExpectationStep_AnyLayout_EqualsPlainQuadrature(double missing, bool exact)
    {
        // Complete data make blocks of items, a fifth missing blocks with a state for it, four fifths lists of single items.
        ItemParameters[] truth = [.. Enumerable.Range(0, 13).Select(i => i % 3 == 2
            ? ItemParameters.Graded(1.3, [-1, 0.1 * i, 2])
            : ItemParameters.Dichotomous(ItemModel.ThreeParameterLogistic, 1 + 0.1 * i, -1 + 0.2 * i, 0.2))];
        ResponseData data = ReferenceData.Draw(truth, 300, seed: 77, missing: missing);
        var grid = new Quadrature(61);
        WorkingItem[] items = [.. truth.Select((item, i) => WorkingItem.Anchor(i, $"I{i}", item, 0))];
        var model = new WorkingModel(items, sharedSlope: false, freeMean: false, freeDeviation: false, [], []);
        using var team = new ThreadTeam(2);
        var step = new ExpectationStep(ResponseRows.Create(data, Enumerable.Repeat(true, 13).ToArray()), model, grid, team);
        double logLikelihood = step.Run([], exact);
        (double expected, double[][] counts) = Plain(data, truth, grid);

        double tolerance = exact ? ExactTolerance : FastTolerance;
        Assert.Equal(expected, logLikelihood, tolerance * Math.Abs(expected));
        for (int i = 0; i < truth.Length; i++)
        {
            for (int k = 0; k < counts[i].Length; k++)
            {
                Assert.Equal(counts[i][k], step.Counts[i][k], tolerance * 10);
            }
        }
    }

    [Theory]
    [InlineData(ItemModel.TwoParameterLogistic, 0, false)]
    [InlineData(ItemModel.TwoParameterLogistic, 0.2, true)]
    [InlineData(ItemModel.TwoParameterLogistic, 0.7, true)]
    [InlineData(ItemModel.ThreeParameterLogistic, 0, true)]
    [InlineData(ItemModel.OneParameterLogistic, 0, true)]
    [InlineData(ItemModel.OneParameterLogistic, 0.7, false)]
    [InlineData(ItemModel.Rasch, 0, false)]
    public void ObservedInformation_AnyModel_IsTheNegativeHessianOfTheLogLikelihood(ItemModel model, double missing, bool anchored)
    {
        // Louis' identity holds at every point, so a point off the maximum will do; second differences of the log-likelihood keep six digits.
        const double Step = 2e-3;
        const double Tolerance = 1e-4;
        ItemParameters[] truth = [.. Enumerable.Range(0, 5).Select(
            i => ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, 0.9 + 0.2 * i, -1 + 0.5 * i))];
        ResponseData data = ReferenceData.Draw(truth, 150, seed: 41, missing: missing);
        var items = new List<WorkingItem>();
        int offset = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            items.Add(anchored && i == 1
                ? WorkingItem.Anchor(i, $"I{i}", truth[i], offset)
                : WorkingItem.Free(i, $"I{i}", model, 2, offset, new ParameterPrior?[4]));
            offset += items[^1].FreeCount;
        }

        bool shared = model == ItemModel.OneParameterLogistic;
        var working = new WorkingModel([.. items], shared, anchored, anchored || model == ItemModel.Rasch, [], []);
        double[] x = [.. Enumerable.Range(0, working.Count).Select(place => 0.3 + 0.1 * (place % 4))];
        var grid = new Quadrature(61);
        using var team = new ThreadTeam(1);
        var step = new ExpectationStep(ResponseRows.Create(data, Enumerable.Repeat(true, 5).ToArray()), working, grid, team);
        double[][] information = ObservedInformation.At(x, working, grid, step, team);

        double At(int i, double di, int j, double dj)
        {
            var moved = (double[])x.Clone();
            moved[i] += di;
            moved[j] += dj;
            return step.Run(moved, exact: true);
        }

        for (int i = 0; i < x.Length; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double second = (At(i, Step, j, Step) - At(i, Step, j, -Step) - At(i, -Step, j, Step) + At(i, -Step, j, -Step)) / (4 * Step * Step);
                Assert.Equal(-second, information[i][j], Tolerance * Math.Max(10, information[i][i]));
            }
        }
    }

    [Fact]
    public void AndersonAcceleration_LinearIteration_IsSolvedInAsManyStepsAsDimensions()
    {
        // x → Ax + b with eigenvalues up to 0.98, which plain iteration would follow for a thousand steps.
        double[] rates = [0.98, 0.9, 0.5, -0.3];
        double[] solution = [.. rates.Select(rate => 1 / (1 - rate))];
        var acceleration = new AndersonAcceleration(4, 8);
        var x = new double[4];
        double[] scale = [1, 1, 1, 1];
        for (int step = 0; step < 6; step++)
        {
            double[] image = [.. x.Select((value, i) => rates[i] * value + 1)];
            acceleration.Next(x, image, scale, x);
        }

        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(solution[i], x[i], 1e-4 * solution[i]);
        }
    }

    [Fact]
    public void SymmetricInverse_PositiveDefiniteMatrix_TimesTheMatrixIsTheIdentity()
    {
        const int Size = 40;
        var random = new RandomStream(9);
        var root = new double[Size, Size];
        for (int i = 0; i < Size * Size; i++)
        {
            root[i / Size, i % Size] = random.NextNormal();
        }

        double[][] Matrix() => [.. Enumerable.Range(0, Size).Select(i => Enumerable.Range(0, Size).Select(
            j => (i == j ? 1 : 0) + Enumerable.Range(0, Size).Sum(k => root[i, k] * root[j, k])).ToArray())];
        using var team = new ThreadTeam(2);
        var inverse = SymmetricInverse.Of(Matrix(), team);
        double[][] matrix = Matrix();
        for (int i = 0; i < Size; i++)
        {
            for (int j = 0; j < Size; j++)
            {
                Assert.Equal(i == j ? 1 : 0, Enumerable.Range(0, Size).Sum(k => matrix[i][k] * inverse[k, j]), 1e-9);
            }
        }
    }

    [Fact]
    public void SymmetricInverse_VariableWithoutInformation_IsMarkedAndTheOthersKept()
    {
        using var team = new ThreadTeam(1);
        var inverse = SymmetricInverse.Of([[4, 0, 0], [0, 0, 0], [0, 0, 0.25]], team);

        Assert.True(inverse.IsUndetermined(1));
        Assert.False(inverse.IsUndetermined(2));
        Assert.Equal(0.25, inverse[0, 0], 12);
        Assert.Equal(4, inverse[2, 2], 12);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void ThreadTeam_Run_DoesEveryPartOnceAndPassesFailuresOn(int threads)
    {
        using var team = new ThreadTeam(threads);
        for (int round = 0; round < 50; round++)
        {
            var done = new int[37];
            team.Run(done.Length, part => Interlocked.Increment(ref done[part]));
            Assert.All(done, times => Assert.Equal(1, times));
        }

        Assert.Throws<InvalidOperationException>(() => team.Run(8, part => throw new InvalidOperationException($"part {part}")));
        var after = new int[5];
        team.Run(after.Length, part => after[part] = part);
        Assert.Equal([0, 1, 2, 3, 4], after);
    }

    private static (double LogLikelihood, double[][] Counts) Plain(ResponseData data, ItemParameters[] items, Quadrature grid)
    {
        var logWeights = new double[grid.Stride];
        grid.LogWeights(0, 1, logWeights);
        double[][] counts = [.. items.Select(item => new double[item.CategoryCount * grid.Stride])];
        double total = 0;
        for (int n = 0; n < data.CandidateCount; n++)
        {
            double[] log = [.. logWeights[..grid.Count]];
            ResponseRow row = data[n];
            for (int q = 0; q < grid.Count; q++)
            {
                for (int j = 0; j < row.Items.Length; j++)
                {
                    ItemParameters item = items[row.Items[j]];
                    var own = new double[item.CategoryCount];
                    item.LogProbabilities(grid.Points[q], own);
                    log[q] += own[row.Scores[j]];
                }
            }

            double sum = Elementary.LogSumExp(log);
            total += sum;
            for (int q = 0; q < grid.Count; q++)
            {
                for (int j = 0; j < row.Items.Length; j++)
                {
                    counts[row.Items[j]][row.Scores[j] * grid.Stride + q] += Math.Exp(log[q] - sum);
                }
            }
        }

        return (total, counts);
    }
}
