using System.Collections.Immutable;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.Engine.Selection;

namespace Pals.Exam.Engine.Tests.Selection;

/// <summary>
/// Two exams side by side, with the same seed, exclusions and answers: one chooses through the index, in the other the same criterion is wrapped so
/// that every item is valued. They must give the same items throughout, under every exposure control, blueprint and way of comparing topic areas.
/// </summary>
public sealed class IndexEqualsScanTests
{
    /// <summary>States compared in all; each theory case takes its share.</summary>
    private const int States = 100_000;

    private static readonly ItemPool Few = IndexedRankingTests.MixedPool(240, seed: 21);

    /// <summary>More candidates than are compared by their bounds: these are found through lists.</summary>
    private static readonly ItemPool Many = IndexedRankingTests.MixedPool(560, seed: 21);

    private static readonly string[] Controls = ["none", "randomesque", "progressive-restricted", "sympson-hetter", "a-stratified"];

    public static TheoryData<string, ExamDimensions, bool, TopicAreaChoice, bool> AllCases()
    {
        var data = new TheoryData<string, ExamDimensions, bool, TopicAreaChoice, bool>();
        foreach (string control in Controls)
        {
            foreach (ExamDimensions dimensions in new[] { ExamDimensions.Joint, ExamDimensions.Single })
            {
                foreach (bool constrained in new[] { false, true })
                {
                    foreach (TopicAreaChoice choice in new[] { TopicAreaChoice.CompositeVariance, TopicAreaChoice.Determinant })
                    {
                        data.Add(control, dimensions, constrained, choice, false);
                        data.Add(control, dimensions, constrained, choice, true);
                    }
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(AllCases))]
    public void NextItem_RandomExams_IsTheSameThroughIndexAndScan(
        string control, ExamDimensions dimensions, bool constrained, TopicAreaChoice choice, bool atCut)
    {
        ItemPool pool = dimensions == ExamDimensions.Joint && !constrained ? Many : Few;
        ExamDefinition definition = Support.TestPools.Definition(4, dimensions, minimumLength: 20, maximumLength: 40) with
        {
            Constraints = constrained ? IndexedRankingTests.Levels(4) : [],
            Exposure = Control(control, pool),
            TopicAreaChoice = choice,
            Selection = atCut ? new InformationAtCut() : new MaximumInformation(),
            Confidence = 1 - 1e-12,
            Cut = 0.3,
        };
        var indexed = new AdaptiveExam(definition, pool);
        var scanned = new AdaptiveExam(definition with { Selection = new Scanned(definition.Selection) }, pool);
        Assert.NotNull(indexed.Index);
        Assert.Null(scanned.Index);
        ulong number = (ulong)(Array.IndexOf(Controls, control) * 16 + (int)dimensions * 8 + (int)choice * 4 + (constrained ? 2 : 0) + (atCut ? 1 : 0));
        var random = new RandomStream(78, number);
        int compared = 0;
        for (ulong seed = 0; compared < States / (16 * Controls.Length); seed++)
        {
            int[] excluded = IndexedRankingTests.RandomItems(pool.Count, random.NextInt32(60), ref random);
            ExamState first = indexed.Begin(seed, excluded);
            ExamState second = scanned.Begin(seed, excluded);
            double theta = 1.5 * random.NextNormal();
            while (first.Status == ExamStatus.InProgress)
            {
                Assert.Equal(second.NextItem, first.NextItem);
                compared++;
                int score = IndexedRankingTests.SimulatedScore(pool.Parameters(first.NextItem), theta, ref random);
                first.Answer(score);
                second.Answer(score);
            }

            Assert.Equal(second.Status, first.Status);
        }
    }

    private static ExposureControl Control(string name, ItemPool pool) => name switch
    {
        "randomesque" => new Randomesque { Size = 4 },
        "progressive-restricted" => new ProgressiveRestricted(),
        "sympson-hetter" => new SympsonHetter
        {
            Parameters = Enumerable.Range(0, pool.Count).Where(i => i % 3 != 0).ToImmutableSortedDictionary(pool.ItemId, i => 0.1 * (i % 10 + 1), StringComparer.Ordinal),
        },
        "a-stratified" => new AlphaStratified { Strata = 3 },
        _ => new NoExposureControl(),
    };

    /// <summary>A criterion that the engine knows nothing about, so that it values every item.</summary>
    private sealed record Scanned(SelectionCriterion Criterion) : SelectionCriterion
    {
        public override ISelectionCriterion Bind(ExamDefinition definition, ItemPool pool) => new Bound(Criterion.Bind(definition, pool));

        private sealed class Bound(ISelectionCriterion criterion) : ISelectionCriterion
        {
            public void Evaluate(SelectionContext context, ReadOnlySpan<int> items, Span<double> values) => criterion.Evaluate(context, items, values);
        }
    }
}
