using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Validation;

namespace Pals.Exam.ItemBank.Tests.Validation;

public sealed class TrapTests
{
    [Theory]
    [InlineData("qrs-0.08", "Which QRS duration is wide?", "longer than 0.08 s")]
    [InlineData("qrs-0.08", "Which QRS duration is wide?", "more than 80 ms")]
    [InlineData("ventilation-8-10", "How is an intubated child ventilated during CPR?", "8 to 10 breaths/min")]
    [InlineData("ventilation-8-10", "How often is a breath given?", "one breath every 6 seconds")]
    [InlineData("two-finger", "How is an infant's chest compressed?", "Two-finger technique below the nipples")]
    [InlineData("only-20-ml-per-kg", "What does a child in septic shock receive?", "20 mL/kg of crystalloid")]
    [InlineData("atropine-without-minimum", "A 3 kg infant needs atropine for bradycardia. Which dose?", "0.06 mg")]
    [InlineData("endotracheal-lidocaine-per-kg", "How much lidocaine goes down the tube?", "2 to 3 mg")]
    [InlineData("calcium-gluconate", "What is given?", "Calcium gluconate 60 mg/kg")]
    public void Catches_KeyOnTheTrap_IsFound(string id, string stem, string key)
    {
        Trap trap = Assert.Single(Trap.Shipped(ShippedBank.Pals), trap => trap.Id == id);

        Assert.True(trap.Catches(key, $"{stem} {key}"));
    }

    [Theory]
    [InlineData("Which QRS duration is wide?", "longer than 0.09 s")]
    [InlineData("How is an intubated child ventilated during CPR?", "20 to 30 breaths/min")]
    [InlineData("Since 2025, how is an infant's chest compressed?", "One hand or two thumbs instead of two fingers")]
    [InlineData("What does a child in septic shock receive?", "10 to 20 mL/kg, then reassessment")]
    [InlineData("What does a child in hypovolemic shock receive?", "20 mL/kg of crystalloid")]
    [InlineData("Which dose of atropine is given?", "0.02 mg/kg, at least 0.1 mg")]
    [InlineData("A 3 kg infant needs atropine for bradycardia. Which dose?", "0.1 mg")]
    [InlineData("How much lidocaine goes down the tube?", "2 to 3 mg/kg")]
    [InlineData("What is given?", "Calcium chloride 20 mg/kg")]
    public void Catches_KeyBesideTheTrap_IsLeftAlone(string stem, string key)
    {
        Assert.DoesNotContain(Trap.Shipped(ShippedBank.Pals), trap => trap.Catches(key, $"{stem} {key}"));
    }

    [Fact]
    public void Read_BrokenPattern_NamesLineAndColumn()
    {
        InputException e = Assert.Throws<InputException>(() => Trap.Read("t.yaml", "traps:\n  - id: x\n    message: m\n    key: '('\n"));

        Assert.StartsWith("t.yaml:4:10: key: is no regular expression", e.Message, StringComparison.Ordinal);
    }
}
