using System.Globalization;
using System.Xml.Linq;
using Pals.Exam.ItemBank.Reports;

namespace Pals.Exam.ItemBank.Tests.Reports;

public sealed class SvgPlotTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void ToSvg_TextWithMarkup_IsWellFormedAndEscaped()
    {
        string svg = new SvgPlot("a < b & \"c\"", new PlotAxis("θ <logits>", -3, 3), new PlotAxis("P", 0, 1))
            .Line("first & last", [new(-3, 0), new(3, 1)], 0)
            .UprightLine("cut < 0", -0.5)
            .ToSvg();

        var root = XDocument.Parse(svg).Root!;
        Assert.Equal("a < b & \"c\"", root.Element(Svg + "title")!.Value);
        Assert.Contains(root.Descendants(Svg + "text"), text => text.Value == "cut < 0");
    }

    [Fact]
    public void Points_ValuesAtTheAxisEnds_LieOnTheCornersOfThePlot()
    {
        var root = XDocument.Parse(new SvgPlot("t", new PlotAxis("x", 0, 10), new PlotAxis("y", 0, 1), 300, 200)
            .Points("p", [new(0, 0), new(10, 1), new(5, 0.5)], 0)
            .ToSvg()).Root!;

        XElement frame = root.Element(Svg + "svg")!;
        double left = Value(frame, "x");
        double top = Value(frame, "y");
        double right = left + Value(frame, "width");
        double bottom = top + Value(frame, "height");
        var dots = root.Descendants(Svg + "circle").Select(dot => (Value(dot, "cx"), Value(dot, "cy"))).ToArray();
        Assert.Equal([(left, bottom), (right, top), ((left + right) / 2, (top + bottom) / 2)], dots);
    }

    [Fact]
    public void Line_PointThatIsNotFinite_LeavesAGap()
    {
        var root = XDocument.Parse(new SvgPlot("t", new PlotAxis("x", 0, 4), new PlotAxis("y", 0, 1))
            .Line("p", [new(0, 0), new(1, 1), new(2, double.NaN), new(3, 0), new(4, 1)], 0)
            .ToSvg()).Root!;

        string path = root.Element(Svg + "svg")!.Element(Svg + "path")!.Attribute("d")!.Value;
        Assert.Equal(2, path.Count(c => c == 'M'));
        Assert.Equal(2, path.Count(c => c == 'L'));
        Assert.DoesNotContain("NaN", path, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-2.7, 3.1)]
    [InlineData(0.0, 0.003)]
    [InlineData(12.0, 98765.0)]
    public void Covering_AnyValues_HoldsThemAndHasAFewRoundTicks(double low, double high)
    {
        PlotAxis axis = PlotAxis.Covering("x", [high, double.NaN, low]);

        Assert.True(axis.Minimum <= low && axis.Maximum >= high);
        Assert.InRange(axis.Ticks().Count, 4, 10);
        Assert.All(axis.Ticks(), tick => Assert.InRange(tick, axis.Minimum - 1e-9 * high, axis.Maximum + 1e-9 * high));
    }

    [Fact]
    public void Covering_OneValue_HasWidth() => Assert.True(PlotAxis.Covering("x", [2]).Minimum < 2);

    [Fact]
    public void Constructor_LimitsOutOfOrder_NamesThem()
    {
        var error = Assert.Throws<ArgumentException>(() => new PlotAxis("x", 2, double.NaN));
        Assert.Contains("NaN", error.Message, StringComparison.Ordinal);
    }

    private static double Value(XElement element, string attribute) =>
        double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
