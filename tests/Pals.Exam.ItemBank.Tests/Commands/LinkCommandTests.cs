using System.Text.Json;

namespace Pals.Exam.ItemBank.Tests.Commands;

public sealed class LinkCommandTests
{
    /// <summary>The files are exact images of one another under θ ↦ 1.25θ − 0.5.</summary>
    private const double Exact = 1e-8;

    private const string From = """
        item,model,a,b,c,d,b1,b2,b3,se_a,se_b,se_c,se_d,se_b1,se_b2,se_b3
        A,2pl,1,0.4,,,,,,0.1,0.2,,,,,
        B,3pl,1.5,-1,0.2,,,,,0.1,0.1,0.05,,,,
        C,graded,1.25,,,,-1,0,1,0.1,,,,0.1,0.1,0.1
        D,gpcm,0.75,,,,0.5,-0.5,,0.1,,,,0.1,0.1,
        NEW,2pl,2,0.8,,,,,,0.2,0.08,,,,,

        """;

    private const string To = """
        item,model,a,b,c,d,b1,b2,b3
        A,2pl,0.8,0,,,,,
        B,3pl,1.2,-1.75,0.2,,,,
        C,graded,1,,,,-1.75,-0.5,0.75
        D,gpcm,0.6,,,,0.125,-1.125,

        """;

    [Theory]
    [InlineData("stocking-lord")]
    [InlineData("haebara")]
    [InlineData("mean-sigma")]
    [InlineData("mean-mean")]
    public async Task Process_KnownTransformation_IsRecoveredAndAppliedToEveryItem(string method)
    {
        using var folder = new TemporaryFolder();
        ProcessResult result = await ItembankProcess.RunAsync(
            "link", "--from", folder.Write("p1.csv", From), "--to", folder.Write("p2.csv", To), "--method", method, "--out", folder["p3.csv"], "--json");

        Assert.True(result.ExitCode == 0, result.Error);
        JsonElement json = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal(1.25, json.GetProperty("slope").GetDouble(), Exact);
        Assert.Equal(-0.5, json.GetProperty("intercept").GetDouble(), Exact);
        Assert.Equal(4, json.GetProperty("commonItems").GetInt32());
        var linked = new ResultTable(folder["p3.csv"]);
        Assert.Equal(5, linked.Count);
        Assert.Equal("NEW", linked.Text(4, "item"));
        Assert.Equal(1.6, linked[4, "a"], Exact);
        Assert.Equal(0.5, linked[4, "b"], Exact);
        Assert.Equal(0.16, linked[4, "se_a"], Exact);
        Assert.Equal(0.1, linked[4, "se_b"], Exact);
        Assert.Equal(0.75, linked[2, "b3"], Exact);
        Assert.Equal(0.2, linked[1, "c"], Exact);
    }

    [Fact]
    public async Task Process_NoCommonItem_ExitsTwoAndWritesNothing()
    {
        using var folder = new TemporaryFolder();
        string to = folder.Write("p2.csv", "item,model,a,b\nX,2pl,1,0\n");
        ProcessResult result = await ItembankProcess.RunAsync("link", "--from", folder.Write("p1.csv", From), "--to", to, "--out", folder["p3.csv"]);

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith($"{to}: shares no item", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["p3.csv"]));
    }

    [Fact]
    public async Task Process_OtherNumberOfCategories_NamesTheItem()
    {
        using var folder = new TemporaryFolder();
        string to = folder.Write("p2.csv", "item,model,a,b,b1,b2\nC,graded,1,,0,1\n");
        ProcessResult result = await ItembankProcess.RunAsync("link", "--from", folder.Write("p1.csv", From), "--to", to, "--out", folder["p3.csv"]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("item C has 3 score categories; expected 4", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_Anchors_RestsOnThoseOnly()
    {
        using var folder = new TemporaryFolder();
        string anchors = folder.Write("a.csv", "item\nA\nB\n");
        ProcessResult result = await ItembankProcess.RunAsync(
            "link", "--from", folder.Write("p1.csv", From), "--to", folder.Write("p2.csv", To), "--anchors", anchors, "--out", folder["p3.csv"]);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("from 2 common items", result.Output, StringComparison.Ordinal);
    }
}
