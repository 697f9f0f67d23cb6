using System.Globalization;
using System.Text;
using System.Text.Json;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.ItemBank.Tests.Commands;

public sealed class DriftCommandTests
{
    [Theory]
    [InlineData(true, "displacement")]
    [InlineData(false, "robust-z")]
    public async Task Process_PlantedDrift_IsFound(bool errors, string method)
    {
        using var folder = new TemporaryFolder();
        ProcessResult result = await ItembankProcess.RunAsync(
            "drift", "--base", Parameters(folder, "p1.csv", errors, 0, 1), "--new", Parameters(folder, "p2.csv", errors, -0.9, 2), "--out", folder["d.csv"], "--json");

        Assert.True(result.ExitCode == 0, result.Error);
        JsonElement json = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal(method, json.GetProperty("method").GetString());
        JsonElement drifted = Assert.Single(json.GetProperty("items").EnumerateArray(), item => item.GetProperty("drifted").GetBoolean());
        Assert.Equal("I5", drifted.GetProperty("item").GetString());

        // Six standard errors of 0.07 away from 0; four of them around −0.9.
        Assert.Equal(-0.9, drifted.GetProperty("displacement").GetDouble(), 0.3);
        Assert.Equal(("no", "yes"), (new ResultTable(folder["d.csv"]).Text(4, "anchor"), new ResultTable(folder["d.csv"]).Text(4, "drifted")));
    }

    [Fact]
    public async Task Process_ResponsesWithALeakedItem_ChartAlarms()
    {
        using var folder = new TemporaryFolder();
        string parameters = Parameters(folder, "p1.csv", true, 0, 1);
        var responses = new StringBuilder("candidate," + string.Join(',', Enumerable.Range(1, 20).Select(i => $"I{i}")) + "\n");
        for (int n = 0; n < 600; n++)
        {
            var random = new RandomStream(5, (ulong)n);
            double theta = random.NextNormal();
            responses.Append(CultureInfo.InvariantCulture, $"c{n}");
            for (int i = 1; i <= 20; i++)
            {
                double b = -1 + 0.1 * i - (i == 16 && n >= 400 ? 2.5 : 0);
                responses.Append(random.NextDouble() < Elementary.Logistic(1.2 * (theta - b)) ? ",1" : ",0");
            }

            responses.Append('\n');
        }

        ProcessResult result = await ItembankProcess.RunAsync(
            "drift", "--base", parameters, "--new", parameters, "--responses", folder.Write("r.csv", responses.ToString()), "--cusum", folder["c.csv"],
            "--false-alarms", "0.001");

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Matches(@"I16: better than expected from response [34]\d\d on, alarm at 4\d\d of 600: exposed\?", result.Output);
        Assert.Contains("1 of 20 charts alarm", result.Output, StringComparison.Ordinal);
        Assert.InRange(new ResultTable(folder["c.csv"])[15, "alarm_up"], 401, 500);
    }

    [Fact]
    public async Task Process_DisplacementWithoutStandardErrors_NamesTheItem()
    {
        using var folder = new TemporaryFolder();
        string basis = Parameters(folder, "p1.csv", true, 0, 1);
        string current = Parameters(folder, "p2.csv", false, 0, 2);

        ProcessResult result = await ItembankProcess.RunAsync("drift", "--base", basis, "--new", current, "--method", "displacement");

        Assert.Equal(2, result.ExitCode);
        Assert.Equal($"{current}: item I1 has no standard error of b; expected one, or --method robust-z", result.Error.TrimEnd());
    }

    private static string Parameters(TemporaryFolder folder, string name, bool errors, double drift, ulong seed)
    {
        var random = new RandomStream(seed);
        var text = new StringBuilder(errors ? "item,model,a,b,se_a,se_b\n" : "item,model,a,b\n");
        for (int i = 1; i <= 20; i++)
        {
            // Estimates scatter by their standard error only where the file is compared with another.
            double noise = seed == 1 ? 0 : 0.07 * random.NextNormal();
            text.Append(CultureInfo.InvariantCulture, $"I{i},2pl,1.2,{-1 + 0.1 * i + (i == 5 ? drift : 0) + noise}{(errors ? ",0.05,0.05" : "")}\n");
        }

        return folder.Write(name, text.ToString());
    }
}
