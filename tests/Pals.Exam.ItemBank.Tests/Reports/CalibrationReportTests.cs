using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.ItemBank.Tests.Commands;

namespace Pals.Exam.ItemBank.Tests.Reports;

public sealed class CalibrationReportTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public async Task Process_LawSchoolAdmissionTest_ShowsFindingsFirstAndEveryItem()
    {
        using var folder = new TemporaryFolder();
        ProcessResult result = await ItembankProcess.RunAsync(
            "calibrate", "--responses", ResultTable.LawSchool("lsat7.csv"), "--model", "2pl", "--out", folder["p.csv"], "--report", folder["r.html"], "--cut", "-0.5");

        Assert.True(result.ExitCode == 0, result.Error);
        XElement page = XDocument.Load(folder["r.html"]).Root!;
        Assert.Equal("Findings", page.Descendants("h2").First().Value);
        Assert.Contains(page.Descendants("li"), finding => finding.Value.StartsWith("I2 misfits: S-X2 p = 0.0007", StringComparison.Ordinal));
        Assert.Equal("I2", page.Descendants("td").First().Value);
        XElement[] plots = [.. page.Descendants(Svg + "svg").Where(svg => (string?)svg.Attribute("role") == "img")];
        Assert.Equal(
            ["Test information", "Standard error of ability", "Item–person map", "I1", "I2", "I3", "I4", "I5"], plots.Select(plot => plot.Element(Svg + "title")!.Value));
        Assert.Contains(page.Descendants("figcaption"), caption => caption.Value.StartsWith("At the cut of -0.50 logits", StringComparison.Ordinal));
        Assert.All(plots.Skip(3), plot => Assert.True(plot.Descendants(Svg + "circle").Count() > 5));
        Assert.DoesNotContain("NaN", page.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_TopicAreas_ReportsEachWithTheirCorrelations()
    {
        using var folder = new TemporaryFolder();
        var responses = new StringBuilder("candidate," + string.Join(',', Enumerable.Range(1, 16).Select(i => $"I{i}")) + "\n");
        for (int n = 0; n < 400; n++)
        {
            var random = new RandomStream(2, (ulong)n);
            double[] theta = [random.NextNormal(), 0];
            theta[1] = 0.7 * theta[0] + Math.Sqrt(1 - 0.49) * random.NextNormal();
            responses.Append(CultureInfo.InvariantCulture, $"c{n}");
            for (int i = 1; i <= 16; i++)
            {
                responses.Append(random.NextDouble() < Elementary.Logistic(1.2 * (theta[i % 2] + 1 - 0.15 * i)) ? ",1" : ",0");
            }

            responses.Append('\n');
        }

        string topics = folder.Write("t.csv", "item,topic\n" + string.Concat(Enumerable.Range(1, 16).Select(i => $"I{i},{(i % 2 == 0 ? "even" : "odd")}\n")));
        ProcessResult result = await ItembankProcess.RunAsync(
            "calibrate", "--responses", folder.Write("r.csv", responses.ToString()), "--model", "2pl", "--topics", topics, "--out", folder["p.csv"], "--report", folder["r.html"]);

        Assert.True(result.ExitCode == 0, result.Error);
        XElement page = XDocument.Load(folder["r.html"]).Root!;
        string[] headings = [.. page.Descendants("h2").Select(heading => heading.Value)];
        Assert.Contains("even: Precision", headings);
        Assert.Contains("odd: Item characteristic curves", headings);
        XElement correlations = page.Descendants("table").First();
        Assert.Equal(["topic area", "odd", "even"], correlations.Descendants("th").Select(cell => cell.Value));

        // Four standard errors of a correlation near 0.7 from 400 candidates with reliability near 0.6.
        Assert.Equal(0.7, double.Parse(correlations.Descendants("td").ElementAt(2).Value, CultureInfo.InvariantCulture), 0.25);
    }
}
