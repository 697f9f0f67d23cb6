using System.Text.Json;

namespace Pals.Exam.ItemBank.Tests.Commands;

public sealed class FitCommandTests
{
    /// <summary>The digits of mirt's figures are limited by the last digits of its estimates.</summary>
    private const double Digits = 1e-4;

    [Fact]
    public async Task Process_LawSchoolAdmissionTest_EqualsMirt()
    {
        using var folder = new TemporaryFolder();
        ProcessResult result = await ItembankProcess.RunAsync(
            "fit", "--responses", ResultTable.LawSchool("lsat7.csv"), "--parameters", ResultTable.LawSchool("lsat7_2pl.csv"),
            "--out", folder["f.csv"], "--persons", "--pairs", folder["q3.csv"], "--json");

        Assert.True(result.ExitCode == 0, result.Error);
        JsonElement m2 = JsonDocument.Parse(result.Output).RootElement.GetProperty("m2");
        var expected = new ResultTable(ResultTable.LawSchool("lsat7_2pl_m2.csv"));
        Assert.Equal(expected[0, "stat"], m2.GetProperty("statistic").GetDouble(), Digits);
        Assert.Equal(expected[0, "RMSEA_5"], m2.GetProperty("rootMeanSquareErrorLow").GetDouble(), Digits);
        Assert.Equal(expected[0, "CFI"], m2.GetProperty("comparative").GetDouble(), Digits);
        var items = new ResultTable(folder["f.csv"]);
        var mirt = new ResultTable(ResultTable.LawSchool("lsat7_2pl_sx2.csv"));
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(mirt[i, "sx2"], items[i, "sx2"], Digits * 20);
            Assert.Equal(mirt[i, "p"], items[i, "p"], Digits);
        }

        Assert.StartsWith("S-X2 p = 0.0007", items.Text(1, "flags"), StringComparison.Ordinal);
        Assert.Equal(1000, new ResultTable(folder["f-persons.csv"]).Count);
        Assert.Equal(10, new ResultTable(folder["q3.csv"]).Count);
    }

    [Fact]
    public async Task Process_MissingOut_ExitsTwo()
    {
        ProcessResult result = await ItembankProcess.RunAsync("fit", "--responses", "r.csv");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("--out", result.Error, StringComparison.Ordinal);
    }
}
