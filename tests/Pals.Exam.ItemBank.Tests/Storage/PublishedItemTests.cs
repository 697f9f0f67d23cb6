using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Rhythms;
using Pals.Exam.ItemBank.Storage;

namespace Pals.Exam.ItemBank.Tests.Storage;

public sealed class PublishedItemTests
{
    [Fact]
    public void Json_OfEveryShippedItem_ComesBackTheSame()
    {
        Bank bank = ShippedBank.Load();
        Assert.All(bank.Items, item =>
        {
            string json = new PublishedItem(item, item.Scenario is null ? null : bank.FindScenario(item.Scenario)).ToJson();
            PublishedItem back = PublishedItem.FromJson(json);

            Assert.Equal(json, back.ToJson());
            Assert.Equal(item.Options.AsEnumerable(), back.Item.Options);
            Assert.Equal(item.Answer.AsEnumerable(), back.Item.Answer);
            Assert.Equal(item.Score(item.Answer), back.Item.Score(back.Item.Answer));
            Assert.Equal(
                (item.Type, item.TopicArea, item.Stem, item.Tolerance, item.Difficulty, item.Use),
                (back.Item.Type, back.Item.TopicArea, back.Item.Stem, back.Item.Tolerance, back.Item.Difficulty, back.Item.Use));
        });
    }

    [Fact]
    public void Json_ItemWithScenarioAndRhythmStrip_ComesBackTheSame()
    {
        RhythmStrip strip = new RhythmStrip { Rhythm = RhythmKind.SupraventricularTachycardia, AgeGroup = AgeGroup.Infant, Seed = 4 }
            .With(StripParameter.Rate, 240);
        Item item = ShippedBank.Load().Items[0] with { Scenario = "CASE-1", Media = [strip] };

        PublishedItem back = PublishedItem.FromJson(new PublishedItem(item, new CaseScenario("CASE-1", "An infant is pale.")).ToJson());

        Assert.Equal(StripDrawing.Svg(strip), StripDrawing.Svg(Assert.Single(back.Item.Media)));
        Assert.Equal(("CASE-1", "An infant is pale."), (back.Scenario!.Id, back.Scenario.Text));
    }
}
