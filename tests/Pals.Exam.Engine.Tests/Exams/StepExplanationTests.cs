using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.Engine.Selection;
using Pals.Exam.Engine.Tests.Support;

namespace Pals.Exam.Engine.Tests.Exams;

public sealed class StepExplanationTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Explain_EveryStep_AccountsForEveryItemAndNamesTheOneGiven(bool randomesque)
    {
        IEnumerable<PoolItem> items = TestPools.Items(90, 3, seed: 51, pretest: 6)
            .Select((item, i) => i < 12 ? item with { Scenario = $"S{i / 4}", ScenarioOrder = i } : i % 9 == 8 ? item with { Enemies = [$"I{i - 1:D5}"] } : item);
        ItemPool pool = ItemPool.Create(items);
        ExamDefinition definition = TestPools.Definition(3, minimumLength: 20, maximumLength: 24) with
        {
            PretestItems = 3,
            MaximumExposureRate = 0.4,
            Exposure = randomesque ? new Randomesque { Size = 4 } : new NoExposureControl(),
        };
        definition = definition with { TopicAreas = [.. definition.TopicAreas.Select(area => area with { Minimum = 6, Maximum = 8 })] };
        var exam = new AdaptiveExam(definition, pool);
        int[] excluded = [20, 33, 47];
        ExamState state = exam.Begin(5, excluded);
        var random = new RandomStream(5);
        var reasons = new HashSet<StepReason>();
        var rules = new HashSet<RuledOutBy>();
        while (state.Status == ExamStatus.InProgress)
        {
            StepExplanation step = exam.Explain(Transcript(), state.Position);
            Assert.Equal((state.NextItem, state.NextItem), (step.Item, step.Choice));
            Assert.Equal(state.Composite, step.Composite);
            Assert.Equal((definition.Selection, definition.Exposure, 0.4), (step.Selection, step.Exposure, step.MaximumExposureRate));
            Assert.Equal(state.NextIsPretest, step.Reason == StepReason.Pretest);
            reasons.Add(step.Reason);
            rules.UnionWith(step.RuledOut.Select(item => item.Rule));
            if (step.Reason is StepReason.BestCandidate or StepReason.ExposureControl)
            {
                Assert.Contains(step.Candidates.Take(randomesque ? 4 : 1), candidate => candidate.Item == step.Item);
                Assert.Equal(step.Candidates.OrderByDescending(candidate => candidate.Value), step.Candidates);
                int candidates = step.Candidates.Sum(candidate => pool.Scenario(candidate.Item) is var s and >= 0 ? pool.Scenarios[s].Items.Length : 1);
                Assert.Equal(pool.Count, candidates + step.RuledOut.Length);
                Assert.All(excluded, item => Assert.Contains(step.RuledOut, entry => entry.Item == item && entry.Rule == RuledOutBy.Excluded));
            }

            state.Answer(random.NextInt32(2));
        }

        Assert.Superset(new HashSet<RuledOutBy> { RuledOutBy.Pretest, RuledOutBy.AlreadyGiven, RuledOutBy.Excluded, RuledOutBy.Blueprint }, rules);
        Assert.Contains(StepReason.Pretest, reasons);
        Assert.Equal(randomesque, reasons.Contains(StepReason.ExposureControl));
        Assert.Throws<ArgumentException>(() => exam.Explain(Transcript(), state.Answered + 1));

        ExamTranscript Transcript() => new()
        {
            Seed = 5,
            ExcludedItems = [.. excluded],
            Items = state.Status == ExamStatus.InProgress ? [.. state.AdministeredItems, state.NextItem] : [.. state.AdministeredItems],
            Scores = [.. state.Scores],
        };
    }
}
