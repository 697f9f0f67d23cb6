using System.Collections.Immutable;
using Pals.Exam.Engine.Assembly;
using Pals.Exam.Engine.Decisions;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Tests.Support;

namespace Pals.Exam.Engine.Tests.Assembly;

public sealed class WrittenFormTests
{
    // Sums of at most a few dozen terms of order 1.
    private const double Rounding = 1e-12;

    private static readonly ItemPool Pool = ItemPool.Create(
    [
        new PoolItem("A", ItemParameters.Dichotomous(ItemModel.ThreeParameterLogistic, 1, 0, 0.2), "area-1"),
        new PoolItem("B", ItemParameters.PartialCredit(1, [0, 0]), "area-1"),
        new PoolItem("C", ItemParameters.PartialCredit(1, [0, 0, 0]), "area-2"),
        new PoolItem("D", ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, 1, 0), "area-2") { IsPretest = true },
    ]);

    [Fact]
    public void ExpectedScore_PartialCredit_GivesEachItemOnePoint()
    {
        WrittenForm form = WrittenForm.Create(Pool, [0, 1, 2], cut: 0);

        // At θ = 0 every category of B and C is equally likely: half of each point; A is right with 0.2 + 0.8 / 2.
        Assert.Equal(0.6 + 0.5 + 0.5, form.ExpectedScore(0), Rounding);
        Assert.Equal(6, form.PartsPerPoint);
        Assert.Equal(1.6, form.Cut.ExactScore, Rounding);
        Assert.Equal(2, form.Cut.RawScore);
    }

    [Fact]
    public void ScoreDistribution_MixedItems_EqualsEnumeration()
    {
        WrittenForm form = WrittenForm.Create(Pool, [2, 0, 1], cut: 0.3);
        const double theta = 0.7;
        double[] expected = new double[form.Length * form.PartsPerPoint + 1];
        double[][] log = [.. form.Items.Select(item =>
        {
            double[] values = new double[Pool.Parameters(item).CategoryCount];
            Pool.Parameters(item).LogProbabilities(theta, values);
            return values;
        })];
        for (int x = 0; x < log[0].Length; x++)
        {
            for (int y = 0; y < log[1].Length; y++)
            {
                for (int z = 0; z < log[2].Length; z++)
                {
                    expected[form.RawScore([x, y, z]).Parts] += Math.Exp(log[0][x] + log[1][y] + log[2][z]);
                }
            }
        }

        double[] actual = form.ScoreDistribution(theta);
        Assert.Equal(expected.Length, actual.Length);
        for (int j = 0; j < expected.Length; j++)
        {
            Assert.Equal(expected[j], actual[j], Rounding);
        }

        Assert.Equal(form.ExpectedScore(theta), actual.Select((p, j) => p * j / form.PartsPerPoint).Sum(), Rounding);
        Assert.Equal(actual.Skip(form.PartsPerPoint * form.Cut.RawScore).Sum(), form.PassProbability(theta, form.Cut.RawScore), Rounding);
    }

    [Fact]
    public void RawScore_Thirds_AddToAWholePointExactly()
    {
        WrittenForm form = WrittenForm.Create(Pool, [0, 1, 2], cut: 0);
        RawScore half = form.RawScore([1, 1, 0]);
        Assert.Equal(1.5, half.Points);
        Assert.True(half.Reaches(1));
        Assert.False(half.Reaches(2));
        Assert.True(form.RawScore([1, 0, 3]).Reaches(2));
    }

    [Theory]
    [InlineData(41.5, 41)]
    [InlineData(41.500001, 42)]
    [InlineData(42, 42)]
    [InlineData(42.5, 42)]
    [InlineData(42.51, 43)]
    [InlineData(0, 0)]
    public void Round_ExactScore_IsTheNearestWholeNumberHalvesDownwards(double exact, int raw) => Assert.Equal(raw, EquatedCut.Round(exact));

    [Fact]
    public void Round_NotANumber_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => EquatedCut.Round(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => EquatedCut.Round(-0.1));
    }

    [Fact]
    public void Create_ItemsThatCannotBeScored_AreRefusedByName()
    {
        Assert.Contains("D is a pretest item", Assert.Throws<ArgumentException>(() => WrittenForm.Create(Pool, [0, 3], 0)).Message, StringComparison.Ordinal);
        Assert.Contains("A stands twice", Assert.Throws<ArgumentException>(() => WrittenForm.Create(Pool, [0, 1, 0], 0)).Message, StringComparison.Ordinal);
        Assert.Contains("4 is not an index", Assert.Throws<ArgumentException>(() => WrittenForm.Create(Pool, [4], 0)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => WrittenForm.Create(Pool, [], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => WrittenForm.Create(Pool, [0], double.NaN));
    }

    [Fact]
    public void Score_FixedLengthExamOfTheSameItems_GivesTheSameReport()
    {
        ExamDefinition definition = TestPools.Definition(3, minimumLength: 30, maximumLength: 30) with
        {
            DecisionRule = new FixedLengthRule(),
            Cut = -0.3,
        };
        ItemPool pool = TestPools.Pool(60, 3, seed: 5);
        ExamState state = new AdaptiveExam(definition, pool).Begin(seed: 2);
        for (int k = 0; state.Status == ExamStatus.InProgress; k++)
        {
            state.Answer(k % 4 == 0 ? 0 : 1);
        }

        WrittenForm form = WrittenForm.Create(pool, [.. state.AdministeredItems], definition.Cut);
        FormScore score = new FormScorer(definition, form).Score(state.Scores);

        // The same posterior, to the last bit; only the decision is by raw score.
        ScoreReport adaptive = state.Report();
        Assert.Equal(adaptive.Composite, score.Report.Composite);
        Assert.Equal(adaptive.TopicAreas, score.Report.TopicAreas);
        Assert.Equal(adaptive.ProbabilityAboveCut, score.Report.ProbabilityAboveCut);
        Assert.Equal(22, score.Raw.Points);
        Assert.Equal(22 >= form.Cut.RawScore, score.Passed);
        Assert.Equal(score.Passed ? ExamStatus.Passed : ExamStatus.Failed, score.Report.Status);
    }

    [Fact]
    public void FormScorer_AnotherStandardThanTheForms_IsRefused()
    {
        ItemPool pool = TestPools.Pool(10, 1, seed: 1);
        WrittenForm form = WrittenForm.Create(pool, [0, 1, 2], cut: 0.5);
        Assert.Contains("0.5", Assert.Throws<ArgumentException>(() => new FormScorer(TestPools.Definition(1), form)).Message, StringComparison.Ordinal);
    }
}
