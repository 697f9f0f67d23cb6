using System.Collections.Immutable;
using System.Numerics;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.Engine.Selection;
using Pals.Exam.Engine.Tests.Support;

namespace Pals.Exam.Engine.Tests.Items;

public sealed class BlueprintTests
{
    private const int Cases = 10_000;

    [Fact]
    public void Choose_SmallRandomPools_EqualsExhaustiveShadowTest()
    {
        int feasible = 0;
        int infeasible = 0;
        for (ulong seed = 0; feasible < Cases; seed++)
        {
            var random = new RandomStream(seed, 41);
            int items = 5 + random.NextInt32(6);
            int length = 2 + random.NextInt32(3);
            ItemPool pool = Pool(items, ref random);
            ExamDefinition definition = Definition(length, ref random) with { Selection = new RandomValues() };
            (uint Mask, int Minimum, int Maximum)[] bounds = Bounds(definition, pool);
            uint[] tests = CompleteTests(items, length, bounds);
            if (tests.Length == 0)
            {
                Assert.Throws<ArgumentException>(() => new AdaptiveExam(definition, pool));
                infeasible++;
                continue;
            }

            feasible++;
            ExamState state = new AdaptiveExam(definition, pool).Begin(seed);
            uint taken = 0;
            while (state.Status == ExamStatus.InProgress)
            {
                Assert.Equal(BestItem(tests, taken, seed, state.Position, items), state.NextItem);
                taken |= 1u << state.NextItem;
                state.Answer(1);
            }

            Assert.Contains(taken, tests);
        }

        Assert.True(infeasible > Cases / 100, "Infeasible blueprints must be among the cases.");
    }

    [Fact]
    public void Constructor_CrossingConstraints_NamesBoth()
    {
        ItemPool pool = TestPools.Pool(60, 2, seed: 1);
        ExamDefinition definition = TestPools.Definition(2, ExamDimensions.Single, minimumLength: 10, maximumLength: 20) with
        {
            Constraints = [new ContentConstraint("all analysis", Where(("cognitiveLevel", "analysis")), 2, 6)],
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

    /// <summary>The most valuable item not yet taken in the most valuable complete test that holds what is taken.</summary>
    private static int BestItem(uint[] tests, uint taken, ulong seed, int position, int items)
    {
        double[] values = [.. Enumerable.Range(0, items).Select(i => RandomValues.Value(seed, position, i))];
        double most = double.NegativeInfinity;
        uint best = 0;
        foreach (uint test in tests)
        {
            if ((test & taken) == taken)
            {
                double sum = Enumerable.Range(0, items).Where(i => (test >> i & 1) != 0).Sum(i => values[i]);
                (most, best) = sum > most ? (sum, test) : (most, best);
            }
        }

        return Enumerable.Range(0, items).Where(i => ((best & ~taken) >> i & 1) != 0).MaxBy(i => values[i]);
    }

    private static uint[] CompleteTests(int items, int length, (uint Mask, int Minimum, int Maximum)[] bounds) =>
    [
        .. Enumerable.Range(0, 1 << items)
            .Select(test => (uint)test)
            .Where(test => BitOperations.PopCount(test) == length
                && bounds.All(bound => BitOperations.PopCount(test & bound.Mask) is var count && count >= bound.Minimum && count <= bound.Maximum)),
    ];

    private static (uint Mask, int Minimum, int Maximum)[] Bounds(ExamDefinition definition, ItemPool pool)
    {
        IEnumerable<ContentConstraint> constraints = definition.TopicAreas
            .Select(area => new ContentConstraint(area.Id, Where(("topicArea", area.Id)), area.Minimum, area.Maximum))
            .Concat(definition.Constraints);
        return
        [
            .. constraints.Select(constraint => (
                Enumerable.Range(0, pool.Count).Where(i => constraint.Matches(pool, i)).Aggregate(0u, (mask, i) => mask | 1u << i),
                constraint.Minimum,
                constraint.Maximum)),
        ];
    }

    private static ItemPool Pool(int count, ref RandomStream random)
    {
        var items = new List<PoolItem>();
        for (int i = 0; i < count; i++)
        {
            ItemParameters parameters = ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, 1, 0);
            items.Add(new PoolItem($"I{i}", parameters, TestPools.TopicArea(random.NextInt32(2)))
            {
                Attributes = ImmutableDictionary<string, string>.Empty
                    .Add("level", random.NextInt32(2) == 0 ? "low" : "high")
                    .Add("type", random.NextInt32(2) == 0 ? "choice" : "number"),
            });
        }

        return ItemPool.Create(items);
    }

    /// <summary>Three nested layers: topic area, level within area, type within level; each constraint there or not by chance.</summary>
    private static ExamDefinition Definition(int length, ref RandomStream random)
    {
        var areas = ImmutableArray.CreateBuilder<TopicAreaDefinition>();
        var constraints = ImmutableArray.CreateBuilder<ContentConstraint>();
        for (int t = 0; t < 2; t++)
        {
            string area = TestPools.TopicArea(t);
            int minimum = random.NextInt32(3);
            areas.Add(new TopicAreaDefinition(area, area, 1, minimum, minimum + random.NextInt32(3)));
            foreach (string level in new[] { "low", "high" })
            {
                if (random.NextInt32(3) > 0)
                {
                    minimum = random.NextInt32(2);
                    constraints.Add(new ContentConstraint($"{area} {level}", Where(("topicArea", area), ("level", level)), minimum, minimum + random.NextInt32(3)));
                }

                if (random.NextInt32(3) == 0)
                {
                    minimum = random.NextInt32(2);
                    constraints.Add(new ContentConstraint(
                        $"{area} {level} number",
                        Where(("topicArea", area), ("level", level), ("type", "number")),
                        minimum,
                        minimum + random.NextInt32(2)));
                }
            }
        }

        return new ExamDefinition
        {
            Id = "shadow",
            Dimensions = ExamDimensions.Single,
            TopicAreas = areas.ToImmutable(),
            Constraints = constraints.ToImmutable(),
            MinimumLength = length,
            MaximumLength = length,
        };
    }

    private static ImmutableDictionary<string, string> Where(params (string Attribute, string Value)[] conditions) =>
        conditions.ToImmutableDictionary(condition => condition.Attribute, condition => condition.Value);

    /// <summary>Values of items drawn anew at every step.</summary>
    private sealed record RandomValues : SelectionCriterion
    {
        public static double Value(ulong seed, int position, int item) => new RandomStream(seed, (ulong)(position * 100 + item)).NextDouble();

        public override ISelectionCriterion Bind(ExamDefinition definition, ItemPool pool) => new Bound();

        private sealed class Bound : ISelectionCriterion
        {
            public void Evaluate(SelectionContext context, ReadOnlySpan<int> items, Span<double> values)
            {
                for (int i = 0; i < items.Length; i++)
                {
                    values[i] = Value(context.Seed, context.Position, items[i]);
                }
            }
        }
    }
}
