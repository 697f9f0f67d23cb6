using System.Collections.Immutable;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.Engine.Simulation;
using Pals.Exam.Engine.Tests.Support;

namespace Pals.Exam.Engine.Tests.Simulation;

public sealed class ExamSimulationTests
{
    private static readonly AdaptiveExam Joint = new(TestPools.Definition(3), TestPools.Pool(150, 3, seed: 5));

    private static readonly SimulationResult Result = Run(Joint, new SimulationOptions { Candidates = 600, Seed = 42 });

    [Fact]
    public void Run_AnyNumberOfThreads_SameResult()
    {
        SimulationResult one = Run(Joint, new SimulationOptions { Candidates = 300, Seed = 9, Threads = 1 });
        SimulationResult three = Run(Joint, new SimulationOptions { Candidates = 300, Seed = 9, Threads = 3 });
        Assert.Equal(
            (one.Bias, one.Rmse, one.Decisions, one.Overlap, one.LargestOverlap, one.Consistency),
            (three.Bias, three.Rmse, three.Decisions, three.Overlap, three.LargestOverlap, three.Consistency));
        Assert.Equal(one.ByAbility, three.ByAbility);
        Assert.Equal(one.Items, three.Items);
        Assert.Equal(one.Coverages, three.Coverages);
        Assert.Equal(one.EstimateCorrelations, three.EstimateCorrelations);
    }

    [Fact]
    public void Run_OtherSeed_OtherResult() =>
        Assert.NotEqual(Result.Rmse, Run(Joint, new SimulationOptions { Candidates = 600, Seed = 43 }).Rmse);

    [Fact]
    public void Run_SoundExam_KeepsTheBlueprintAndEstimatesWell()
    {
        Assert.Equal((0, 0, 0), (Result.BlueprintViolations, Result.EnemyViolations, Result.RepeatedItems));
        Assert.Equal(600, Result.Exams);

        // Four standard errors of 600 draws around what a sound engine gives: intervals that cover 95 %, errors as large as they claim to be.
        Assert.InRange(Result.Coverage, 0.95 - 4 * Math.Sqrt(0.95 * 0.05 / 600), 1);
        Assert.InRange(Result.Bias, -4 * Result.Rmse / Math.Sqrt(600), 4 * Result.Rmse / Math.Sqrt(600));
        Assert.InRange(Result.Rmse / Result.MeanStandardError, 0.88, 1.12);
        Assert.InRange(Result.Accuracy, 0.85, 1);
        Assert.InRange(Result.MeanLength, 25, 50);
    }

    [Fact]
    public void Run_Counts_AgreeWithOneAnother()
    {
        Assert.Equal(Result.Decisions, Result.Items.Sum(i => i.Given));
        Assert.Equal(Result.Exams, Result.ByAbility.Sum(g => g.Exams));
        Assert.Equal(Result.Exams, Result.Lengths.Sum(l => l.Exams));
        Assert.Equal(Result.Exams, Result.Ends.Sum(e => e.Exams));
        const double rounding = 1e-12;
        Assert.Equal(1 - Result.Accuracy, Result.FalsePasses + Result.FalseFails, rounding);
        Assert.Equal(Result.MeanLength, Result.Coverages.Sum(c => c.Mean), rounding * 100);
        Assert.Equal(Result.MaxExposure, Result.Items.Max(i => i.Rate));
        Assert.InRange(Result.LargestOverlap, Result.Overlap, 1);
        Assert.Equal(Result.UnusedItems, Result.Items.Count(i => i.Given == 0));
        Assert.All(Result.Coverages, c => Assert.InRange(c.Least, c.Minimum, c.Maximum));
    }

    [Fact]
    public void Run_Exposure_IsCountedByItemNotByPosition()
    {
        // A failure seen in other programs: counting by row. Sorting the pool differently must move each item's count with the item.
        ImmutableArray<PoolItem> items = [.. TestPools.Items(60, 2, seed: 8)];
        ExamDefinition definition = TestPools.Definition(2, minimumLength: 10, maximumLength: 20);
        var options = new SimulationOptions { Candidates = 100, Seed = 3 };
        SimulationResult forwards = Run(new AdaptiveExam(definition, ItemPool.Create(items)), options);
        SimulationResult backwards = Run(new AdaptiveExam(definition, ItemPool.Create(items.Reverse())), options);
        Assert.Equal(
            forwards.Items.OrderBy(i => i.ItemId, StringComparer.Ordinal), backwards.Items.OrderBy(i => i.ItemId, StringComparer.Ordinal));
    }

    [Fact]
    public void Run_Grid_GivesEveryAbilityTheSameNumberOfExams()
    {
        SimulationResult grid = Run(Joint, new SimulationOptions { Candidates = 100, Abilities = SimulatedAbilities.Grid });
        Assert.Equal(25, grid.ByAbility.Length);
        Assert.All(grid.ByAbility, g => Assert.Equal(4, g.Exams));
        const double rounding = 1e-12;
        Assert.Equal(-3, grid.ByAbility[0].Ability, rounding);
        Assert.Equal(3, grid.ByAbility[^1].Ability, rounding);
        Assert.True(grid.ByAbility[^1].PassRate > grid.ByAbility[0].PassRate);
    }

    [Fact]
    public void Run_JointAbilities_HaveTheDefinitionsCorrelations()
    {
        // Three standard errors of a correlation of 0.7 in 600 draws: (1 − r²)/√n = 0.021.
        const double tolerance = 0.063;
        Assert.Equal(0.7, Result.TrueCorrelations[1], tolerance);
        Assert.Equal(0.7, Result.TrueCorrelations[5], tolerance);
        Assert.True(Result.EstimateCorrelations[1] > Result.TrueCorrelations[1], "Posterior means share strength across areas.");
    }

    [Fact]
    public void Run_NoCandidates_IsRefused() =>
        Assert.Throws<ArgumentException>(() => Run(Joint, new SimulationOptions { Candidates = 0 }));

    [Fact]
    public void Run_Cancelled_Stops()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => ExamSimulation.Run(Joint, new SimulationOptions(), cancellation: cancellation.Token));
    }

    [Fact]
    public void Draw_PartialCredit_HasTheModelsProbabilities()
    {
        ItemParameters item = ItemParameters.PartialCredit(1.1, [-0.6, 0.4, 1.2]);
        double[] log = new double[4];
        item.LogProbabilities(0.3, log);
        var random = new RandomStream(4);
        const int draws = 20000;
        int[] counts = new int[4];
        for (int i = 0; i < draws; i++)
        {
            counts[SimulatedAnswer.Draw(item, 0.3, ref random)]++;
        }

        for (int k = 0; k < 4; k++)
        {
            double p = Math.Exp(log[k]);
            Assert.Equal(p, counts[k] / (double)draws, 4 * Math.Sqrt(p * (1 - p) / draws));
        }
    }

    private static SimulationResult Run(AdaptiveExam exam, SimulationOptions options) =>
        ExamSimulation.Run(exam, options, cancellation: TestContext.Current.CancellationToken);
}
