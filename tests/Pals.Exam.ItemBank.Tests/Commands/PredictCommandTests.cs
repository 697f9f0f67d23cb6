using System.Globalization;
using System.Text;
using System.Text.Json;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.ItemBank.Content;

namespace Pals.Exam.ItemBank.Tests.Commands;

public sealed class PredictCommandTests
{
    [Fact]
    public async Task Process_DifficultyFollowsTheJudgement_BeatsTheMeanAndWritesPriors()
    {
        using var folder = new TemporaryFolder();
        Item[] items = [.. ShippedBank.Load().Items];
        Item[] calibrated = [.. items.Where((_, i) => i % 5 != 0)];
        var random = new RandomStream(3);
        Dictionary<string, double> truth = items.ToDictionary(item => item.Id, item => 0.5 + 0.8 * item.Difficulty + 0.2 * random.NextNormal());

        ProcessResult result = await ItembankProcess.RunAsync(
            "predict", "--parameters", Parameters(folder, calibrated, item => truth[item.Id]), "--out", folder["priors.csv"], "--json");

        Assert.True(result.ExitCode == 0, result.Error);
        JsonElement json = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal(calibrated.Length, json.GetProperty("calibrated").GetInt32());
        Assert.True(json.GetProperty("error").GetDouble() < 0.6 * json.GetProperty("errorOfMean").GetDouble());
        Assert.Equal("writer's judgement", json.GetProperty("influences")[0].GetProperty("feature").GetString());
        var priors = new ResultTable(folder["priors.csv"]);
        Assert.Equal(("c", "d"), (priors.Text(0, "parameter"), priors.Text(1, "parameter")));
        Assert.Equal(items.Length - calibrated.Length, priors.Count - 2);
        double squares = 0;
        for (int row = 2; row < priors.Count; row++)
        {
            Assert.Equal(("b", "normal"), (priors.Text(row, "parameter"), priors.Text(row, "distribution")));
            squares += Math.Pow((priors[row, "mean"] - truth[priors.Text(row, "item")]) / priors[row, "sd"], 2);
        }

        // Items never seen are as far off as cross-validation said; the spread of at least 24 of them has a standard error of 15 %.
        Assert.InRange(Math.Sqrt(squares / (priors.Count - 2)), 0.5, 1.6);
    }

    [Fact]
    public async Task Process_DifficultyOfNoiseAlone_SaysSoAndUsesTheMean()
    {
        using var folder = new TemporaryFolder();
        var random = new RandomStream(8);
        Dictionary<string, double> noise = ShippedBank.Load().Items.ToDictionary(item => item.Id, _ => random.NextNormal());
        Item[] calibrated = [.. ShippedBank.Load().Items.Where((_, i) => i % 3 == 0)];

        ProcessResult result = await ItembankProcess.RunAsync(
            "predict", "--parameters", Parameters(folder, calibrated, item => noise[item.Id]), "--out", folder["priors.csv"]);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("no better than the mean", result.Output, StringComparison.Ordinal);
        var priors = new ResultTable(folder["priors.csv"]);
        Assert.Single(Enumerable.Range(2, priors.Count - 2).Select(row => priors[row, "mean"]).Distinct());
    }

    [Fact]
    public async Task Process_TooFewCalibratedItems_ExitsTwo()
    {
        using var folder = new TemporaryFolder();
        string parameters = Parameters(folder, [.. ShippedBank.Load().Items.Take(5)], item => item.Difficulty);

        ProcessResult result = await ItembankProcess.RunAsync("predict", "--parameters", parameters, "--out", folder["priors.csv"]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("has parameters of 5 of the bank's", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["priors.csv"]));
    }

    private static string Parameters(TemporaryFolder folder, Item[] items, Func<Item, double> difficulty)
    {
        var text = new StringBuilder("item,model,a,b\n");
        foreach (Item item in items)
        {
            text.Append(CultureInfo.InvariantCulture, $"{item.Id},2pl,1,{difficulty(item)}\n");
        }

        return folder.Write("p.csv", text.ToString());
    }
}
