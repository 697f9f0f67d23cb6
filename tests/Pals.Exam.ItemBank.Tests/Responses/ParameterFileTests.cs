using Pals.Exam.Engine.Calibration;
using Pals.Exam.Engine.Items;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Responses;

namespace Pals.Exam.ItemBank.Tests.Responses;

public sealed class ParameterFileTests
{
    [Fact]
    public void Write_EveryModel_ReadsBackToTheLastBit()
    {
        using var folder = new TemporaryFolder();
        var table = new ParameterTable(
        [
            new("R", ItemParameters.Dichotomous(ItemModel.Rasch, 1, 1.0 / 3)),
            new("P1", ItemParameters.Dichotomous(ItemModel.OneParameterLogistic, 0.1 + 0.2, -1e-17)),
            new("P2", ItemParameters.Dichotomous(ItemModel.TwoParameterLogistic, Math.PI, Math.E), new(1.0 / 7, 1.0 / 9, double.NaN, double.NaN, [])),
            new("P3", ItemParameters.Dichotomous(ItemModel.ThreeParameterLogistic, 1.2, 0, 1.0 / 6)),
            new("P4", ItemParameters.Dichotomous(ItemModel.FourParameterLogistic, 1.2, 0, 1.0 / 6, 0.97)),
            new("G", ItemParameters.Graded(1.1, [-1.0 / 3, 0.2, 2]), new(0.1, double.NaN, double.NaN, double.NaN, [0.1, 0.2, 1.0 / 3])),
            new("with,comma", ItemParameters.PartialCredit(0.9, [1, -1.0 / 3])),
        ]);

        ParameterFile.Write(folder["p.csv"], table);
        ParameterTable back = ParameterFile.Read(folder["p.csv"]);

        Assert.StartsWith(
            "item,model,a,b,c,d,b1,b2,b3,se_a,se_b,se_c,se_d,se_b1,se_b2,se_b3\nR,rasch,1,0.3333333333333333,,,,,,,,,,,,\n",
            File.ReadAllText(folder["p.csv"]),
            StringComparison.Ordinal);
        Assert.Equal(table.Items.Length, back.Items.Length);
        foreach ((CalibratedItem expected, CalibratedItem actual) in table.Items.Zip(back.Items))
        {
            Assert.Equal(expected.Id, actual.Id);
            Assert.Equal(expected.Parameters.Model, actual.Parameters.Model);
            Assert.Equal(expected.Parameters.Discrimination, actual.Parameters.Discrimination);
            Assert.Equal(expected.Parameters.Difficulty, actual.Parameters.Difficulty);
            Assert.Equal(expected.Parameters.LowerAsymptote, actual.Parameters.LowerAsymptote);
            Assert.Equal(expected.Parameters.UpperAsymptote, actual.Parameters.UpperAsymptote);
            Assert.Equal(expected.Parameters.Thresholds, actual.Parameters.Thresholds);
            Assert.Equal(expected.StandardErrors is null, actual.StandardErrors is null);
            Assert.Equal(expected.StandardErrors?.Discrimination, actual.StandardErrors?.Discrimination);
            Assert.Equal(expected.StandardErrors?.Thresholds ?? [], actual.StandardErrors?.Thresholds ?? []);
        }
    }

    [Theory]
    [InlineData("model,a\n2pl,1\n", "p.csv:1", "expected a column item")]
    [InlineData("item,model,a,b\nA,5pl,1,0\n", "p.csv:2:2", "model is '5pl'; expected one of rasch")]
    [InlineData("item,model,a,b\nA,2pl,1,0\nB,2pl,1,zero\n", "p.csv:3:4", "b is 'zero'; expected a finite number")]
    [InlineData("item,model,a,b\nA,2pl,1,\n", "p.csv:2:4", "b is ''; expected a finite number")]
    [InlineData("item,model,a,b\nA,2pl,1,0\nA,2pl,1,0\n", "p.csv:3:1", "every item once")]
    [InlineData("item,model,a,b,c\nA,3pl,1,0,1.5\n", "p.csv:2:1", "0 ≤ c < d ≤ 1")]
    [InlineData("item,model,a,b1,b2\nA,graded,1,1,0\n", "p.csv:2:1", "must increase")]
    [InlineData("item,model,a,b\nA,2pl,1\n", "p.csv:2:3", "the row has 3 fields; the header has 4")]
    public void Read_MalformedFile_NamesPlaceAndExpectation(string text, string place, string message)
    {
        using var folder = new TemporaryFolder();

        InputException exception = Assert.Throws<InputException>(() => ParameterFile.Read(folder.Write("p.csv", text)));

        Assert.Contains(place, exception.Message, StringComparison.Ordinal);
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadTopics_ItemTwice_NamesTheLine()
    {
        using var folder = new TemporaryFolder();

        InputException exception = Assert.Throws<InputException>(
            () => TopicFile.Read(folder.Write("t.csv", "item,topic\nA,one\nB,two\nA,two\n")));

        Assert.Contains("t.csv:4:1: item is 'A'; expected every item once", exception.Message, StringComparison.Ordinal);
    }
}
