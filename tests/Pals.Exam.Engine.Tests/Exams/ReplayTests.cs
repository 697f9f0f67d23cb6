using System.Collections.Immutable;
using Pals.Exam.Engine.Decisions;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.Engine.Selection;
using Pals.Exam.Engine.Tests.Support;

namespace Pals.Exam.Engine.Tests.Exams;

public sealed class ReplayTests
{
    private static readonly int[] Excluded = [20, 33, 47];

    /// <summary>Cases of four items (indexes 0 to 11), enemies, and pretest items (indexes 96 to 103).</summary>
    private static readonly ItemPool Pool = ItemPool.Create(TestPools.Items(96, 3, seed: 71, pretest: 8).Select((item, i) =>
        i < 12 ? item with { Scenario = $"S{i / 4}", ScenarioOrder = i } : i % 9 == 8 ? item with { Enemies = [$"I{i - 1:D5}"] } : item));

    private static readonly ExamDefinition Definition = TestPools.Definition(3, minimumLength: 15, maximumLength: 30) with { PretestItems = 4 };

    public static readonly TheoryData<ExposureControl> Controls =
    [
        new NoExposureControl(),
        new Randomesque { Size = 4 },
        new ProgressiveRestricted(),
        new AlphaStratified(),
        new SympsonHetter { Parameters = Enumerable.Range(0, 96).ToImmutableSortedDictionary(i => $"I{i:D5}", i => i % 2 == 0 ? 0.3 : 1) },
    ];

    [Theory]
    [MemberData(nameof(Controls))]
    public void Replay_AtEveryStep_EqualsTheLiveExamToTheLastBit(ExposureControl control)
    {
        var exam = new AdaptiveExam(Definition with { Exposure = control }, Pool);
        for (ulong seed = 0; seed < 10; seed++)
        {
            ExamState live = exam.Begin(seed, Excluded);
            Func<ExamState, int> answer = Chance(seed);
            RequireSame(live, exam.Replay(Transcript(live)));
            while (live.Status == ExamStatus.InProgress)
            {
                live.Answer(answer(live));
                RequireSame(live, exam.Replay(Transcript(live)));

                // The item that waits, left out of the transcript, is chosen once more.
                RequireSame(live, exam.Replay(Transcript(live) with { Items = [.. live.AdministeredItems] }));
            }

            ReplayAudit audit = exam.Audit(Transcript(live));
            Assert.Equal((live.Status, live.End), (audit.Status, audit.End));
            Assert.Empty(audit.Differences);
        }
    }

    [Theory]
    [MemberData(nameof(Controls))]
    public void Replay_ItemsThatAnotherEngineGave_FollowsThemAndGoesOnWithinTheBlueprint(ExposureControl control)
    {
        var other = new AdaptiveExam(Definition with { Selection = new RandomItem() }, Pool);
        var exam = new AdaptiveExam(Definition with { Exposure = control, DecisionRule = new FixedLengthRule() }, Pool);
        for (ulong seed = 0; seed < 20; seed++)
        {
            // Another seed, so that pretest items and their places are other ones too.
            ExamState given = other.Begin(seed + 1000, Excluded);
            Func<ExamState, int> answer = Chance(seed);
            while (given.Status == ExamStatus.InProgress && given.Answered < 12)
            {
                given.Answer(answer(given));
            }

            ExamTranscript transcript = Transcript(given) with { Seed = seed };
            ExamState state = exam.Replay(transcript);
            Assert.Equal(given.AdministeredItems, state.AdministeredItems);
            Assert.Equal((given.NextItem, given.NextIsPretest), (state.NextItem, state.NextIsPretest));
            Assert.Equal(given.ScoredItems, state.ScoredItems);
            Assert.Equal(given.Report().Composite, state.Report().Composite);

            while (state.Status == ExamStatus.InProgress)
            {
                state.Answer(answer(state));
            }

            int[] items = [.. state.AdministeredItems];
            Assert.Equal(transcript.Items, items[..transcript.Items.Length]);
            Assert.Equal(items.Length, items.Distinct().Count());
            Assert.Equal((Definition.MaximumLength, Definition.PretestItems), (state.Scored, items.Length - state.Scored));
            foreach ((TopicAreaDefinition area, int t) in Definition.TopicAreas.Select((area, t) => (area, t)))
            {
                Assert.InRange(state.ScoredItems.ToArray().Count(item => Pool[item].TopicArea == TestPools.TopicArea(t)), area.Minimum, area.Maximum);
            }

            exam.Replay(Transcript(state));
        }
    }

    [Fact]
    public void Audit_ItemsThatAnotherEngineGave_NamesTheStepsThatExplainTellsApart()
    {
        var other = new AdaptiveExam(Definition with { Selection = new ClosestDifficulty() }, Pool);
        var exam = new AdaptiveExam(Definition, Pool);
        ExamState given = Sit(other, 4);
        ExamTranscript transcript = Transcript(given);
        ReplayAudit audit = exam.Audit(transcript);
        Assert.NotEmpty(audit.Differences);
        for (int position = 1; position <= transcript.Items.Length; position++)
        {
            StepExplanation step = exam.Explain(transcript, position);
            Assert.Equal(transcript.Items[position - 1], step.Item);
            Assert.Equal(audit.Differences.Any(difference => difference.Position == position), step.Choice != step.Item);
            Assert.Equal(step.Choice != step.Item, step.Reason == StepReason.EarlierEngine);
        }

        Assert.Contains(exam.Explain(transcript, audit.Differences[0].Position).Candidates, candidate => candidate.Item == audit.Differences[0].Choice);
    }

    [Fact]
    public void Replay_ExamThatWentOnWhereThisEngineWouldEnd_GoesOnAndSaysSo()
    {
        var other = new AdaptiveExam(Definition with { DecisionRule = new FixedLengthRule() }, Pool);
        var exam = new AdaptiveExam(Definition, Pool);
        ExamState given = other.Begin(9);
        while (given.Scored < 25)
        {
            given.Answer(1);
        }

        ExamTranscript transcript = Transcript(given) with { ExcludedItems = [] };
        ExamState state = exam.Replay(transcript);
        Assert.Equal((ExamStatus.InProgress, given.NextItem), (state.Status, state.NextItem));
        Assert.Equal(given.Report().Composite, state.Report().Composite);
        Assert.Contains(exam.Audit(transcript).Differences, difference => difference.Choice == -1);

        ReplayAudit ended = other.Audit(Transcript(Sit(exam, 9)));
        Assert.Equal(ExamStatus.InProgress, ended.Status);
    }

    [Fact]
    public void Replay_ItemsThatNoExamCanHold_NamesThePosition()
    {
        var exam = new AdaptiveExam(Definition, Pool);
        AssertRefused("item 2 is 104, which is not an index of the pool's 104 items", [30, 104]);
        AssertRefused("item 2 is -1, which is not an index", [30, -1]);
        AssertRefused("item 3 is I00030, which was given before", [30, 31, 30]);
        AssertRefused("item 2 is I00001, but its case scenario begins with another item", [30, 1]);
        AssertRefused("item 3 is I00003, but case scenario S0 goes on with I00002", [0, 1, 3]);
        AssertRefused("item 2 is I00096, but case scenario S0 goes on with I00001", [0, 96]);
        AssertRefused("item 5 is I00100, a pretest item beyond the 4 of the definition", [96, 97, 98, 99, 100]);
        AssertRefused("item 31 is I00096, which comes after the 30 scored items", [.. Enumerable.Range(30, 30), 96]);
        Assert.Contains("3 items and 1 scores", Refusal([30, 31, 32], [1]), StringComparison.Ordinal);
        Assert.Contains("1 items and 2 scores", Refusal([30], [1, 1]), StringComparison.Ordinal);
        Assert.Contains("scored from 0 to 1", Refusal([30, 31], [2]), StringComparison.Ordinal);

        void AssertRefused(string expected, int[] items) =>
            Assert.Contains(expected, Refusal(items, [.. items.Skip(1).Select(_ => 1)]), StringComparison.Ordinal);

        string Refusal(int[] items, int[] scores) => Assert.ThrowsAny<ArgumentException>(
            () => exam.Replay(new ExamTranscript { Seed = 1, Items = [.. items], Scores = [.. scores] })).Message;
    }

    private static void RequireSame(ExamState live, ExamState replayed)
    {
        Assert.Equal((live.Status, live.End, live.NextItem, live.NextIsPretest), (replayed.Status, replayed.End, replayed.NextItem, replayed.NextIsPretest));
        Assert.Equal(live.AdministeredItems, replayed.AdministeredItems);
        Assert.Equal(live.Scores, replayed.Scores);
        Assert.Equal(live.ScoredItems, replayed.ScoredItems);
        Assert.Equal(live.Composite, replayed.Composite);
        Assert.Equal(live.ProbabilityAboveCut, replayed.ProbabilityAboveCut);
        Assert.Equal(live.Availability.Eligible, replayed.Availability.Eligible);
        for (int d = 0; d < live.Dimensions; d++)
        {
            Assert.Equal(live.Ability(d), replayed.Ability(d));
        }
    }

    private static ExamTranscript Transcript(ExamState state) => new()
    {
        Seed = state.Seed,
        ExcludedItems = [.. Excluded],
        Items = state.Status == ExamStatus.InProgress ? [.. state.AdministeredItems, state.NextItem] : [.. state.AdministeredItems],
        Scores = [.. state.Scores],
    };

    private static ExamState Sit(AdaptiveExam exam, ulong seed)
    {
        ExamState state = exam.Begin(seed, Excluded);
        Func<ExamState, int> answer = Chance(seed);
        while (state.Status == ExamStatus.InProgress)
        {
            state.Answer(answer(state));
        }

        return state;
    }

    private static Func<ExamState, int> Chance(ulong seed)
    {
        var random = new RandomStream(seed, 99);
        double theta = random.NextNormal();
        return state => random.NextDouble() < Pool.Parameters(state.NextItem).ExpectedScore(theta) ? 1 : 0;
    }
}
