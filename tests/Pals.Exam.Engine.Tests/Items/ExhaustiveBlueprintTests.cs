using System.Collections.Immutable;
using System.Numerics;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.Engine.Selection;
using Pals.Exam.Engine.Tests.Support;

namespace Pals.Exam.Engine.Tests.Items;

/// <summary>The choice against a search through every set of items, in thousands of pools so small that this can be done.</summary>
public sealed class ExhaustiveBlueprintTests
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
