using System.Globalization;
using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.ItemBank.Tests.Content;

public sealed class ShippedBankTests
{
    [Fact]
    public void Load_Pals_HoldsEveryFileUnderItsTopicArea()
    {
        Bank bank = ShippedBank.Load();

        Assert.NotEmpty(bank.Items);
        Assert.All(bank.Files, file => Assert.Equal($"Banks/pals/{file.TopicArea}.yaml", file.Name));
    }

    /// <summary>Units of numeric answers that are no amount of anything given to a patient.</summary>
    private static readonly string[] UnitsOfNoDose = ["mmHg", "mm", "cm", "s", "seconds", "minutes", "per minute", "/min", "years", "%"];

    [Fact]
    public void Load_NumericItem_FollowsFromItsDose()
    {
        Item[] doses = [.. ShippedBank.Load().Items.Where(item => item.Type == ItemType.NumericEntry && !UnitsOfNoDose.Contains(item.Unit))];

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
        Bank bank = ShippedBank.Load();

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
