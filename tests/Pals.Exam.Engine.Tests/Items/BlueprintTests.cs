using System.Collections.Immutable;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.Engine.Tests.Support;

namespace Pals.Exam.Engine.Tests.Items;

public sealed class BlueprintTests
{
    [Fact]
    public void Choose_ScenarioWhoseItemsShareAnEnemy_LosesItOnce()
    {
        // S of the two sharpest items rules out one other; the fourth completes the test of three.
        PoolItem Item(int i, double a) => new($"I{i}", ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, a, 0), TestPools.TopicArea(0));
        ItemPool pool = ItemPool.Create(
        [
            Item(0, 2) with { Scenario = "S", ScenarioOrder = 0, Enemies = ["I2"] },
            Item(1, 2) with { Scenario = "S", ScenarioOrder = 1, Enemies = ["I2"] },
            Item(2, 1),
            Item(3, 0.9),
        ]);
        ExamDefinition definition = TestPools.Definition(1, ExamDimensions.Single, minimumLength: 3, maximumLength: 3);
        ExamState state = new AdaptiveExam(definition, pool).Begin(1);
        var given = new List<int>();
        while (state.Status == ExamStatus.InProgress)
        {
            given.Add(state.NextItem);
            state.Answer(1);
        }

        Assert.Equal([0, 1, 3], given);
    }

    [Fact]
    public void Constructor_CrossingConstraints_NamesBoth()
    {
        ItemPool pool = TestPools.Pool(60, 2, seed: 1);
        ExamDefinition definition = TestPools.Definition(2, ExamDimensions.Single, minimumLength: 10, maximumLength: 20) with
        {
            Constraints = [new ContentConstraint("all analysis", ImmutableDictionary<string, string>.Empty.Add("cognitiveLevel", "analysis"), 2, 6)],
        };
        var error = Assert.Throws<ArgumentException>(() => new AdaptiveExam(definition, pool));
        Assert.Contains("'area-1'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'all analysis'", error.Message, StringComparison.Ordinal);
        Assert.Contains("cross", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Begin_ExclusionsThatTheBlueprintCannotSpare_AreLiftedFromTheEnd()
    {
        ItemPool pool = TestPools.Pool(24, 2, seed: 2);
        ExamDefinition definition = TestPools.Definition(2, ExamDimensions.Single, minimumLength: 10, maximumLength: 10);
        var exam = new AdaptiveExam(definition, pool);

        // Twelve items an area and at most nine of an area: of sixteen exclusions two must go.
        int[] excluded = [.. Enumerable.Range(0, 16)];
        ExamState state = exam.Begin(1, excluded);
        Assert.Equal(2, state.LiftedExclusions);
        while (state.Status == ExamStatus.InProgress)
        {
            Assert.DoesNotContain(state.NextItem, excluded[..14]);
            state.Answer(1);
        }

        Assert.Equal(10, state.Scored);
    }

    [Fact]
    public void Answer_PoolWithEnemies_NeverServesTwoEnemies()
    {
        IEnumerable<PoolItem> items = TestPools.Items(120, 3, seed: 3)
            .Select((item, i) => i % 3 != 0 ? item with { Enemies = [$"I{(i + 1) % 120:D5}", $"I{(i + 7) % 120:D5}"] } : item);
        ItemPool pool = ItemPool.Create(items);
        var exam = new AdaptiveExam(TestPools.Definition(3, minimumLength: 20, maximumLength: 24), pool);
        for (ulong seed = 0; seed < 100; seed++)
        {
            var random = new RandomStream(seed);
            ExamState state = exam.Begin(seed);
            while (state.Status == ExamStatus.InProgress)
            {
                state.Answer(random.NextInt32(2));
            }

            int[] served = state.AdministeredItems.ToArray();
            Assert.All(served, item => Assert.Empty(served.Intersect(pool.Enemies(item).ToArray())));
            Assert.True(state.End is ExamEnd.DecisionRule or ExamEnd.MaximumLength);
        }
    }

    [Fact]
    public void Answer_CaseScenarios_AreGivenWholeTogetherAndInOrder()
    {
        IEnumerable<PoolItem> items = TestPools.Items(120, 3, seed: 4, pretest: 10)
            .Select((item, i) => i < 60 ? item with { Scenario = $"S{i / 4}", ScenarioOrder = 10 - i % 4 } : item);
        ItemPool pool = ItemPool.Create(items);
        var exam = new AdaptiveExam(TestPools.Definition(3, minimumLength: 21, maximumLength: 30) with { PretestItems = 4 }, pool);
        int scenarios = 0;
        for (ulong seed = 0; seed < 100; seed++)
        {
            var random = new RandomStream(seed);
            ExamState state = exam.Begin(seed);
            while (state.Status == ExamStatus.InProgress)
            {
                state.Answer(random.NextInt32(2));
            }

            int[] served = state.AdministeredItems.ToArray();
            for (int k = 0; k < served.Length; k++)
            {
                int scenario = pool.Scenario(served[k]);
                if (scenario >= 0)
                {
                    int[] expected = [.. pool.Scenarios[scenario].Items];
                    Assert.Equal(expected, served[k..Math.Min(served.Length, k + expected.Length)]);
                    k += expected.Length - 1;
                    scenarios++;
                }
            }

            Assert.InRange(state.Scored, 21, 30);
        }

        Assert.True(scenarios > 100);
    }

    [Fact]
    public void Create_FaultyItems_NamesTheItem()
    {
        PoolItem first = TestPools.Items(1, 1, seed: 5).Single();
        PoolItem Named(string id) => first with { ItemId = id };
        AssertNames("I00000", [first, first]);
        AssertNames("ghost", [first with { Enemies = ["ghost"] }]);
        AssertNames("I00000", [first with { Enemies = ["I00000"] }]);
        AssertNames("X2", [Named("X1") with { Scenario = "S", ScenarioOrder = 1 }, Named("X2") with { Scenario = "S", ScenarioOrder = 1 }]);
        AssertNames("X2", [Named("X1") with { Scenario = "S", ScenarioOrder = 1 }, Named("X2") with { Scenario = "S", ScenarioOrder = 2, IsPretest = true }]);
        AssertNames("X1", [Named("X1") with { Parameters = ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, -1, 0) }]);

        static void AssertNames(string name, PoolItem[] items)
        {
            var error = Assert.Throws<ArgumentException>(() => ItemPool.Create(items));
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
        }
    }
}
