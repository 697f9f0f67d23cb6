using System.Collections.Immutable;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.Engine.Selection;
using Pals.Exam.Engine.Simulation;
using Pals.Exam.Engine.Tests.Support;

namespace Pals.Exam.Engine.Tests.Selection;

public sealed class ExposureControlTests
{
    private static readonly ItemPool Pool = TestPools.Pool(180, 3, seed: 31);

    private static readonly ImmutableSortedDictionary<string, double> HalfForAll =
        Enumerable.Range(0, Pool.Count).ToImmutableSortedDictionary(Pool.ItemId, _ => 0.5, StringComparer.Ordinal);

    public static TheoryData<ExposureControl> Controls =>
    [
        new Randomesque(),
        new ProgressiveRestricted(),
        new SympsonHetter { Parameters = HalfForAll },
        new AlphaStratified(),
    ];

    [Theory]
    [MemberData(nameof(Controls))]
    public void Exams_UnderEveryControl_KeepTheBlueprintAndSpreadTheItems(ExposureControl control)
    {
        ExamDefinition definition = Definition() with { Exposure = control };
        SimulationResult plain = Run(Definition(), 200);
        SimulationResult controlled = Run(definition, 200);
        Assert.Equal((0, 0, 0), (controlled.BlueprintViolations, controlled.EnemyViolations, controlled.RepeatedItems));
        Assert.True(controlled.Overlap < plain.Overlap, $"{controlled.Overlap} is not below {plain.Overlap}");
        Assert.True(controlled.UnusedItems < plain.UnusedItems);
    }

    [Theory]
    [MemberData(nameof(Controls))]
    public void Exams_EveryCriterionUnderEveryControl_KeepTheBlueprint(ExposureControl control)
    {
        foreach (SelectionCriterion criterion in new SelectionCriterion[]
        {
            new MaximumInformation(), new PosteriorWeightedInformation(), new LikelihoodWeightedInformation(), new MinimumExpectedPosteriorVariance(),
            new KullbackLeiblerInformation(), new PosteriorWeightedKullbackLeibler(), new InformationAtCut(), new ClosestDifficulty(), new RandomItem(),
        })
        {
            ExamDefinition definition = Definition() with { Selection = criterion, Exposure = control, MaximumExposureRate = 0.5 };
            SimulationResult result = Run(definition, 20);
            Assert.Equal((0, 0, 0), (result.BlueprintViolations, result.EnemyViolations, result.RepeatedItems));
            Assert.DoesNotContain(result.Ends, end => end.End == ExamEnd.PoolExhausted);
        }
    }

    [Theory]
    [MemberData(nameof(Controls))]
    public void Audit_UnderEveryControl_AgreesWithTheLiveExam(ExposureControl control)
    {
        var exam = new AdaptiveExam(Definition() with { Exposure = control }, Pool);
        var random = new RandomStream(6);
        ExamState live = exam.Begin(77);
        while (live.Status == ExamStatus.InProgress)
        {
            live.Answer(random.NextInt32(2));
        }

        var transcript = new ExamTranscript { Seed = 77, Items = [.. live.AdministeredItems], Scores = [.. live.Scores] };
        Assert.Equal(live.Composite, exam.Replay(transcript).Composite);
        Assert.Empty(exam.Audit(transcript).Differences);
    }

    [Theory]
    [MemberData(nameof(Controls))]
    public void Exams_SmallPoolUnderEveryControl_StillKeepTheBlueprint(ExposureControl control)
    {
        // 24 items for exams of 18 to 20 with at least 6 in each of three areas of 8: refusals and strata soon leave no room.
        ItemPool small = TestPools.Pool(24, 3, seed: 2);
        ExamDefinition definition = TestPools.Definition(3, minimumLength: 18, maximumLength: 20) with
        {
            TopicAreas = [.. Enumerable.Range(0, 3).Select(t => new TopicAreaDefinition(TestPools.TopicArea(t), "Area", 1, 6, 7))],
            Exposure = control is SympsonHetter
                ? new SympsonHetter { Parameters = HalfForAll.Where(p => small.IndexOf(p.Key) >= 0).ToImmutableSortedDictionary(p => p.Key, _ => 0.05) }
                : control,
        };
        SimulationResult result = Run(definition, 100, small);
        Assert.Equal(0, result.BlueprintViolations);
        Assert.DoesNotContain(result.Ends, end => end.End == ExamEnd.PoolExhausted);
    }

    [Fact]
    public void Randomesque_FirstItem_IsAnyOfTheBestFew()
    {
        const int exams = 2000;
        const int size = 4;
        var best = new AdaptiveExam(Definition(), Pool);
        var exam = new AdaptiveExam(Definition() with { Exposure = new Randomesque { Size = size } }, Pool);
        var counts = new Dictionary<int, int>();
        for (ulong seed = 0; seed < exams; seed++)
        {
            int item = exam.Begin(seed).NextItem;
            counts[item] = counts.GetValueOrDefault(item) + 1;
        }

        Assert.Equal(size, counts.Count);
        Assert.Contains(best.Begin(0).NextItem, counts.Keys);

        // Four standard deviations of a binomial count.
        double spread = 4 * Math.Sqrt(exams * 0.25 * 0.75);
        Assert.All(counts.Values, count => Assert.InRange(count, exams / size - spread, exams / size + spread));
    }

    [Fact]
    public void UniformAt_ManyIndexes_IsUniform()
    {
        const int count = 10000;
        double[] numbers = [.. Enumerable.Range(0, count).Select(i => RandomStream.UniformAt(5, (ulong)i))];
        Assert.Equal(count, numbers.Distinct().Count());
        Assert.All(numbers, u => Assert.InRange(u, 0, 1));

        // Four standard deviations of the count in each tenth.
        double spread = 4 * Math.Sqrt(count * 0.1 * 0.9);
        Assert.All(numbers.CountBy(u => (int)(10 * u)), tenth => Assert.InRange(tenth.Value, count / 10 - spread, count / 10 + spread));
    }

    [Fact]
    public void ProgressiveRestricted_FirstIsRandomAndLateIsBest()
    {
        ExamDefinition definition = Definition();
        var offers = new List<(int Scored, int Place, int Count)>();
        var exam = new AdaptiveExam(definition with { Exposure = new Watched(new ProgressiveRestricted(), offers) }, Pool);
        var random = new RandomStream(6);
        for (ulong seed = 0; seed < 40; seed++)
        {
            ExamState state = exam.Begin(seed);
            while (state.Status == ExamStatus.InProgress)
            {
                state.Answer(random.NextInt32(2));
            }
        }

        Assert.All(offers.Where(o => o.Scored >= definition.MinimumLength), o => Assert.Equal(0, o.Place));
        double[] first = [.. offers.Where(o => o.Scored == 0).Select(o => (o.Place + 0.5) / o.Count)];

        // The mean of 40 uniform numbers, four standard deviations of 1/√(12·40) wide.
        Assert.InRange(first.Average(), 0.5 - 4 / Math.Sqrt(480), 0.5 + 4 / Math.Sqrt(480));
    }

    [Fact]
    public void SympsonHetter_BestItem_IsGivenWithItsProbability()
    {
        int best = new AdaptiveExam(Definition(), Pool).Begin(0).NextItem;
        var control = new SympsonHetter { Parameters = ImmutableSortedDictionary<string, double>.Empty.Add(Pool.ItemId(best), 0.3) };
        var exam = new AdaptiveExam(Definition() with { Exposure = control }, Pool);
        const int exams = 2000;
        int given = Enumerable.Range(0, exams).Count(seed => exam.Begin((ulong)seed).NextItem == best);
        Assert.Equal(0.3, given / (double)exams, 4 * Math.Sqrt(0.3 * 0.7 / exams));
    }

    [Fact]
    public void SympsonHetter_RefusedItem_IsSetAsideForTheWholeExam()
    {
        int best = new AdaptiveExam(Definition(), Pool).Begin(0).NextItem;
        var control = new SympsonHetter { Parameters = ImmutableSortedDictionary<string, double>.Empty.Add(Pool.ItemId(best), 1e-9) };
        SimulationResult result = Run(Definition() with { Exposure = control }, 100);
        Assert.Equal(0, result.Items[best].Given);
    }

    [Fact]
    public void SympsonHetterSearch_MaximumRate_IsKept()
    {
        const double rate = 0.4;
        SympsonHetterResult found = SympsonHetterSearch.Find(
            Definition(), Pool, rate, new SimulationOptions { Candidates = 400 }, TestContext.Current.CancellationToken);
        Assert.True(found.IsConverged, $"{found}");

        // Fresh candidates scatter by their own standard error, and the choice of the best round flatters by another.
        SimulationResult fresh = Run(Definition() with { Exposure = found.Control }, 600);
        Assert.InRange(fresh.MaxExposure, 0, rate + 6 * Math.Sqrt(rate * (1 - rate) / 600));
        Assert.True(Run(Definition(), 200).MaxExposure > 0.9, "Without control some item would go to nearly everybody.");
    }

    [Fact]
    public void SympsonHetter_BadParameters_NameTheItem()
    {
        var unknown = new SympsonHetter { Parameters = ImmutableSortedDictionary<string, double>.Empty.Add("nobody", 0.3) };
        var zero = new SympsonHetter { Parameters = ImmutableSortedDictionary<string, double>.Empty.Add(Pool.ItemId(3), 0) };
        Assert.Contains("nobody", Assert.Throws<ArgumentException>(() => new AdaptiveExam(Definition() with { Exposure = unknown }, Pool)).Message, StringComparison.Ordinal);
        Assert.Contains(Pool.ItemId(3), Assert.Throws<ArgumentException>(() => new AdaptiveExam(Definition() with { Exposure = zero }, Pool)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new AdaptiveExam(Definition() with { Exposure = new Randomesque { Size = 0 } }, Pool));
        Assert.Throws<ArgumentException>(() => new AdaptiveExam(Definition() with { Exposure = new AlphaStratified { Strata = 0 } }, Pool));
    }

    [Fact]
    public void AlphaStratified_EarlyItems_ComeFromTheLowStratum()
    {
        ExamDefinition definition = Definition() with { Exposure = new AlphaStratified { Strata = 4 }, Selection = new ClosestDifficulty() };
        var exam = new AdaptiveExam(definition, Pool);
        ExamState state = exam.Begin(5);
        while (state.Status == ExamStatus.InProgress && state.Scored < 20)
        {
            int stratum = Math.Min(3, state.Scored * 4 / definition.MinimumLength);
            int item = state.NextItem;
            int rank = Enumerable.Range(0, Pool.Count).Count(i =>
                Pool.TopicArea(i) == Pool.TopicArea(item) && Pool.Parameters(i).Discrimination < Pool.Parameters(item).Discrimination);
            Assert.Equal(stratum, rank * 4 / 60);
            state.Answer(state.Scored % 2);
        }
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.5)]
    public void ItemEligibility_MaximumRate_HoldsOverManyExams(double rate)
    {
        const int exams = 2000;
        SimulationResult result = Run(Definition() with { MaximumExposureRate = rate }, exams);

        // The first wave of 8 exams knows no counts yet, which adds at most 8/2000; the rest is the scatter of a count.
        Assert.InRange(result.MaxExposure, 0, rate + 8.0 / exams + 4 * Math.Sqrt(rate * (1 - rate) / exams));
        Assert.Equal(0, result.BlueprintViolations);
    }

    [Fact]
    public void DrawExcluded_Counts_GiveTheProbabilitiesOfTheMethod()
    {
        // Item 0 was given in half of the exams in which it was eligible, item 1 in a tenth, item 2 never was given; r = 0.2.
        ItemPool pool = TestPools.Pool(3, 1, seed: 1, pretest: 1);
        long[] eligible = [100, 100, 100, 100];
        long[] given = [50, 10, 0, 90];
        var random = new RandomStream(3);
        const int draws = 4000;
        int[] excluded = new int[4];
        for (int n = 0; n < draws; n++)
        {
            foreach (int item in ItemEligibility.DrawExcluded(pool, 0.2, eligible, given, ref random))
            {
                excluded[item]++;
            }
        }

        Assert.Equal(0.6, excluded[0] / (double)draws, 4 * Math.Sqrt(0.6 * 0.4 / draws));
        Assert.Equal([0, 0, 0], excluded[1..]);
        Assert.Throws<ArgumentException>(() => ItemEligibility.DrawExcluded(pool, 0, eligible, given, ref random));
        Assert.Throws<ArgumentException>(() => ItemEligibility.DrawExcluded(pool, 0.2, eligible, [1], ref random));
    }

    private static ExamDefinition Definition() => TestPools.Definition(3, minimumLength: 15, maximumLength: 25);

    private static SimulationResult Run(ExamDefinition definition, int candidates, ItemPool? pool = null) => ExamSimulation.Run(
        new AdaptiveExam(definition, pool ?? Pool), new SimulationOptions { Candidates = candidates }, cancellation: TestContext.Current.CancellationToken);

    /// <summary>A control whose choices are noted.</summary>
    private sealed record Watched(ExposureControl Inner, List<(int Scored, int Place, int Count)> Offers) : ExposureControl
    {
        public override IExposureControl? Bind(ExamDefinition definition, ItemPool pool) => new Bound(Inner.Bind(definition, pool)!, Offers);

        private sealed class Bound(IExposureControl inner, List<(int Scored, int Place, int Count)> offers) : IExposureControl
        {
            public int ListLength => inner.ListLength;

            public bool NeedsOrder => inner.NeedsOrder;

            public int ListLengthAt(SelectionContext context) => inner.ListLengthAt(context);

            public int Choose(SelectionContext context, ReadOnlySpan<Candidate> ranked)
            {
                // The place by value, whatever the order of the list.
                int place = inner.Choose(context, ranked);
                int better = 0;
                foreach (Candidate candidate in ranked)
                {
                    better += candidate.Value > ranked[place].Value ? 1 : 0;
                }

                offers.Add((context.Scored, better, ranked.Length));
                return place;
            }
        }
    }
}
