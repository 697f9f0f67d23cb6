using System.Text.Json;

namespace Pals.Exam.ItemBank.Tests.Commands;

public sealed class ScoreCommandTests
{
    /// <summary>mirt's own searches stop some 1e-5 from the root; EAP is a sum.</summary>
    private const double SearchTolerance = 1e-4;

    [Theory]
    [InlineData("eap", "EAP")]
    [InlineData("map", "MAP")]
    [InlineData("mle", "ML")]
    [InlineData("wle", "WLE")]
    public async Task Process_LawSchoolAdmissionTest_EqualsMirt(string method, string column)
    {
        using var folder = new TemporaryFolder();
        ProcessResult result = await ItembankProcess.RunAsync(
            "score", "--responses", ResultTable.LawSchool("lsat7.csv"), "--parameters", ResultTable.LawSchool("lsat7_2pl.csv"), "--method", method,
            "--out", folder["scores.csv"], "--json");

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(1000, JsonDocument.Parse(result.Output).RootElement.GetProperty("candidates").GetInt32());
        var scores = new ResultTable(folder["scores.csv"]);
        var mirt = new ResultTable(ResultTable.LawSchool("lsat7_2pl_scores.csv"));

        // Both files are sorted alike: the first candidate missed all five items, the last answered all.
        Assert.Equal(1000, scores.Count);
        if (method == "mle")
        {
            Assert.Equal(("unbounded-below", ""), (scores.Text(0, "status"), scores.Text(0, "theta")));
            Assert.Equal(("unbounded-above", ""), (scores.Text(999, "status"), scores.Text(999, "theta")));
        }
        else
        {
            Assert.Equal(mirt[0, column], scores[0, "theta"], SearchTolerance);
            Assert.Equal(mirt[mirt.Count - 1, column], scores[999, "theta"], SearchTolerance);
            Assert.Equal("ok", scores.Text(0, "status"));
        }

        int middle = Enumerable.Range(0, mirt.Count).Single(row =>
            Enumerable.Range(1, 5).Select(i => mirt.Text(row, $"Item.{i}")).SequenceEqual(["0", "1", "1", "1", "1"]));
        int candidate = Array.FindIndex(
            File.ReadAllLines(ResultTable.LawSchool("lsat7.csv")), line => line.EndsWith(",0,1,1,1,1", StringComparison.Ordinal)) - 1;
        Assert.Equal(mirt[middle, column], scores[candidate, "theta"], SearchTolerance);
    }

    [Fact]
    public async Task Process_AnyNumberOfThreads_WritesTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        foreach (string threads in new[] { "1", "2", "8" })
        {
            ProcessResult result = await ItembankProcess.RunAsync(
                "score", "--responses", ResultTable.LawSchool("lsat7.csv"), "--parameters", ResultTable.LawSchool("lsat7_2pl.csv"),
                "--threads", threads, "--out", folder[$"{threads}.csv"]);
            Assert.True(result.ExitCode == 0, result.Error);
        }

        Assert.Equal(File.ReadAllBytes(folder["1.csv"]), File.ReadAllBytes(folder["2.csv"]));
        Assert.Equal(File.ReadAllBytes(folder["1.csv"]), File.ReadAllBytes(folder["8.csv"]));
    }

    [Fact]
    public async Task Process_ItemWithoutParameters_IsNamedAndLeftOut()
    {
        using var folder = new TemporaryFolder();
        string responses = folder.Write("r.csv", "candidate,I1,X9,I2\nc1,1,1,0\nc2,,1,\n");

        ProcessResult result = await ItembankProcess.RunAsync(
            "score", "--responses", responses, "--parameters", ResultTable.LawSchool("lsat7_2pl.csv"), "--out", folder["s.csv"]);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("left out, because they have no parameters: X9", result.Error, StringComparison.Ordinal);
        var scores = new ResultTable(folder["s.csv"]);
        Assert.Equal(("c1", "2", "1"), (scores.Text(0, "candidate"), scores.Text(0, "responses"), scores.Text(0, "score")));
        Assert.Equal(("no-responses", ""), (scores.Text(1, "status"), scores.Text(1, "theta")));
    }

    [Theory]
    [InlineData("candidate,I1,I2\nc1,1,2\n", "item I2 has the score 2; expected at most 1")]
    [InlineData("candidate,X1\nc1,1\n", ":1: none of the 1 items has parameters in ")]
    [InlineData("candidate,I1\nc1,yes\n", ":2:2: ")]
    public async Task Process_BadResponses_ExitsTwoNamingThePlaceAndWritesNothing(string content, string expected)
    {
        using var folder = new TemporaryFolder();
        string responses = folder.Write("r.csv", content);

        ProcessResult result = await ItembankProcess.RunAsync(
            "score", "--responses", responses, "--parameters", ResultTable.LawSchool("lsat7_2pl.csv"), "--out", folder["s.csv"]);

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith(responses, result.Error, StringComparison.Ordinal);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["s.csv"]));
    }

    [Fact]
    public async Task Process_BadParameters_ExitsTwoNamingLineAndColumn()
    {
        using var folder = new TemporaryFolder();
        string parameters = folder.Write("p.csv", "item,model,a,b\nI1,2pl,1,0\nI2,2pl,one,0\n");

        ProcessResult result = await ItembankProcess.RunAsync(
            "score", "--responses", ResultTable.LawSchool("lsat7.csv"), "--parameters", parameters, "--out", folder["s.csv"]);

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith($"{parameters}:3:3: a is 'one'", result.Error, StringComparison.Ordinal);
    }
}
