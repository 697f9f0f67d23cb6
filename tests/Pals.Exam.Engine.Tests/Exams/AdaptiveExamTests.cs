using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.Engine.Tests.Support;

namespace Pals.Exam.Engine.Tests.Exams;

public sealed class AdaptiveExamTests
{
    private static readonly ItemPool SharedPool = TestPools.Pool(120, 6, seed: 1, pretest: 12);

    [Theory]
    [InlineData(ExamDimensions.Joint)]
    [InlineData(ExamDimensions.Single)]
    public void Answer_AllRight_PassesAtMinimumLength(ExamDimensions dimensions)
    {
        ExamState state = Sit(new AdaptiveExam(TestPools.Definition(6, dimensions), SharedPool), 7, (_, _) => 1);
        Assert.Equal(ExamStatus.Passed, state.Status);
        Assert.Equal(25, state.Scored);
        Assert.Equal(ExamEnd.DecisionRule, state.End);
    }

    [Theory]
    [InlineData(ExamDimensions.Joint)]
    [InlineData(ExamDimensions.Single)]
    public void Answer_AllWrong_FailsAtMinimumLength(ExamDimensions dimensions)
    {
        ExamState state = Sit(new AdaptiveExam(TestPools.Definition(6, dimensions), SharedPool), 7, (_, _) => 0);
        Assert.Equal(ExamStatus.Failed, state.Status);
        Assert.Equal(25, state.Scored);
    }

    [Fact]
    public void Answer_RandomCandidates_MeetBlueprintAndNeverRepeatAnItem()
    {
        ExamDefinition definition = TestPools.Definition(6) with { PretestItems = 5 };
        var exam = new AdaptiveExam(definition, SharedPool);
        for (ulong seed = 0; seed < 200; seed++)
        {
            ExamState state = Sit(exam, seed, Chance(seed));
            Assert.Equal(state.Answered, state.AdministeredItems.ToArray().Distinct().Count());
            Assert.Equal(5, state.Answered - state.Scored);
            Assert.InRange(state.Scored, definition.MinimumLength, definition.MaximumLength);
            Assert.All(state.ScoredItems.ToArray(), item => Assert.False(SharedPool.IsPretest(item)));
            for (int t = 0; t < 6; t++)
            {
                int count = state.ScoredItems.ToArray().Count(item => SharedPool[item].TopicArea == TestPools.TopicArea(t));
                Assert.InRange(count, definition.TopicAreas[t].Minimum, definition.TopicAreas[t].Maximum);
            }
        }
    }

    [Fact]
    public void Answer_CaseThatEndsWhereADecisionIsDue_GivesThePretestItemThatItPutOffFirst()
    {
        ItemPool cases = ItemPool.Create(TestPools.Items(120, 1, 5, pretest: 20).Select((item, i) =>
            i < 120 ? item with { Scenario = $"S{i / 3:D2}", ScenarioOrder = i } : item));

        // Cases of three items: the ninth ends where the first decision may fall.
        ExamDefinition definition = TestPools.Definition(1, minimumLength: 27) with { PretestItems = 5 };
        var exam = new AdaptiveExam(definition, cases);
        int putOff = 0;
        for (ulong seed = 0; seed < 200; seed++)
        {
            ExamState state = Sit(exam, seed, (_, _) => seed % 2 == 0 ? 1 : 0);

            Assert.Equal(definition.PretestItems, state.Answered - state.Scored);
            Assert.True(state.Answered >= definition.MinimumLength + definition.PretestItems);
            putOff += cases.IsPretest(state.AdministeredItems[^1]) ? 1 : 0;
        }

        Assert.True(putOff > 0, "No exam met the case that this test is about.");
    }

    [Fact]
    public void Answer_PretestItems_NeverInfluenceTheResult()
    {
        var exam = new AdaptiveExam(TestPools.Definition(6) with { PretestItems = 5 }, SharedPool);
        var chance = Chance(11);
        ExamState right = Sit(exam, 11, (state, item) => state.NextIsPretest ? 1 : chance(state, item));
        chance = Chance(11);
        ExamState wrong = Sit(exam, 11, (state, item) => state.NextIsPretest ? 0 : chance(state, item));
        Assert.Equal(right.AdministeredItems, wrong.AdministeredItems);
        Assert.Equal(right.Report().Composite, wrong.Report().Composite);
    }

    [Fact]
    public void Expire_RuleFail_FailsAnAbleCandidate()
    {
        var exam = new AdaptiveExam(TestPools.Definition(6) with { OutOfTime = OutOfTimeRule.Fail }, SharedPool);
        ExamState state = exam.Begin(1);
        for (int i = 0; i < 20; i++)
        {
            state.Answer(1);
        }

        Assert.True(state.ProbabilityAboveCut > 0.95);
        state.Expire();
        Assert.Equal((ExamStatus.Failed, ExamEnd.TimeLimit, -1), (state.Status, state.End, state.NextItem));
        Assert.Throws<InvalidOperationException>(() => state.Answer(1));
    }

    [Fact]
    public void Constructor_TopicAreaWithTooFewItems_NamesIt()
    {
        ExamDefinition definition = TestPools.Definition(6);
        definition = definition with { TopicAreas = definition.TopicAreas.SetItem(2, definition.TopicAreas[2] with { Minimum = 21, Maximum = 25 }) };
        var error = Assert.Throws<ArgumentException>(() => new AdaptiveExam(definition, SharedPool));
        Assert.Contains("area-3", error.Message, StringComparison.Ordinal);
    }

    internal static ExamState Sit(AdaptiveExam exam, ulong seed, Func<ExamState, int, int> answer)
    {
        ExamState state = exam.Begin(seed);
        while (state.Status == ExamStatus.InProgress)
        {
            state.Answer(answer(state, state.NextItem));
        }

        return state;
    }

    /// <summary>A candidate of ability drawn from N(0, 1), the same in every area.</summary>
    internal static Func<ExamState, int, int> Chance(ulong seed)
    {
        var random = new RandomStream(seed, 99);
        double theta = random.NextNormal();
        return (_, item) => random.NextDouble() < SharedPool.Parameters(item).ExpectedScore(theta) ? 1 : 0;
    }
}
