using System.Collections.Immutable;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.ItemBank.Definitions;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Tests.Definitions;

public sealed class CutScoreTests
{
    /// <summary>Bisection stops at 1e-12 logits; slopes here are at most 1.</summary>
    private const double Tolerance = 1e-11;

    [Fact]
    public void For_OneItemEach_InvertsTheCurveInClosedForm()
    {
        // 0.84 = 0.2 + 0.8 · logistic(θ + 1) gives θ = ln 4 − 1.
        ItemPool pool = Pool(("a", -1), ("b", -1));

        Assert.Equal(Math.Log(4) - 1, Definition(84, 1, 1).For(pool).Cut, Tolerance);
    }

    [Fact]
    public void For_WeightedAreas_MeetsTheWeightedShareWhateverTheNumberOfItems()
    {
        ItemPool pool = Pool(("a", -2), ("a", -1), ("a", 0), ("b", 1));

        double cut = Definition(70, 3, 1).For(pool).Cut;

        double first = Enumerable.Range(0, 3).Average(i => pool.Parameters(i).ExpectedScore(cut));
        double share = ((3 * first) + pool.Parameters(3).ExpectedScore(cut)) / 4;
        Assert.Equal(0.70, share, Tolerance);
    }

    [Fact]
    public void For_PercentBelowGuessing_SaysThatNoAbilityReachesIt()
    {
        InputException e = Assert.Throws<InputException>(() => Definition(15, 1, 1).For(Pool(("a", 0), ("b", 0))));

        Assert.Equal("d.yaml: cut: no ability between -20 and 20 logits answers 15 percent of the bank's scored items right", e.Message);
    }

    private static DefinitionFile Definition(double percent, double firstWeight, double secondWeight) => new(
        "d.yaml",
        "",
        new ExamDefinition
        {
            Id = "test",
            TopicAreas = [new TopicAreaDefinition("a", "A", firstWeight, 0, 9), new TopicAreaDefinition("b", "B", secondWeight, 0, 9)],
        },
        percent);

    private static ItemPool Pool(params (string TopicArea, double Difficulty)[] items) => ItemPool.Create(items.Select(
        (item, i) => new PoolItem($"I{i}", ItemParameters.Dichotomous(ItemModel.ThreeParameterLogistic, 1, item.Difficulty, 0.2), item.TopicArea)));
}
