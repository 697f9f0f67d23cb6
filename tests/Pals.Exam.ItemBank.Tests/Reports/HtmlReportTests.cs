using System.Xml.Linq;
using Pals.Exam.ItemBank.Reports;

namespace Pals.Exam.ItemBank.Tests.Reports;

public sealed class HtmlReportTests
{
    [Fact]
    public void ToHtml_EveryKindOfContent_IsWellFormedAndLoadsNothing()
    {
        string html = new HtmlReport("Report <1>", "of two & three")
            .Section("Flags").Flags(["item A misfits"], "none")
            .Section("Table").Table("numbers", ["item", "#b"], [["A", "1.5"]])
            .Section("Figure").Facts([("candidates", "10")])
            .Figure(new SvgPlot("plot", new PlotAxis("x", 0, 1), new PlotAxis("y", 0, 1)), "caption")
            .ToHtml();

        XElement page = XDocument.Parse(html).Root!;
        Assert.Equal("Report <1>", page.Descendants("h1").Single().Value);
        Assert.Equal(3, page.Descendants("nav").Descendants("a").Count());
        Assert.Equal("figure", page.Descendants("td").Last().Attribute("class")!.Value);
        Assert.DoesNotContain("src=", html, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Table_ColumnEmptyInEveryRow_IsLeftOut()
    {
        XElement page = XDocument.Parse(new HtmlReport("t", "s").Table("c", ["item", "#c", "#d"], [["A", "", "1"], ["B", "", ""]]).ToHtml()).Root!;

        Assert.Equal(["item", "d"], page.Descendants("th").Select(heading => heading.Value));
        Assert.Equal(["A", "1", "B", ""], page.Descendants("td").Select(cell => cell.Value));
    }

    [Fact]
    public void Flags_None_SaysSo() =>
        Assert.Contains("all items fit", new HtmlReport("t", "s").Flags([], "all items fit").ToHtml(), StringComparison.Ordinal);
}
