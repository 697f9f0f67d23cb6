using Pals.Exam.ItemBank.Content;
using Pals.Exam.ItemBank.Files;

namespace Pals.Exam.ItemBank.Tests.Content;

public sealed class BankReaderTests
{
    [Fact]
    public void Read_AllTypes_ReadsEveryField()
    {
        BankFile file = BankReader.Read("b.yaml", BankSamples.AllTypes);

        Assert.Equal("shock-management", file.TopicArea);
        Assert.Equal(["SHK-F01", "SHK-F02"], file.Facts.Select(fact => fact.Id));
        Assert.Equal("A child of 20 kg is brought to the emergency department.", Assert.Single(file.Scenarios).Text);
        Item single = file.Items[0];
        Assert.Equal("PALS-SHK-001", single.Id);
        Assert.Equal(ItemType.SingleChoice, single.Type);
        Assert.Equal(CognitiveLevel.Application, single.CognitiveLevel);
        Assert.Equal(AgeGroup.Child, single.AgeGroup);
        Assert.EndsWith("takes 4 s and the systolic pressure is 76 mmHg. How is the circulation best described?", single.Stem, StringComparison.Ordinal);
        Assert.Equal(new AnswerOption("C", "Dehydration: no shock", "Refill of 4 s is poor perfusion."), single.Options[2]);
        Assert.Equal(["B"], single.Answer);
        Assert.Equal(new ItemReview(new DateOnly(2026, 11, 20), ReviewStatus.Reviewed, "Re-answered blind, key agreed."), single.Review);
        Assert.Equal(-1.9, single.Difficulty);
        Assert.Equal(ItemUse.Operational, single.Use);
        Item multiple = file.Items[1];
        Assert.Equal(CreditRule.Partial, multiple.Credit);
        Assert.Equal("PALS-SCN-01", multiple.Scenario);
        Assert.Equal(ItemUse.Pretest, multiple.Use);
        Assert.Null(multiple.Review);
        Assert.Equal(["B", "C", "A"], file.Items[2].Answer);
        Assert.Equal((0.5m, "mL"), (file.Items[3].Tolerance, file.Items[3].Unit));
        Assert.Equal(new DoseRule(14, 20, null, null, null, DoseForm.Single), file.Items[3].Dose);
        Assert.Equal(new DoseRule(3, 0.02m, 0.1m, 0.5m, 0.4m, DoseForm.Single), file.Items[4].Dose);
        Assert.Equal(new DoseRule(12, 0.2m, null, null, 60, DoseForm.Infusion), file.Items[5].Dose);
    }

    [Fact]
    public void Read_Item_KnowsTheLineOfEachField()
    {
        Item item = BankReader.Read("b.yaml", BankSamples.AllTypes).Items[0];

        string[] lines = BankSamples.AllTypes.Split('\n');
        Assert.Equal("b.yaml", item.Source!.File);
        Assert.Contains("PALS-SHK-001", lines[item.Source.At("id").Line - 1], StringComparison.Ordinal);
        Assert.Contains("stem:", lines[item.Source.At("stem").Line - 1], StringComparison.Ordinal);
        Assert.Contains("Hypotensive shock", lines[item.Source.At("options[1]").Line - 1], StringComparison.Ordinal);
    }

    /// <summary>The caret in the flawed text marks the place that the message has to name.</summary>
    [Theory]
    [InlineData("type: single-choice", "type: ^multiple-choice",
        "type: expected one of single-choice, multiple-response, ordering, numeric-entry, found 'multiple-choice'")]
    [InlineData("version: 1\n", "version: ^one\n", "version: expected a whole number of at least 1, found 'one'")]
    [InlineData("answer: [B]", "answer: ^B", "answer: expected a list, found 'B'")]
    [InlineData("answer: [B]", "answer: ^[E]", "answer: 'E' is none of the options A, B, C, D")]
    [InlineData("answer: [B]", "answer: ^[A, B]", "answer: a single choice has one answer, found 2")]
    [InlineData("answer: [B]", "^anser: [B]", "unknown key 'anser' in an item; expected one of id, topicArea, version, type")]
    [InlineData("- id: PALS-SHK-001\n    version: 1\n", "- ^id: PALS-SHK-001\n", "missing key 'version' in an item")]
    [InlineData("answer: [B]\n", "answer: [B]\n    ^answer: [C]\n", "is not valid YAML: Duplicate key")]
    [InlineData("options:\n      - key: A", "options:\n      ^- key: E", "options: expected key A for option 1, found 'E'")]
    [InlineData("stem: Which findings speak for shock?", "stem:^", "stem: expected text, found nothing")]
    [InlineData("date: 2026-11-20", "date: ^20.11.2026", "date: expected a date such as 2026-11-20, found '20.11.2026'")]
    [InlineData("difficulty: -1.90", "difficulty: ^hard", "difficulty: expected a number from -8 to 8, found 'hard'")]
    [InlineData("difficulty: -1.90", "difficulty: ^.nan", "difficulty: expected a number from -8 to 8, found '.nan'")]
    [InlineData("tolerance: 0.5", "tolerance: ^half", "tolerance: expected a number, found 'half'")]
    [InlineData("answer: [280]", "answer: ^[much]", "answer: numeric entry expects one number")]
    [InlineData("weight: 14", "weight: ^0", "weight: expected a number above 0, found '0'")]
    [InlineData("weight: 14", "weight: ^light", "weight: expected a number above 0, found 'light'")]
    [InlineData("perKilogram: 20\n", "^perKilo: 20\n", "unknown key 'perKilo' in dose; expected one of weight, perKilogram, minimum")]
    [InlineData("form: infusion", "form: ^drip", "form: expected one of single, infusion, found 'drip'")]
    [InlineData("answer: [280]", "answer: ^[300]", "answer: the dose comes to 280, but the answer is 300 within 0.5")]
    [InlineData("weight: 3\n      perKilogram: 0.02\n      minimum: 0.1", "^weight: 3\n      perKilogram: 0.02\n      minimum: 0.6",
        "dose: the minimum of 0.6 lies above the maximum of 0.5")]
    [InlineData("unit: mL/h", "unit: ^mL", "unit: expected mL/h, which the concentration of the dose leads to, found mL")]
    [InlineData("answer: [B]\n", "answer: [B]\n    dose:\n      ^weight: 14\n      perKilogram: 20\n", "dose: only numeric entry has a dose")]
    [InlineData("answer: [B, C, A]", "answer: ^[B, C, C]", "answer: an option stands twice")]
    [InlineData("id: PALS-SHK-002\n", "id: ^PALS-SHK-001\n", "item id 'PALS-SHK-001' stands twice (first at b.yaml:17)")]
    [InlineData("id: PALS-SHK-002\n", "id: ^Shk 2\n", "id: expected capital letters, digits and hyphens, found 'Shk 2'")]
    [InlineData("topicArea: shock-management", "topicArea: ^[shock]", "topicArea: expected text, found a list")]
    [InlineData("items:", "items: ^none\nrest:", "items: expected a list, found 'none'")]
    public void Read_OneFlaw_NamesLineColumnAndWhatWasExpected(string good, string bad, string message)
    {
        (string text, string place) = Marked.Replace(BankSamples.AllTypes, good, bad);

        InputException e = Assert.Throws<InputException>(() => BankReader.Read([("b.yaml", text)]));

        Assert.Contains(e.Errors, error => error.ToString().StartsWith($"b.yaml:{place}: {message}", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_SeveralFlawsInSeveralFiles_ReportsAllInOrder()
    {
        string first = BankSamples.AllTypes
            .Replace("difficulty: -1.90", "difficulty: hard", StringComparison.Ordinal)
            .Replace("confidence: B\n    edition", "confidence: D\n    edition", StringComparison.Ordinal);

        InputException e = Assert.Throws<InputException>(() => BankReader.Read([("a.yaml", first), ("b.yaml", "items: []")]));

        Assert.Equal(
            ["a.yaml:10:17", "a.yaml:49:17", "b.yaml:1:1"],
            e.Errors.Select(error => $"{error.File}:{error.Line}:{error.Column}"));
    }

    [Theory]
    [InlineData("", "b.yaml: is empty, but a mapping of keys to values was expected")]
    [InlineData("- a\n", "b.yaml:1:1: expected a mapping of keys to values at the top level")]
    [InlineData("a: 1\n---\nb: 2\n", "b.yaml:3:1: expected one YAML document, but a second one begins")]
    [InlineData("a: 1\nb: [2\nc: 3\n", "b.yaml:2:4: is not valid YAML from here on: a bracket or quote may be left open")]
    public void Read_NotABank_SaysWhatIsMissing(string text, string message)
    {
        InputException e = Assert.Throws<InputException>(() => BankReader.Read("b.yaml", text));

        Assert.StartsWith(message, e.Errors[0].ToString(), StringComparison.Ordinal);
    }
}
