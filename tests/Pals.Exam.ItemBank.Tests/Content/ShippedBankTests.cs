using System.Globalization;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Definitions;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Tests.Content;

public sealed class ShippedBankTests
{
    public static TheoryData<string> Programmes => [.. ShippedBank.Programmes];

    [Theory]
    [MemberData(nameof(Programmes))]
    public void Load_Programme_HoldsEveryFileUnderItsTopicAreaAndItems(string programme)
    {
        Bank bank = ShippedBank.Load(programme);

        Assert.NotEmpty(bank.Items);
        Assert.All(bank.Files, file => Assert.Equal($"Banks/{programme}/{file.TopicArea}.yaml", file.Name));
        Assert.All(bank.Items, item => Assert.StartsWith($"{programme.ToUpperInvariant()}-", item.Id, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Programmes))]
    public void Of_Programme_HasDefinitionsOfItThatItsBankCanServe(string programme)
    {
        ItemPool pool = ShippedBank.Load(programme).ProvisionalPool();

        Assert.NotEmpty(ShippedDefinitions.Of(programme));
        Assert.All(ShippedDefinitions.Of(programme), definition =>
        {
            Assert.Equal(programme, definition.BankName);
            Assert.Equal($"Banks/{programme}/definitions/{definition.Template.Id}.yaml", definition.Name);
            Assert.NotNull(new AdaptiveExam(definition.For(pool), pool));
        });
    }

    [Fact]
    public void LoadAll_HoldsTheItemsOfEveryProgrammeWithoutACollision()
    {
        int items = ShippedBank.Programmes.Sum(programme => ShippedBank.Load(programme).Items.Length);

        Assert.True(ShippedBank.Programmes.Count > 1);
        Assert.Equal(items, ShippedBank.LoadAll().Items.Length);
    }

    [Fact]
    public void Load_UnknownProgramme_SaysWhichThereAre()
    {
        InputException e = Assert.Throws<InputException>(() => ShippedBank.Load("acls"));

        Assert.Contains($"no bank of it is shipped; those are of {string.Join(", ", ShippedBank.Programmes)}", e.Message, StringComparison.Ordinal);
    }

    /// <summary>Units of numeric answers that are no amount of anything given to a patient.</summary>
    private static readonly string[] UnitsOfNoDose = ["mmHg", "mm", "cm", "s", "seconds", "minutes", "per minute", "/min", "years", "%"];

    [Fact]
    public void Load_NumericItem_FollowsFromItsDose()
    {
        Item[] doses = [.. ShippedBank.LoadAll().Items.Where(item => item.Type == ItemType.NumericEntry && !UnitsOfNoDose.Contains(item.Unit))];

        Assert.NotEmpty(doses);
        Assert.All(doses, item =>
        {
            Assert.True(item.Dose is not null, $"{item.Id} asks for a number of {item.Unit} without saying in its dose how that follows");
            double expected = Recomputed(item.Dose);
            Assert.InRange(double.Parse(item.Answer[0], CultureInfo.InvariantCulture), expected - (double)item.Tolerance, expected + (double)item.Tolerance);
        });
    }

    [Fact]
    public void Load_NumericItem_StatesTheWeightOfItsDose()
    {
        Bank bank = ShippedBank.LoadAll();

        Assert.All(bank.Items.Where(item => item.Dose is not null), item =>
        {
            string shown = $"{bank.FindScenario(item.Scenario ?? "")?.Text} {item.Stem}";
            Assert.Contains($"{item.Dose!.Weight.ToString(CultureInfo.InvariantCulture)} kg", shown, StringComparison.Ordinal);
        });
    }

    /// <summary>On purpose not the product's own arithmetic.</summary>
    private static double Recomputed(DoseRule dose)
    {
        double amount = (double)(dose.Weight * dose.PerKilogram);
        if (dose.Minimum is { } minimum && amount < (double)minimum)
        {
            amount = (double)minimum;
        }

        if (dose.Maximum is { } maximum && amount > (double)maximum)
        {
            amount = (double)maximum;
        }

        double volume = dose.Concentration is { } perMilliliter ? amount / (double)perMilliliter : amount;
        return dose.Form == DoseForm.Infusion && dose.Concentration is not null ? volume * 60 : volume;
    }
}
