using System.Net;
using System.Text;

namespace Pals.Exam.ItemBank.Reports;

/// <summary>
/// A report as one self-contained HTML page: sections, facts, tables and figures in the order they are added. It loads nothing from anywhere,
/// follows the reader's light or dark setting and prints on A4 or Letter.
/// </summary>
internal sealed class HtmlReport
{
    private readonly StringBuilder _body = new();
    private readonly List<(string Id, string Heading)> _contents = [];
    private readonly string _title;
    private readonly string _subtitle;

    public HtmlReport(string title, string subtitle)
    {
        _title = title;
        _subtitle = subtitle;
    }

    public HtmlReport Section(string heading)
    {
        string id = $"section-{_contents.Count + 1}";
        _contents.Add((id, heading));
        _body.Append($"<h2 id=\"{id}\">{Encode(heading)}</h2>\n");
        return this;
    }

    public HtmlReport Paragraph(string text)
    {
        _body.Append($"<p>{Encode(text)}</p>\n");
        return this;
    }

    /// <summary>Findings that need a decision. An empty list says <paramref name="none"/>.</summary>
    public HtmlReport Flags(IReadOnlyCollection<string> flags, string none)
    {
        if (flags.Count == 0)
        {
            _body.Append($"<p class=\"clear\">{Encode(none)}</p>\n");
            return this;
        }

        _body.Append("<ul class=\"flags\">\n");
        foreach (string flag in flags)
        {
            _body.Append($"<li>{Encode(flag)}</li>\n");
        }

        _body.Append("</ul>\n");
        return this;
    }

    /// <summary>Short facts, each a label with its value.</summary>
    public HtmlReport Facts(IEnumerable<(string Label, string Value)> facts)
    {
        _body.Append("<dl class=\"facts\">\n");
        foreach ((string label, string value) in facts)
        {
            _body.Append($"<div><dt>{Encode(label)}</dt><dd>{Encode(value)}</dd></div>\n");
        }

        _body.Append("</dl>\n");
        return this;
    }

    /// <summary>
    /// A table. Columns whose heading starts with "#" hold figures and are set flush right, without the sign; columns empty in every row are left out.
    /// </summary>
    public HtmlReport Table(string caption, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        IReadOnlyList<string>[] all = [.. rows];
        int[] shown = [.. Enumerable.Range(0, columns.Count).Where(i => all.Length == 0 || all.Any(row => row[i].Length > 0))];
        _body.Append($"<div class=\"table\"><table><caption>{Encode(caption)}</caption>\n<thead><tr>");
        foreach (int i in shown)
        {
            _body.Append($"<th scope=\"col\"{Alignment(columns[i])}>{Encode(columns[i].TrimStart('#'))}</th>");
        }

        _body.Append("</tr></thead>\n<tbody>\n");
        foreach (IReadOnlyList<string> row in all)
        {
            _body.Append("<tr>");
            foreach (int i in shown)
            {
                _body.Append($"<td{Alignment(columns[i])}>{Encode(row[i])}</td>");
            }

            _body.Append("</tr>\n");
        }

        _body.Append("</tbody></table></div>\n");
        return this;
    }

    public HtmlReport Figure(SvgPlot plot, string caption)
    {
        _body.Append($"<figure>{plot.ToSvg()}<figcaption>{Encode(caption)}</figcaption></figure>\n");
        return this;
    }

    /// <summary>Many small plots side by side under one caption.</summary>
    public HtmlReport FigureGrid(IEnumerable<SvgPlot> plots, string caption)
    {
        _body.Append($"<p>{Encode(caption)}</p>\n<div class=\"small-multiples\">\n");
        foreach (SvgPlot plot in plots)
        {
            _body.Append($"<figure>{plot.ToSvg()}</figure>\n");
        }

        _body.Append("</div>\n");
        return this;
    }

    public string ToHtml()
    {
        var page = new StringBuilder();
        page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<meta name=\"color-scheme\" content=\"light dark\"/>\n")
            .Append($"<title>{Encode(_title)}</title>\n<style>{ReportStyle.Css}</style>\n</head>\n<body>\n<header>\n")
            .Append($"<h1>{Encode(_title)}</h1>\n<p>{Encode(_subtitle)}</p>\n");
        if (_contents.Count > 1)
        {
            page.Append("<nav aria-label=\"Contents\"><ol>");
            foreach ((string id, string heading) in _contents)
            {
                page.Append($"<li><a href=\"#{id}\">{Encode(heading)}</a></li>");
            }

            page.Append("</ol></nav>\n");
        }

        return page.Append("</header>\n<main>\n").Append(_body).Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static string Alignment(string column) => column.StartsWith('#') ? " class=\"figure\"" : "";

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
