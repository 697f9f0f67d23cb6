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

    /// <summary>
    /// Enemies make the choice no matroid any more: what is promised is the best candidate that, with its own enemies gone, leaves a complete test, found
    /// here by going through every set of items. A case scenario is a candidate as a whole. Once no candidate leaves one, nothing more is promised.
    /// </summary>
    [Fact]
    public void Choose_SmallRandomPoolsWithEnemiesAndScenarios_EqualsExhaustiveSearch()
    {
        int feasible = 0;
        int fallbacks = 0;
        int scenarios = 0;
        int enemies = 0;
        for (ulong seed = 0; feasible < Cases; seed++)
        {
            var random = new RandomStream(seed, 43);
            int items = 6 + random.NextInt32(5);
            int length = 3 + random.NextInt32(3);
            ItemPool pool = Entangled(Pool(items, ref random), ref random);
            ExamDefinition definition = Definition(length, ref random) with { Selection = new RandomValues() };
            (uint Mask, int Minimum, int Maximum)[] bounds = Bounds(definition, pool);
            uint[] tests = CompleteTests(items, length, bounds);
            if (tests.Length == 0)
            {
                Assert.Throws<ArgumentException>(() => new AdaptiveExam(definition, pool));
                continue;
            }

            feasible++;
            var choice = new PlainChoice(
                pool,
                length,
                (after, left) => tests.Any(test => (test & Bits(after)) == Bits(after) && (test & ~(Bits(after) | Bits(left))) == 0),
                after => after.Count(x => x) <= length && bounds.All(bound => BitOperations.PopCount(Bits(after) & bound.Mask) <= bound.Maximum));
            ExamState state = new AdaptiveExam(definition, pool).Begin(seed);
            bool[] taken = new bool[items];
            bool[] barred = new bool[items];
            while (state.Status == ExamStatus.InProgress && choice.Fallbacks == 0)
            {
                if (!taken[state.NextItem])
                {
                    double[] values = [.. Enumerable.Range(0, items).Select(i => RandomValues.Value(seed, state.Position, i))];
                    int best = choice.Best(taken, barred, values);
                    Assert.True(best == state.NextItem, $"case {seed}, position {state.Position}: {state.NextItem} for {best}, fallbacks {choice.Fallbacks}");
                    int scenario = pool.Scenario(state.NextItem);
                    foreach (int member in scenario < 0 ? [state.NextItem] : pool.Scenarios[scenario].Items)
                    {
                        taken[member] = true;
                        foreach (int enemy in pool.Enemies(member))
                        {
                            enemies += barred[enemy] ? 0 : 1;
                            barred[enemy] = true;
                        }
                    }

                    scenarios += scenario < 0 ? 0 : 1;
                }

                state.Answer(1);
            }

            fallbacks += choice.Fallbacks > 0 ? 1 : 0;
        }

        // All that the test is about must have come up; in pools so small enemies strand many an exam.
        Assert.True(scenarios > Cases / 10 && enemies > Cases / 10, $"{scenarios} scenarios, {enemies} items ruled out by enemies");
        Assert.InRange(fallbacks, 1, Cases / 2);
    }

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

    /// <summary>The same items with up to two case scenarios of two or three and up to four pairs of enemies.</summary>
    private static ItemPool Entangled(ItemPool pool, ref RandomStream random)
    {
        PoolItem[] items = [.. Enumerable.Range(0, pool.Count).Select(i => pool[i])];
        int first = 0;
        for (int s = random.NextInt32(3); s > 0; s--)
        {
            int size = 2 + random.NextInt32(2);
            for (int k = 0; k < size && first < items.Length; k++)
            {
                items[first] = items[first] with { Scenario = $"S{s}", ScenarioOrder = k };
                first++;
            }
        }

        for (int pair = random.NextInt32(5); pair > 0; pair--)
        {
            int i = random.NextInt32(items.Length);
            int j = random.NextInt32(items.Length);
            if (i != j && (items[i].Scenario is null || items[i].Scenario != items[j].Scenario))
            {
                items[i] = items[i] with { Enemies = [.. items[i].Enemies, items[j].ItemId] };
            }
        }

        return ItemPool.Create(items);
    }

    private static uint Bits(bool[] items)
    {
        uint bits = 0;
        for (int i = 0; i < items.Length; i++)
        {
            bits |= items[i] ? 1u << i : 0;
        }

        return bits;
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
