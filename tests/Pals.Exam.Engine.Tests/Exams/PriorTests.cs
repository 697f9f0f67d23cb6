using Pals.Exam.Engine.Ability;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Tests.Support;

namespace Pals.Exam.Engine.Tests.Exams;

public sealed class PriorTests
{
    private static readonly ItemPool Pool = TestPools.Pool(120, 3, seed: 61);

    private static readonly ExamDefinition Definition = TestPools.Definition(3) with
    {
        Groups = [new CandidateGroup("nurses", 0.5, 0.8)],
        RetakeWidening = 1.5,
    };

    [Fact]
    public void Begin_GroupPrior_StartsAtTheGroupsMeanAndSpread()
    {
        ExamState state = new AdaptiveExam(Definition, Pool).Begin(1, [], Definition.Prior("nurses"));
        Assert.Equal(0.5, state.Ability(1).Mean);
        Assert.Equal(0.8, state.Ability(1).StandardDeviation, 1e-15);
    }

    [Fact]
    public void RetakePrior_EarlierEstimates_AreWidenedButNeverBeyondThePrior()
    {
        AbilityPrior prior = Definition.RetakePrior([new(-0.4, 0.4), new(0.2, 0.5), new(0.1, 0.9)]);
        Assert.Equal([-0.4, 0.2, 0.1], prior.Mean);
        double[] expected = [0.6, 0.75, 1];
        for (int d = 0; d < 3; d++)
        {
            Assert.Equal(expected[d], Math.Sqrt(prior.Covariance[4 * d]), 1e-15);
        }

        var exam = new AdaptiveExam(Definition, Pool);
        ExamState live = exam.Begin(2, [], prior);
        for (int k = 0; k < 10; k++)
        {
            live.Answer(k % 2);
        }

        ExamState replayed = exam.Replay(new ExamTranscript { Seed = 2, Prior = prior, Items = [.. live.AdministeredItems], Scores = [.. live.Scores] });
        Assert.Equal(live.NextItem, replayed.NextItem);
        Assert.Equal(live.Composite, replayed.Composite);
    }

    [Fact]
    public void FromCovariance_OfAnotherPrior_IsItToTheLastBit()
    {
        foreach (double correlation in new[] { 0, 0.7, 1 })
        {
            AbilityPrior prior = AbilityPrior.Create([-0.3, 0.1, 0.7], [0.3, 0.7, 1.1], TestPools.Equicorrelated(3, correlation));
            AbilityPrior same = AbilityPrior.FromCovariance(prior.Mean, prior.Covariance);
            Assert.Equal(prior.Mean, same.Mean);
            Assert.Equal(prior.Covariance, same.Covariance);
        }

        Assert.Throws<ArgumentException>(() => AbilityPrior.FromCovariance([0, 0], [1, 0, 0]));
        Assert.Throws<ArgumentException>(() => AbilityPrior.FromCovariance([0, 0], [1, 0.5, 0.4, 1]));
        Assert.Throws<ArgumentException>(() => AbilityPrior.FromCovariance([0, 0], [1, 1.5, 1.5, 1]));
        Assert.Throws<ArgumentException>(() => AbilityPrior.FromCovariance([0], [-1]));
        Assert.Throws<ArgumentException>(() => AbilityPrior.FromCovariance([0], [double.NaN]));
    }

    [Fact]
    public void Begin_PriorBeyondTheGrid_IsRefused()
    {
        var exam = new AdaptiveExam(TestPools.Definition(3, ExamDimensions.Single), Pool);
        var error = Assert.Throws<ArgumentException>(() => exam.Begin(1, [], AbilityPrior.Normal(6, 1)));
        Assert.Contains("grid", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nearest_PriorBeyondTheGrid_IsMovedInAsFarAsNeeded()
    {
        var exam = new AdaptiveExam(TestPools.Definition(3, ExamDimensions.Single), Pool);

        Assert.Equal([0.5], exam.Nearest(AbilityPrior.Normal(0.5, 1)).Mean);
        foreach (double mean in new[] { -60, -6, 6, 60 })
        {
            AbilityPrior nearest = exam.Nearest(AbilityPrior.Normal(mean, 0.8));
            double moved = nearest.Mean[0];
            Assert.InRange(moved / mean, 1e-3, 1);
            Assert.Equal(AbilityPrior.Normal(moved, 0.8).Covariance, nearest.Covariance);
            Assert.Equal(moved, exam.Begin(1, [], nearest).Composite.Mean);
            Assert.Throws<ArgumentException>(() => exam.Begin(1, [], AbilityPrior.Normal(moved + Math.Sign(mean) * 1e-6, 0.8)));
        }

        Assert.Throws<ArgumentException>(() => exam.Nearest(AbilityPrior.Normal(0, 100)));
        Assert.Throws<ArgumentException>(() => exam.Nearest(Definition.Prior()));
    }

    [Fact]
    public void Validate_FaultyFields_NamesTheField()
    {
        AssertNames("groups[0].spreadFactor", Definition with { Groups = [new CandidateGroup("x", 0, 0)] });
        AssertNames("groups[0]", Definition with { Groups = [new CandidateGroup("x", 4.5, 1)] });
        AssertNames("groups[0]", Definition with { Groups = [new CandidateGroup("x", 0, 2.1)] });
        AssertNames("retakeWidening", Definition with { RetakeWidening = 0.5 });
        AssertNames("minimumLength", Definition with { MinimumLength = 51 });
        AssertNames("confidence", Definition with { Confidence = double.NaN });
        AssertNames("cut", Definition with { Cut = double.PositiveInfinity });
        AssertNames("topicAreas[1].maximum", Definition with { TopicAreas = Definition.TopicAreas.SetItem(1, Definition.TopicAreas[1] with { Maximum = 1 }) });
        AssertNames("topicAreas[2].id", Definition with { TopicAreas = Definition.TopicAreas.SetItem(2, Definition.TopicAreas[1]) });
        AssertNames("correlations", Definition with { Correlations = TestPools.Equicorrelated(3, -0.9) });
        AssertNames("correlations", Definition with { Correlations = [] });
        AssertNames("timeLimit", Definition with { TimeLimit = TimeSpan.Zero });

        static void AssertNames(string field, ExamDefinition definition) =>
            Assert.Equal(field, Assert.Throws<ArgumentException>(definition.Validate).ParamName);
    }
}
