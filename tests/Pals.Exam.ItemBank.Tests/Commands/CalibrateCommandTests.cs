using System.Text.Json;
using Pals.Exam.Engine.Calibration;
using Pals.Exam.ItemBank.Responses;

namespace Pals.Exam.ItemBank.Tests.Commands;

public sealed class CalibrateCommandTests
{
    [Fact]
    public async Task Calibrate_DrawnResponses_PrintsTheFiguresAsJsonAndWritesTheParameters()
    {
        using var folder = new TemporaryFolder();
        string truth = folder.Write("truth.csv", "item,model,a,b\nA,2pl,1.2,-0.5\nB,2pl,0.8,0.4\nC,2pl,1.5,0\nD,2pl,1,1\nE,2pl,1.3,-1\n");
        ProcessResult drawn = await ItembankProcess.RunAsync(
            "respond", "--parameters", truth, "--candidates", "3000", "--seed", "7", "--out", folder["r.csv.gz"], "--json");
        ProcessResult result = await ItembankProcess.RunAsync(
            "calibrate", "--responses", folder["r.csv.gz"], "--model", "2pl", "--threads", "1", "--out", folder["p.csv"], "--json");

        Assert.Equal((0, ""), (drawn.ExitCode, drawn.Error));
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        JsonElement json = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal(3000, json.GetProperty("candidates").GetInt32());
        Assert.Equal(5, json.GetProperty("items").GetInt32());
        Assert.Equal("2pl", json.GetProperty("model").GetString());
        Assert.Equal(10, json.GetProperty("parameters").GetInt32());
        double logLikelihood = json.GetProperty("logLikelihood").GetDouble();
        Assert.Equal(-2 * logLikelihood + 20, json.GetProperty("aic").GetDouble(), 6);
        Assert.Equal(-2 * logLikelihood + 10 * Math.Log(3000), json.GetProperty("bic").GetDouble(), 6);
        Assert.True(json.GetProperty("converged").GetBoolean());
        Assert.InRange(json.GetProperty("cycles").GetInt32(), 2, 100);
        Assert.True(json.GetProperty("seconds").GetDouble() > 0);
        ParameterTable parameters = ParameterFile.Read(folder["p.csv"]);
        Assert.Equal(["A", "B", "C", "D", "E"], parameters.Items.Select(item => item.Id));
        Assert.Equal(-0.5, parameters.Items[0].Parameters.Difficulty, 5 * parameters.Items[0].StandardErrors!.Difficulty);
    }

    [Fact]
    public async Task Calibrate_CycleLimit_ExitsWithOneAndWritesWhatItReached()
    {
        using var folder = new TemporaryFolder();
        string truth = folder.Write("truth.csv", "item,model,a,b\nA,2pl,1.2,-0.5\nB,2pl,0.8,0.4\nC,2pl,1.5,0\n");
        await ItembankProcess.RunAsync("respond", "--parameters", truth, "--candidates", "500", "--out", folder["r.csv"]);
        ProcessResult result = await ItembankProcess.RunAsync(
            "calibrate", "--responses", folder["r.csv"], "--model", "2pl", "--max-cycles", "1", "--out", folder["p.csv"], "--json");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Not converged: after 1 cycles", result.Error, StringComparison.Ordinal);
        Assert.False(JsonDocument.Parse(result.Output).RootElement.GetProperty("converged").GetBoolean());
        Assert.True(File.Exists(folder["p.csv"]));
    }

    [Theory]
    [InlineData("candidate,A,B\nc1,0,x\n", "2pl", "r.csv:2:3: item B is 'x'")]
    [InlineData("candidate,A,B\nc1,0,2\nc2,1,0\n", "2pl", "Item B has a score of 2")]
    [InlineData("candidate,A,B\nc1,0,1\n", "5pl", "--model takes rasch|1pl|2pl|3pl|4pl|graded|gpcm, not '5pl'")]
    public async Task Calibrate_BadInput_ExitsWithTwoAndOneLine(string responses, string model, string message)
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("r.csv", responses);
        ProcessResult result = await ItembankProcess.RunAsync("calibrate", "--responses", file, "--model", model, "--out", folder["p.csv"]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd().Split('\n'));
        Assert.False(File.Exists(folder["p.csv"]));
    }

    [Theory]
    [InlineData("--quadrature", "5000", "--quadrature: is 5000; expected 5 to 1001")]
    [InlineData("--quadrature", "3", "--quadrature takes at least 5, not '3'")]
    [InlineData("--tolerance", "0", "--tolerance takes a number above 0, not '0'")]
    [InlineData("--priors", "nowhere.csv", "nowhere.csv: no such file")]
    [InlineData("--fixed", "nowhere.csv", "nowhere.csv: no such file")]
    [InlineData("--topics", "nowhere.csv", "nowhere.csv: no such file")]
    public async Task Calibrate_BadOption_ExitsWithTwoAndNamesIt(string option, string value, string message)
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("r.csv", "candidate,A,B\nc1,0,1\nc2,1,0\n");
        ProcessResult result = await ItembankProcess.RunAsync(
            "calibrate", "--responses", file, "--model", "2pl", "--out", folder["p.csv"], option, value);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["p.csv"]));
    }

    [Fact]
    public async Task Calibrate_FixedItemsAndPriorsFromFiles_AreUsed()
    {
        using var folder = new TemporaryFolder();
        string truth = folder.Write("truth.csv", "item,model,a,b\nA,2pl,1.2,-0.5\nB,2pl,0.8,0.4\nC,2pl,1.5,0\nD,2pl,1,1\n");
        string anchors = folder.Write("fixed.csv", "item,model,a,b\nA,2pl,1.2,-0.5\nB,2pl,0.8,0.4\nZ,2pl,1,0\n");
        string priors = folder.Write("priors.csv", "parameter,distribution,mean,sd,item\nb,normal,0.25,0.001,D\n");
        await ItembankProcess.RunAsync("respond", "--parameters", truth, "--candidates", "500", "--out", folder["r.csv"]);
        ProcessResult result = await ItembankProcess.RunAsync(
            "calibrate", "--responses", folder["r.csv"], "--model", "2pl", "--fixed", anchors, "--priors", priors, "--out", folder["p.csv"]);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("1 of 3 fixed items have no responses", result.Error, StringComparison.Ordinal);
        ParameterTable parameters = ParameterFile.Read(folder["p.csv"]);
        Assert.Equal(0.4, parameters.Items[1].Parameters.Difficulty, 12);
        Assert.Equal(0.25, parameters.Items[3].Parameters.Difficulty, 0.01);
    }

    [Fact]
    public async Task Calibrate_Topics_PrintsTheirCorrelations()
    {
        using var folder = new TemporaryFolder();
        string truth = folder.Write(
            "truth.csv", "item,model,a,b\n" + string.Concat(Enumerable.Range(0, 12).Select(i => $"I{i},2pl,1.2,{-1 + 0.2 * i:R}\n")));
        string topics = folder.Write("t.csv", "item,topic\n" + string.Concat(Enumerable.Range(0, 12).Select(i => $"I{i},{(i % 2 == 0 ? "shock" : "airway")}\n")));
        await ItembankProcess.RunAsync("respond", "--parameters", truth, "--candidates", "1000", "--out", folder["r.csv"]);
        ProcessResult result = await ItembankProcess.RunAsync(
            "calibrate", "--responses", folder["r.csv"], "--model", "2pl", "--topics", topics, "--out", folder["p.csv"], "--json");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        JsonElement correlations = JsonDocument.Parse(result.Output).RootElement.GetProperty("correlations");
        Assert.Equal("shock", correlations.GetProperty("topics")[0].GetString());

        // The responses come from one ability, so that the two halves measure the same thing.
        Assert.InRange(correlations.GetProperty("matrix")[1][0].GetDouble(), 0.9, 1);
    }

    [Fact]
    public async Task Respond_PerCandidate_WritesThatManyDistinctItemsEach()
    {
        using var folder = new TemporaryFolder();
        string truth = folder.Write(
            "truth.csv", "item,model,a,b\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"I{i},2pl,1.2,{-2 + 0.1 * i:R}\n")));
        foreach (string[] extra in (string[][])[[], ["--adaptive"]])
        {
            await ItembankProcess.RunAsync(
                ["respond", "--parameters", truth, "--candidates", "50", "--per-candidate", "8", "--out", folder["r.csv"], .. extra]);
            ResponseData data = ResponseFile.Read(folder["r.csv"]);

            Assert.Equal(50, data.CandidateCount);
            for (int n = 0; n < 50; n++)
            {
                Assert.Equal(8, data[n].Items.Length);
            }
        }
    }
}
