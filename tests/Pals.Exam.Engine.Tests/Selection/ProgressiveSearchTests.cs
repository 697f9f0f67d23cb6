using System.Runtime.Intrinsics;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.Engine.Selection;
using Pals.Exam.Engine.Tests.Support;

namespace Pals.Exam.Engine.Tests.Selection;

/// <summary>The progressive method's search chooses what the method chooses from the list of all candidates.</summary>
public sealed class ProgressiveSearchTests
{
    /// <summary>States compared in each theory case.</summary>
    private const int States = 10_000;

    [Theory]
    [InlineData(ExamDimensions.Joint, TopicAreaChoice.CompositeVariance, false, false)]
    [InlineData(ExamDimensions.Joint, TopicAreaChoice.CompositeVariance, true, true)]
    [InlineData(ExamDimensions.Joint, TopicAreaChoice.Determinant, true, false)]
    [InlineData(ExamDimensions.Single, TopicAreaChoice.CompositeVariance, true, false)]
    [InlineData(ExamDimensions.Single, TopicAreaChoice.Determinant, false, true)]
    public void Choose_RandomStates_EqualsTheChoiceFromAllCandidates(ExamDimensions dimensions, TopicAreaChoice choice, bool constrained, bool atCut)
    {
        ItemPool pool = IndexedRankingTests.MixedPool(230, seed: 12);
        ExamDefinition definition = TestPools.Definition(4, dimensions, minimumLength: 30, maximumLength: 40) with
        {
            TopicAreaChoice = choice,
            Selection = atCut ? new InformationAtCut() : new MaximumInformation(),
            Constraints = constrained ? IndexedRankingTests.Levels(4) : [],
            Exposure = new ProgressiveRestricted(),
            Cut = 0.3,
        };
        var exam = new AdaptiveExam(definition, pool);
        var random = new RandomStream(77, (ulong)dimensions * 8 + (ulong)choice * 4 + (constrained ? 2UL : 0) + (atCut ? 1UL : 0));
        int compared = 0;
        for (ulong seed = 0; compared < States; seed++)
        {
            ExamState state = exam.Begin(seed, IndexedRankingTests.RandomItems(pool.Count, random.NextInt32(60), ref random));
            double theta = 1.5 * random.NextNormal();
            while (state.Status == ExamStatus.InProgress)
            {
                CompareWithScan(exam, state);
                compared++;
                state.Answer(IndexedRankingTests.SimulatedScore(pool.Parameters(state.NextItem), theta, ref random));
            }
        }
    }

    [Fact]
    public void Choose_EstimateBeyondTheCells_EqualsTheChoiceFromAllCandidates()
    {
        // Only items that are all answered right: the estimate leaves the range of the table's cells.
        ItemPool pool = ItemPool.Create(Enumerable.Range(0, 123).Select(i => new PoolItem(
            $"I{i}", ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, 0.7 + 0.01 * (i % 7), 6 + 0.02 * i), "area-1")));
        ExamDefinition definition = TestPools.Definition(1, ExamDimensions.Single, minimumLength: 60, maximumLength: 60);
        definition = definition with { TopicAreas = [definition.TopicAreas[0] with { Maximum = 60 }], Exposure = new ProgressiveRestricted() };
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
    public void Uniform_EightKeys_AreTheNumbersOfUniformAt()
    {
        ulong[] keys = [.. Enumerable.Range(0, 8).Select(i => RandomStream.Key((ulong)i * 1001))];
        for (ulong seed = 0; seed < 1000; seed++)
        {
            Vector512<double> numbers = RandomStream.Uniform(Vector512.Create<ulong>(keys) + Vector512.Create(seed << 54));
            for (int i = 0; i < 8; i++)
            {
                Assert.Equal(RandomStream.UniformAt(seed << 54, (ulong)i * 1001), numbers[i]);
            }
        }
    }

    private static void CompareWithScan(AdaptiveExam exam, ExamState state)
    {
        var control = Assert.IsType<ProgressiveRestricted.Bound>(exam.Exposure);
        var index = new IndexedRanking(exam, exam.Index!, state.Availability, state.Context);
        var search = new ProgressiveSearch(exam, exam.Progressive!, state.Availability, state.Context, index);
        var scan = new ScanRanking(exam, state.Availability, state.Context);
        for (Strictness strictness = Strictness.Blueprint; strictness <= Strictness.Eligibility; strictness++)
        {
            ReadOnlySpan<Candidate> all = scan.Rank(strictness, default, int.MaxValue, isOrdered: false);
            int expected = all.IsEmpty ? -1 : all[control.Choose(state.Context, all)].Item;
            Assert.Equal(expected, search.Choose(strictness, control.Weight(state.Context)));
        }
    }
}
