using System.Globalization;
using System.Net;
using System.Text;

namespace Pals.Exam.ItemBank.Reports;

/// <summary>A point of a plot in the data's units.</summary>
internal readonly record struct PlotPoint(double X, double Y);

/// <summary>
/// A small plot written as SVG: lines, points, bars and reference lines. Colours come from the page's style sheet by series number, and each series
/// has its own dash, so that a plot reads in light, in dark and on a black-and-white print. Points that are not finite leave a gap.
/// </summary>
internal sealed class SvgPlot
{
    private const int SeriesStyles = 6;
    private const double Left = 52;
    private const double Right = 14;
    private const double Top = 30;
    private const double Bottom = 42;
    private const double LegendRow = 16;
    private const double LegendCharacter = 6.2;
    private const double LegendMark = 34;

    private readonly StringBuilder _marks = new();
    private readonly List<(string Name, int Series, bool IsLine)> _legend = [];
    private readonly string _title;
    private readonly PlotAxis _horizontal;
    private readonly PlotAxis _vertical;
    private readonly double _width;
    private readonly double _height;

    public SvgPlot(string title, PlotAxis horizontal, PlotAxis vertical, double width = 640, double height = 340)
    {
        _title = title;
        _horizontal = horizontal;
        _vertical = vertical;
        _width = width;
        _height = height;
    }

    public SvgPlot Line(string name, IEnumerable<PlotPoint> points, int series)
    {
        var path = new StringBuilder();
        bool down = false;
        foreach (PlotPoint point in points)
        {
            if (!IsFinite(point))
            {
                down = false;
                continue;
            }

            path.Append(down ? 'L' : 'M').Append(Number(X(point.X))).Append(' ').Append(Number(Y(point.Y)));
            down = true;
        }

        if (path.Length > 0)
        {
            _marks.Append($"<path class=\"line s{Style(series)}\" d=\"{path}\"/>");
        }

        Remember(name, series, isLine: true);
        return this;
    }

    /// <summary>Points, each with the half-length of an error bar where <paramref name="halfLengths"/> are given.</summary>
    public SvgPlot Points(string name, IReadOnlyList<PlotPoint> points, int series, IReadOnlyList<double>? halfLengths = null, double radius = 2.6)
    {
        for (int i = 0; i < points.Count; i++)
        {
            if (!IsFinite(points[i]))
            {
                continue;
            }

            string x = Number(X(points[i].X));
            if (halfLengths is not null && double.IsFinite(halfLengths[i]))
            {
                string low = Number(Y(points[i].Y - halfLengths[i]));
                string high = Number(Y(points[i].Y + halfLengths[i]));
                _marks.Append($"<path class=\"whisker s{Style(series)}\" d=\"M{x} {low}V{high}\"/>");
            }

            _marks.Append($"<circle class=\"dot s{Style(series)}\" cx=\"{x}\" cy=\"{Number(Y(points[i].Y))}\" r=\"{Number(radius)}\"/>");
        }

        Remember(name, series, isLine: false);
        return this;
    }

    /// <summary>Bars from zero (or the axis's nearest end) to each Y, each <paramref name="barWidth"/> wide in the data's units and centred on its X.</summary>
    public SvgPlot Bars(string name, IEnumerable<PlotPoint> points, double barWidth, int series)
    {
        double foot = Y(Math.Clamp(0, _vertical.Minimum, _vertical.Maximum));
        foreach (PlotPoint point in points)
        {
            if (!IsFinite(point))
            {
                continue;
            }

            double from = X(point.X - barWidth / 2);
            double to = X(point.X + barWidth / 2);
            double end = Y(point.Y);
            string y = Number(Math.Min(foot, end));
            string height = Number(Math.Abs(foot - end));
            _marks.Append($"<rect class=\"bar s{Style(series)}\" x=\"{Number(from)}\" y=\"{y}\" width=\"{Number(to - from)}\" height=\"{height}\"/>");
        }

        Remember(name, series, isLine: false);
        return this;
    }

    /// <summary>A labelled upright reference line, such as the cut score.</summary>
    public SvgPlot UprightLine(string label, double x)
    {
        if (x >= _horizontal.Minimum && x <= _horizontal.Maximum)
        {
            string place = Number(X(x));
            string anchor = X(x) > _width * 0.75 ? "end" : "start";
            string text = Number(X(x) + (anchor == "end" ? -4 : 4));
            _marks.Append($"<path class=\"reference\" d=\"M{place} {Number(Top)}V{Number(_height - Bottom)}\"/>")
                .Append($"<text class=\"note\" x=\"{text}\" y=\"{Number(Top + 11)}\" text-anchor=\"{anchor}\">{Text(label)}</text>");
        }

        return this;
    }

    /// <summary>A labelled level reference line.</summary>
    public SvgPlot LevelLine(string label, double y)
    {
        if (y >= _vertical.Minimum && y <= _vertical.Maximum)
        {
            string place = Number(Y(y));
            _marks.Append($"<path class=\"reference\" d=\"M{Number(Left)} {place}H{Number(_width - Right)}\"/>")
                .Append($"<text class=\"note\" x=\"{Number(_width - Right - 4)}\" y=\"{Number(Y(y) - 4)}\" text-anchor=\"end\">{Text(label)}</text>");
        }

        return this;
    }

    /// <summary>A short label at a point in the data's units.</summary>
    public SvgPlot Label(string text, double x, double y)
    {
        _marks.Append($"<text class=\"note\" x=\"{Number(X(x))}\" y=\"{Number(Y(y))}\" text-anchor=\"middle\">{Text(text)}</text>");
        return this;
    }

    /// <summary>The whole plot as one svg element.</summary>
    public string ToSvg()
    {
        var svg = new StringBuilder();
        double legendHeight = WriteLegend(new StringBuilder());
        svg.Append($"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"plot\" role=\"img\" viewBox=\"0 0 {Number(_width)} {Number(_height + legendHeight)}\">");
        svg.Append($"<title>{Text(_title)}</title>");
        svg.Append($"<text class=\"heading\" x=\"{Number(Left)}\" y=\"18\">{Text(_title)}</text>");
        WriteAxes(svg);

        // A nested svg clips what lies outside the axes without needing an id that must be unique in the page.
        svg.Append($"<svg x=\"{Number(Left)}\" y=\"{Number(Top)}\" width=\"{Number(_width - Left - Right)}\" height=\"{Number(_height - Top - Bottom)}\" ")
            .Append($"viewBox=\"{Number(Left)} {Number(Top)} {Number(_width - Left - Right)} {Number(_height - Top - Bottom)}\">")
            .Append(_marks).Append("</svg>");
        WriteLegend(svg);
        return svg.Append("</svg>").ToString();
    }

    private void WriteAxes(StringBuilder svg)
    {
        double foot = _height - Bottom;
        foreach (double tick in _horizontal.Ticks())
        {
            string x = Number(X(tick));
            svg.Append($"<path class=\"grid\" d=\"M{x} {Number(Top)}V{Number(foot)}\"/>")
                .Append($"<text class=\"tick\" x=\"{x}\" y=\"{Number(foot + 15)}\" text-anchor=\"middle\">{Tick(tick)}</text>");
        }

        foreach (double tick in _vertical.Ticks())
        {
            string y = Number(Y(tick));
            svg.Append($"<path class=\"grid\" d=\"M{Number(Left)} {y}H{Number(_width - Right)}\"/>")
                .Append($"<text class=\"tick\" x=\"{Number(Left - 6)}\" y=\"{Number(Y(tick) + 3.5)}\" text-anchor=\"end\">{Tick(tick)}</text>");
        }

        double middle = (Top + foot) / 2;
        svg.Append($"<path class=\"axis\" d=\"M{Number(Left)} {Number(Top)}V{Number(foot)}H{Number(_width - Right)}\"/>")
            .Append($"<text class=\"label\" x=\"{Number((Left + _width - Right) / 2)}\" y=\"{Number(_height - 8)}\" text-anchor=\"middle\">{Text(_horizontal.Label)}</text>")
            .Append($"<text class=\"label\" x=\"12\" y=\"{Number(middle)}\" text-anchor=\"middle\" transform=\"rotate(-90 12 {Number(middle)})\">{Text(_vertical.Label)}</text>");
    }

    /// <summary>Writes the legend below the plot and returns its height: none for a plot of one series.</summary>
    private double WriteLegend(StringBuilder svg)
    {
        if (_legend.Count < 2)
        {
            return 0;
        }

        double x = Left;
        double y = _height + 10;
        foreach ((string name, int series, bool isLine) in _legend)
        {
            double length = LegendMark + LegendCharacter * name.Length + 14;
            if (x > Left && x + length > _width - Right)
            {
                x = Left;
                y += LegendRow;
            }

            string middle = Number(y - 4);
            svg.Append(isLine
                ? $"<path class=\"line s{Style(series)}\" d=\"M{Number(x)} {middle}H{Number(x + LegendMark - 8)}\"/>"
                : $"<circle class=\"dot s{Style(series)}\" cx=\"{Number(x + (LegendMark - 8) / 2)}\" cy=\"{middle}\" r=\"3.5\"/>");
            svg.Append($"<text class=\"tick\" x=\"{Number(x + LegendMark)}\" y=\"{Number(y)}\">{Text(name)}</text>");
            x += length;
        }

        return y + 8 - _height;
    }

    private void Remember(string name, int series, bool isLine)
    {
        if (name.Length > 0 && !_legend.Contains((name, series, isLine)))
        {
            _legend.Add((name, series, isLine));
        }
    }

    private double X(double value) => Left + (value - _horizontal.Minimum) / (_horizontal.Maximum - _horizontal.Minimum) * (_width - Left - Right);

    private double Y(double value) =>
        _height - Bottom - (value - _vertical.Minimum) / (_vertical.Maximum - _vertical.Minimum) * (_height - Top - Bottom);

    private static bool IsFinite(PlotPoint point) => double.IsFinite(point.X) && double.IsFinite(point.Y);

    private static int Style(int series) => series % SeriesStyles;

    private static string Number(double value) => Math.Round(value, 2).ToString("0.##", CultureInfo.InvariantCulture);

    private static string Tick(double value) =>
        WebUtility.HtmlEncode(value.ToString("G6", CultureInfo.InvariantCulture).Replace("-", "\u2212", StringComparison.Ordinal));

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
