using Pals.Exam.Engine.Items;
using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.ItemBank.Tests.Content;

public sealed class ProvisionalParametersTests
{
    private static readonly Dictionary<ItemType, Item> Items =
        BankReader.Read("b.yaml", BankSamples.AllTypes).Items.DistinctBy(item => item.Type).ToDictionary(item => item.Type);

    [Fact]
    public void Of_SingleChoiceAmongFour_GuessesAtOneFifth()
    {
        ItemParameters parameters = ProvisionalParameters.Of(Items[ItemType.SingleChoice]);

        Assert.Equal(ItemModel.ThreeParameterLogistic, parameters.Model);
        Assert.Equal((1.0, -1.9, 0.2, 1.0),
            (parameters.Discrimination, parameters.Difficulty, parameters.LowerAsymptote, parameters.UpperAsymptote));
    }

    [Fact]
    public void Of_NumericEntry_HasNoGuessing()
    {
        Assert.Equal(0, ProvisionalParameters.Of(Items[ItemType.NumericEntry]).LowerAsymptote);
    }

    [Fact]
    public void Of_PartialCredit_StepsCentreOnTheDifficulty()
    {
        Item item = Items[ItemType.MultipleResponse] with { Difficulty = 0.5 };

        ItemParameters parameters = ProvisionalParameters.Of(item);

        Assert.Equal(ItemModel.GeneralizedPartialCredit, parameters.Model);
        Assert.Equal([0.25, 0.75], parameters.Thresholds);
    }
}
