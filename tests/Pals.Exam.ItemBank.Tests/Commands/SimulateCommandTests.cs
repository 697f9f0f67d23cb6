using System.Text.Json;

namespace Pals.Exam.ItemBank.Tests.Commands;

public sealed class SimulateCommandTests
{
    private const string OneArea = """
        id: one-area
        programme: TEST
        title: One area
        dimensions: single
        topicAreas:
          - id: everything
            name: Everything
            weight: 1
            minimum: 0
            maximum: 20
        minimumLength: 5
        maximumLength: 10
        cut:
          theta: 0
        confidence: 0.9
        outOfTime: fail

        """;

    [Fact]
    public async Task Process_ShippedExam_PrintsTheFieldsOfTheContract()
    {
        ProcessResult result = await ItembankProcess.RunAsync("simulate", "--candidates", "60", "--seed", "7", "--json");

        Assert.Equal(0, result.ExitCode);
        JsonElement json = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal(60, json.GetProperty("exams").GetInt32());
        Assert.InRange(json.GetProperty("decisions").GetInt64(), 60 * 25, 60 * 50);
        Assert.True(json.GetProperty("seconds").GetDouble() > 0);
        Assert.True(json.GetProperty("decisionsPerSecond").GetDouble() > 0);
        Assert.InRange(json.GetProperty("meanLength").GetDouble(), 25, 50);
        Assert.InRange(json.GetProperty("bias").GetDouble(), -1, 1);
        Assert.InRange(json.GetProperty("rmse").GetDouble(), 0.2, 1);
        Assert.InRange(json.GetProperty("accuracy").GetDouble(), 0.7, 1);
        Assert.InRange(json.GetProperty("maxExposure").GetDouble(), 0, 1);
        Assert.Equal(0, json.GetProperty("blueprintViolations").GetInt64());
    }

    [Fact]
    public async Task Process_AnyNumberOfThreads_WritesTheSameTables()
    {
        using var folder = new TemporaryFolder();
        string[] tables = ["ability.csv", "exposure.csv", "coverage.csv", "dimensions.csv", "lengths.csv"];
        foreach (string threads in new[] { "1", "3" })
        {
            ProcessResult result = await ItembankProcess.RunAsync(
                "simulate", "--candidates", "50", "--ability", "grid", "--threads", threads, "--out", folder[threads], "--report", folder[$"{threads}.html"]);
            Assert.Equal(0, result.ExitCode);
        }

        Assert.All(tables, table => Assert.Equal(
            File.ReadAllText(Path.Combine(folder["1"], table)), File.ReadAllText(Path.Combine(folder["3"], table))));
        string html = File.ReadAllText(folder["1.html"]);
        Assert.Equal(html, File.ReadAllText(folder["3.html"]));
        Assert.Contains("<svg", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http://localhost", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_OwnParametersAndDefinition_SimulatesThem()
    {
        using var folder = new TemporaryFolder();
        string parameters = folder.Write("p.csv", "item,model,a,b,c,d\n" + string.Concat(Enumerable.Range(0, 30).Select(i => $"Q{i},2pl,1.2,{-1.5 + 0.1 * i},,\n")));
        string definition = folder.Write("d.yaml", OneArea);

        ProcessResult result = await ItembankProcess.RunAsync(
            "simulate", "--parameters", parameters, "--definition", definition, "--candidates", "40", "--json");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        JsonElement json = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal("one-area", json.GetProperty("definition").GetString());
        Assert.InRange(json.GetProperty("meanLength").GetDouble(), 5, 10);
    }

    [Fact]
    public async Task Process_Group_SimulatesItsCandidatesAndRefusesAnUnknownOne()
    {
        using var folder = new TemporaryFolder();
        string parameters = folder.Write("p.csv", "item,model,a,b,c,d\n" + string.Concat(Enumerable.Range(0, 30).Select(i => $"Q{i},2pl,1.2,{-1.5 + 0.1 * i},,\n")));
        string definition = folder.Write("d.yaml", OneArea + "groups:\n  - {id: able, meanShift: 3, spreadFactor: 0.5}\n  - id: others\n");
        string[] command = ["simulate", "--parameters", parameters, "--definition", definition, "--candidates", "100", "--json", "--group"];

        ProcessResult able = await ItembankProcess.RunAsync([.. command, "able"]);
        ProcessResult unknown = await ItembankProcess.RunAsync([.. command, "unable"]);

        // Abilities drawn from N(3, 0.5) lie six standard deviations above the cut of 0; from the definition's N(0, 1) half of them would pass.
        Assert.Equal((0, ""), (able.ExitCode, able.Error));
        JsonElement json = JsonDocument.Parse(able.Output).RootElement;
        Assert.Equal(1, json.GetProperty("passRate").GetDouble());
        Assert.Equal(5, json.GetProperty("meanLength").GetDouble());
        Assert.Equal((2, ""), (unknown.ExitCode, unknown.Output));
        Assert.Equal($"{definition}: groups: there is no 'unable'; expected one of able, others\n", unknown.Error);
    }

    [Fact]
    public async Task Process_SympsonHetter_WritesParametersThatADefinitionReads()
    {
        using var folder = new TemporaryFolder();
        string parameters = folder.Write("p.csv", "item,model,a,b,c,d\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"Q{i},2pl,1.2,{-1.5 + 0.05 * i},,\n")));
        string definition = folder.Write("d.yaml", OneArea);

        ProcessResult found = await ItembankProcess.RunAsync(
            "simulate", "--parameters", parameters, "--definition", definition, "--candidates", "200", "--sympson-hetter", "0.4", "--out", folder["out"], "--json");

        Assert.Equal(0, found.ExitCode);
        Assert.Contains("parameters found", found.Error, StringComparison.Ordinal);
        string controlled = folder.Write("controlled.yaml", OneArea + File.ReadAllText(Path.Combine(folder["out"], "sympson-hetter.yaml")));
        ProcessResult again = await ItembankProcess.RunAsync("simulate", "--parameters", parameters, "--definition", controlled, "--candidates", "200", "--json");
        Assert.Equal((0, ""), (again.ExitCode, again.Error));

        // Six standard errors of a rate of 0.4 in 200 exams: twice three, the parameters having been fitted to as many.
        Assert.InRange(JsonDocument.Parse(again.Output).RootElement.GetProperty("maxExposure").GetDouble(), 0.1, 0.4 + 6 * Math.Sqrt(0.24 / 200));
    }

    [Fact]
    public async Task Process_RateAboveOne_IsBadUsage()
    {
        ProcessResult result = await ItembankProcess.RunAsync("simulate", "--sympson-hetter", "1.5");
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("between 0 and 1, not '1.5'", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_ItemWithoutTopicArea_ExitsTwoAndNamesIt()
    {
        using var folder = new TemporaryFolder();
        string parameters = folder.Write("p.csv", "item,model,a,b,c,d\nQ1,2pl,1.2,0,,\n");

        ProcessResult result = await ItembankProcess.RunAsync("simulate", "--parameters", parameters);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Equal($"{parameters}: item 'Q1' has no topic area: it is in no shipped bank, so --topics has to name it\n", result.Error);
    }

    [Fact]
    public async Task Process_PoolTooSmall_ExitsTwoWithOneLine()
    {
        using var folder = new TemporaryFolder();
        string parameters = folder.Write("p.csv", "item,model,a,b,c,d\nQ1,2pl,1.2,0,,\n");
        string definition = folder.Write("d.yaml", OneArea);

        ProcessResult result = await ItembankProcess.RunAsync("simulate", "--parameters", parameters, "--definition", definition);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.StartsWith($"{definition}: {parameters} cannot serve this exam: ", Assert.Single(result.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }
}
