using System.Globalization;
using System.Text;
using System.Text.Json;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.ItemBank.Tests.Commands;

public sealed class DifCommandTests
{
    private const int Each = 1500;

    [Fact]
    public async Task Process_PlantedItem_IsFlaggedAsClassC()
    {
        using var folder = new TemporaryFolder();
        (string responses, string groups) = Write(folder, missing: false);

        ProcessResult result = await ItembankProcess.RunAsync("dif", "--responses", responses, "--groups", groups, "--reference", "east", "--out", folder["d.csv"], "--json");

        Assert.True(result.ExitCode == 0, result.Error);
        JsonElement flagged = Assert.Single(JsonDocument.Parse(result.Output).RootElement.GetProperty("flagged").EnumerateArray());
        Assert.Equal("I3", flagged.GetProperty("item").GetString());
        Assert.Equal("uniform", flagged.GetProperty("kind").GetString());
        var table = new ResultTable(folder["d.csv"]);
        Assert.Equal(10, table.Count);
        Assert.Equal(("I3", "C", "no", "uniform"), (table.Text(2, "item"), table.Text(2, "ets"), table.Text(2, "in_matching_score"), table.Text(2, "flag")));
        Assert.True(table[2, "delta"] < -1.5);
        Assert.Equal(Each, table[2, "n_focal"]);
    }

    [Fact]
    public async Task Process_MissingResponses_AsksForParametersAndThenWorks()
    {
        using var folder = new TemporaryFolder();
        (string responses, string groups) = Write(folder, missing: true);
        string parameters = folder.Write("p.csv", "item,model,a,b\n" + string.Concat(Enumerable.Range(1, 10).Select(i =>
            string.Create(CultureInfo.InvariantCulture, $"I{i},2pl,1.2,{-1 + 0.2 * i}\n"))));

        ProcessResult without = await ItembankProcess.RunAsync("dif", "--responses", responses, "--groups", groups, "--out", folder["d.csv"]);
        ProcessResult with = await ItembankProcess.RunAsync(
            "dif", "--responses", responses, "--groups", groups, "--parameters", parameters, "--reference", "east", "--out", folder["d.csv"]);

        Assert.Equal(2, without.ExitCode);
        Assert.Contains("expected complete data, or --parameters", without.Error, StringComparison.Ordinal);
        Assert.True(with.ExitCode == 0, with.Error);
        Assert.Contains("I3 (west): uniform", with.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_UnknownReferenceGroup_NamesTheGroups()
    {
        using var folder = new TemporaryFolder();
        (string responses, string groups) = Write(folder, missing: false);

        ProcessResult result = await ItembankProcess.RunAsync("dif", "--responses", responses, "--groups", groups, "--reference", "north", "--out", folder["d.csv"]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("'north'; the groups are east, west", result.Error, StringComparison.Ordinal);
    }

    private static (string Responses, string Groups) Write(TemporaryFolder folder, bool missing)
    {
        var responses = new StringBuilder("candidate," + string.Join(',', Enumerable.Range(1, 10).Select(i => $"I{i}")) + "\n");
        var groups = new StringBuilder("candidate,group\n");
        for (int n = 0; n < 2 * Each; n++)
        {
            var random = new RandomStream(11, (ulong)n);
            bool focal = n >= Each;
            double theta = random.NextNormal();
            groups.Append(CultureInfo.InvariantCulture, $"c{n},{(focal ? "west" : "east")}\n");
            responses.Append(CultureInfo.InvariantCulture, $"c{n}");
            for (int i = 1; i <= 10; i++)
            {
                double b = -1 + 0.2 * i + (focal && i == 3 ? 1.2 : 0);
                bool right = random.NextDouble() < Elementary.Logistic(1.2 * (theta - b));
                bool present = !missing || random.NextDouble() < 0.8;
                responses.Append(present ? right ? ",1" : ",0" : ",");
            }

            responses.Append('\n');
        }

        return (folder.Write("r.csv", responses.ToString()), folder.Write("g.csv", groups.ToString()));
    }
}
