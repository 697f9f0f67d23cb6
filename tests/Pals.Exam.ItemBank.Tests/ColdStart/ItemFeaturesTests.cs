using Pals.Exam.ItemBank.ColdStart;
using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.ItemBank.Tests.ColdStart;

public sealed class ItemFeaturesTests
{
    private static readonly Item Item = new()
    {
        Id = "PALS-CAR-900",
        Version = 1,
        Type = ItemType.SingleChoice,
        TopicArea = "cardiology-emergencies",
        CognitiveLevel = CognitiveLevel.Application,
        Stem = "A child of 20 kg needs 0.1 mg/kg of adenosine. Which dose is NOT right?",
        Options = [new AnswerOption("A", "2 mg by rapid push", ""), new AnswerOption("B", "4 mg by rapid push", ""), new AnswerOption("C", "none", "")],
        Answer = ["B"],
        Facts = ["CAR-F01", "CAR-F02"],
        Difficulty = 0.7,
    };

    [Theory]
    [InlineData("topic area cardiology-emergencies", 1)]
    [InlineData("topic area shock-management", 0)]
    [InlineData("type SingleChoice", 1)]
    [InlineData("cognitive level Application", 1)]
    [InlineData("writer's judgement", 0.7)]
    [InlineData("part of a scenario", 0)]
    [InlineData("words per sentence", 15.0 / 2)]
    [InlineData("numbers in scenario and stem", 2)]
    [InlineData("a dose by weight", 1)]
    [InlineData("a negative stem", 1)]
    [InlineData("options", 3)]
    [InlineData("keys", 1)]
    [InlineData("options with numbers", 2.0 / 3)]
    [InlineData("nearest wrong option", 4.0 / 6)]
    [InlineData("facts", 2)]
    public void Of_AnItem_CountsWhatStandsThere(string feature, double expected)
    {
        string[] areas = ["cardiology-emergencies", "shock-management"];
        int place = ItemFeatures.Names(areas).IndexOf(feature);

        Assert.Equal(expected, ItemFeatures.Of(Item, "", areas)[place], 1e-12);
    }
}
