using System.Collections.Immutable;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.Engine.Selection;
using Pals.Exam.Engine.Tests.Support;

namespace Pals.Exam.Engine.Tests.Selection;

public sealed class IndexedRankingTests
{
    /// <summary>States compared in all; each theory case takes its share.</summary>
    private const int States = 100_000;

    private const int Cases = 8;

    public static TheoryData<ExamDimensions, TopicAreaChoice, bool, bool> AllCases()
    {
        var data = new TheoryData<ExamDimensions, TopicAreaChoice, bool, bool>();
        foreach (ExamDimensions dimensions in new[] { ExamDimensions.Joint, ExamDimensions.Single })
        {
            foreach (TopicAreaChoice choice in new[] { TopicAreaChoice.CompositeVariance, TopicAreaChoice.Determinant })
            {
                data.Add(dimensions, choice, false, false);
                data.Add(dimensions, choice, true, choice == TopicAreaChoice.Determinant);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(AllCases))]
    public void Choose_RandomStates_EqualsBruteForceScan(ExamDimensions dimensions, TopicAreaChoice choice, bool constrained, bool atCut)
    {
        // Many candidates are found through lists, few by comparing all bounds.
        ItemPool pool = MixedPool(dimensions == ExamDimensions.Joint && choice == TopicAreaChoice.CompositeVariance ? 560 : 240, seed: 12);
        ExamDefinition definition = TestPools.Definition(4, dimensions, minimumLength: 20, maximumLength: 40) with
        {
            TopicAreaChoice = choice,
            Selection = atCut ? new InformationAtCut() : new MaximumInformation(),
            Constraints = constrained ? Levels(4) : [],
            Exposure = new EveryListLength(),
            Confidence = 1 - 1e-12,
            Cut = 0.3,
        };
        var exam = new AdaptiveExam(definition, pool);
        Assert.NotNull(exam.Index);
        var random = new RandomStream(77, (ulong)dimensions * 8 + (ulong)choice * 4 + (constrained ? 2UL : 0) + (atCut ? 1UL : 0));
        int compared = 0;
        for (ulong seed = 0; compared < States / Cases; seed++)
        {
            ExamState state = exam.Begin(seed, RandomItems(pool.Count, random.NextInt32(60), ref random));
            double theta = 1.5 * random.NextNormal();
            while (state.Status == ExamStatus.InProgress)
            {
                CompareWithScan(exam, state);
                compared++;
                state.Answer(SimulatedScore(pool.Parameters(state.NextItem), theta, ref random));
            }
        }
    }

    [Fact]
    public void Choose_EstimateBeyondTheCells_EqualsBruteForceScan()
    {
        // Only items that are all answered right: the estimate leaves the range of the index's cells.
        ItemPool pool = ItemPool.Create(Enumerable.Range(0, 120).Select(i => new PoolItem(
            $"I{i}", ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, 0.7 + 0.01 * (i % 7), 6 + 0.02 * i), "area-1")));
        ExamDefinition definition = TestPools.Definition(1, ExamDimensions.Single, minimumLength: 60, maximumLength: 60);
        definition = definition with { TopicAreas = [definition.TopicAreas[0] with { Maximum = 60 }] };
        var exam = new AdaptiveExam(definition, pool);
        ExamState state = exam.Begin(1);
        while (state.Status == ExamStatus.InProgress)
        {
            CompareWithScan(exam, state);
            state.Answer(1);
        }

        Assert.True(state.Ability(0).Mean > 5);
    }

    [Fact]
    public void Information_EveryLength_EqualsScalarTwinToTheLastBit()
    {
        ItemPool pool = MixedPool(300, seed: 3);
        var kernel = new InformationKernel(pool);
        var random = new RandomStream(6);
        for (int length = 0; length <= 256; length++)
        {
            int[] items = [.. Enumerable.Range(0, length).Select(_ => random.NextInt32(pool.Count))];
            double theta = 6 * random.NextNormal();
            double[] values = new double[length];
            kernel.InformationOfAll(items, theta, values);
            for (int i = 0; i < length; i++)
            {
                Assert.Equal(kernel.Information(items[i], theta), values[i]);
            }
        }
    }

    [Fact]
    public void Information_AnyItem_AgreesWithTheResponseModel()
    {
        const double RoundingTolerance = 1e-12;
        ItemPool pool = MixedPool(300, seed: 4);
        var kernel = new InformationKernel(pool);
        var random = new RandomStream(7);
        for (int i = 0; i < pool.Count; i++)
        {
            double theta = 3 * random.NextNormal();
            double expected = pool.Parameters(i).Information(theta);
            Assert.InRange(kernel.Information(i, theta), expected * (1 - RoundingTolerance), expected * (1 + RoundingTolerance));
        }

        Assert.All(new[] { -1e6, -40, 40, 1e6 }, theta => Assert.InRange(kernel.Information(0, theta), 0, 1e-6));
    }

    [Fact]
    public void UpperBound_AnyCell_IsNeverBelowInformationInside()
    {
        ItemPool pool = MixedPool(200, seed: 5);
        var kernel = new InformationKernel(pool);
        var random = new RandomStream(8);
        for (int i = 0; i < pool.Count; i++)
        {
            double peak = kernel.Peak(i);
            for (int k = 0; k < 50; k++)
            {
                double low = 4 * random.NextNormal();
                double width = 0.1 * random.NextDouble();
                double inside = low + width * random.NextDouble();
                Assert.True(kernel.Information(i, inside) <= kernel.UpperBound(i, low, low + width, peak));
            }
        }
    }

    /// <summary>Ranks by the index and by valuing every item, with lists of several lengths.</summary>
    private static void CompareWithScan(AdaptiveExam exam, ExamState state)
    {
        var index = new IndexedRanking(exam, exam.Index!, state.Availability, state.Context);
        var scan = new ScanRanking(exam, state.Availability, state.Context);
        var random = new RandomStream(state.Seed, (ulong)state.Position);
        ulong[] admissible = Bits.Create(exam.Pool.Count);
        for (int k = 0; k < admissible.Length; k++)
        {
            admissible[k] = random.NextUInt64();
        }

        Assert.Equal(
            scan.Rank(Strictness.Blueprint, admissible, 1).ToArray(), index.Rank(Strictness.Blueprint, admissible, 1).ToArray());
        foreach (int length in new[] { 1, 5 })
        {
            for (Strictness strictness = Strictness.Blueprint; strictness <= Strictness.Eligibility; strictness++)
            {
                Candidate[] indexed = index.Rank(strictness, default, length).ToArray();
                Candidate[] scanned = scan.Rank(strictness, default, length).ToArray();
                Assert.Equal(scanned, indexed);
            }
        }
    }

    internal static int[] RandomItems(int count, int length, ref RandomStream random)
    {
        int[] items = new int[length];
        for (int k = 0; k < length; k++)
        {
            items[k] = random.NextInt32(count);
        }

        return items;
    }

    internal static int SimulatedScore(ItemParameters item, double theta, ref RandomStream random)
    {
        Span<double> log = stackalloc double[item.CategoryCount];
        item.LogProbabilities(theta, log);
        double u = random.NextDouble();
        int score = 0;
        while (score < item.MaximumScore && (u -= Math.Exp(log[score])) > 0)
        {
            score++;
        }

        return score;
    }

    internal static ImmutableArray<ContentConstraint> Levels(int areas) =>
    [
        .. from t in Enumerable.Range(0, areas)
           from level in TestPools.Levels
           select new ContentConstraint(
               $"{TestPools.TopicArea(t)} {level}",
               ImmutableDictionary<string, string>.Empty.Add(ContentConstraint.TopicAreaAttribute, TestPools.TopicArea(t)).Add("cognitiveLevel", level),
               1,
               5),
    ];

    /// <summary>All models, enemies, case scenarios of three items, and pairs of items with the same parameters (ties).</summary>
    internal static ItemPool MixedPool(int count, ulong seed)
    {
        var random = new RandomStream(seed);
        var items = new List<PoolItem>();
        for (int i = 0; i < count; i++)
        {
            double a = 1.2 * Math.Exp(0.3 * random.NextNormal());
            double b = 1.2 * random.NextNormal();
            ItemParameters parameters = (i % 12) switch
            {
                0 => ItemParameters.Graded(a, [b - 0.7, b, b + 0.9]),
                1 => ItemParameters.PartialCredit(a, [b - 0.5, b + 0.4]),
                2 => ItemParameters.Dichotomous(ItemModel.FourParameterLogistic, a, b, 0.15, 0.95),
                < 7 => ItemParameters.Dichotomous(ItemModel.ThreeParameterLogistic, a, b, 0.25 * random.NextDouble()),
                _ => ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, a, b),
            };
            if (i % 10 == 9)
            {
                parameters = items[i - 4].Parameters;
            }

            items.Add(new PoolItem($"I{i:D4}", parameters, TestPools.TopicArea(i % 4))
            {
                Attributes = ImmutableDictionary<string, string>.Empty.Add("cognitiveLevel", TestPools.Levels[i / 4 % 3]),
                Enemies = i % 15 == 14 ? [$"I{i - 3:D4}", $"I{i - 7:D4}"] : [],
                Scenario = i >= count - 24 ? $"S{(i - count + 24) / 3}" : null,
                ScenarioOrder = i % 3,
            });
        }

        // Enemies inside one scenario are refused; the last items name none.
        return ItemPool.Create(items.Select((item, i) => i >= count - 24 ? item with { Enemies = [] } : item));
    }

    /// <summary>Random choice among the five best, and now and then a refusal of all of them.</summary>
    private sealed record EveryListLength : ExposureControl
    {
        public override IExposureControl Bind(ExamDefinition definition, ItemPool pool) => new Bound();

        private sealed class Bound : IExposureControl
        {
            public int ListLength => 5;

            public int Choose(SelectionContext context, ReadOnlySpan<Candidate> ranked)
            {
                RandomStream random = context.Random;
                return random.NextInt32(8) == 0 && ranked.Length == 5 ? -1 : random.NextInt32(ranked.Length);
            }
        }
    }
}
